"""Addresses of TMDB's pictures in every size a browser may choose from. Pure, but for the address images come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from django.conf import settings

from recommendations.tmdb.types import ImageSizes

Kind = Literal["poster", "backdrop", "profile", "logo"]
# What /configuration has answered for years; a newer answer may be passed in.
DEFAULT: Final = ImageSizes(
    base="",
    posters=("w92", "w154", "w185", "w342", "w500", "w780"),
    backdrops=("w300", "w780", "w1280"),
    profiles=("w45", "w185"),
    logos=("w45", "w92", "w154", "w185", "w300", "w500"),
)
_SHAPES: Final[dict[Kind, tuple[str, int, int, int]]] = {  # sizes, width to fall back on, and width : height
    "poster": ("posters", 342, 2, 3),
    "backdrop": ("backdrops", 780, 16, 9),
    "profile": ("profiles", 185, 2, 3),
    "logo": ("logos", 92, 1, 1),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What an `<img>` needs. `width` and `height` (pixels of `src`) keep its place while it loads."""

    src: str
    srcset: str
    width: int
    height: int


def picture(path: str | None, kind: Kind = "poster", sizes: ImageSizes = DEFAULT) -> Picture | None:
    """The picture at a TMDB `path` ("/abc.jpg"); None without one."""
    if not path:
        return None
    field, preferred, across, down = _SHAPES[kind]
    base = settings.TMDB_IMAGE_URL  # the one host that pages may show pictures of
    widths = _widths(getattr(sizes, field)) or _widths(getattr(DEFAULT, field))
    width = min(widths, key=lambda known: abs(known - preferred))
    srcset = ", ".join(f"{base}w{known}{path} {known}w" for known in widths)
    return Picture(src=f"{base}w{width}{path}", srcset=srcset, width=width, height=round(width * down / across))


def _widths(names: tuple[str, ...]) -> list[int]:
    """Of the sizes that name a width; "original" and heights cannot be compared."""
    return sorted(int(name[1:]) for name in names if name[:1] == "w" and name[1:].isdigit())
