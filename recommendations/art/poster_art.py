"""Printed posters for films without one: a pure function of a film's id, title, genres and own mood.

A film looks the same everywhere and for ever. Genres and mood offer compositions and printed grounds ("stocks"), the id
picks. The drawing holds no title: that is HTML over the part that the composition leaves free, as large as it fits.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from recommendations.art.poster_shapes import COMPOSITIONS, Dice

COMPOSITIONS_BY_GENRE: Final[Mapping[str, tuple[str, ...]]] = {
    "Action": ("shards", "slabs", "letter"),
    "Adventure": ("sun", "waves", "slabs"),
    "Animation": ("waves", "rings", "mask", "sun"),
    "Biography": ("letter", "stairs", "windows"),
    "Comedy": ("mask", "curtain", "letter", "stairs"),
    "Crime": ("blinds", "windows", "stairs"),
    "Documentary": ("letter", "blinds", "windows"),
    "Drama": ("stairs", "windows", "sun", "letter", "waves"),
    "Family": ("waves", "curtain", "sun"),
    "Fantasy": ("rings", "waves", "curtain"),
    "History": ("slabs", "letter", "stairs"),
    "Horror": ("shards", "mask", "beam"),
    "Music": ("curtain", "rings", "beam"),
    "Musical": ("curtain", "mask", "rings"),
    "Mystery": ("blinds", "beam", "rings"),
    "Romance": ("rings", "waves", "windows", "beam"),
    "Science Fiction": ("sun", "slabs", "rings", "blinds"),
    "Sport": ("slabs", "sun", "letter"),
    "Thriller": ("beam", "blinds", "shards", "windows"),
    "War": ("slabs", "shards", "stairs"),
    "Western": ("sun", "stairs", "slabs"),
}
STOCKS_BY_GENRE: Final[Mapping[str, tuple[str, ...]]] = {
    "Action": ("rust", "haze", "night"),
    "Adventure": ("haze", "teal", "moss"),
    "Animation": ("moss", "haze", "teal", "concrete"),
    "Comedy": ("haze", "rust", "concrete"),
    "Crime": ("night", "concrete", "rust"),
    "Drama": ("teal", "concrete", "rust", "night"),
    "Family": ("haze", "moss", "teal"),
    "Fantasy": ("night", "moss", "teal"),
    "Horror": ("night", "rust", "moss"),
    "Music": ("rust", "night", "haze"),
    "Romance": ("rust", "night", "concrete"),
    "Science Fiction": ("teal", "haze", "night"),
    "Thriller": ("night", "teal", "concrete"),
    "Western": ("haze", "rust", "moss"),
}
COMPOSITION_BY_MOOD: Final[Mapping[str, str]] = {
    "anger": "shards",
    "disgust": "mask",
    "fear": "beam",
    "joy": "sun",
    "love": "rings",
    "neutral": "blinds",
    "sadness": "waves",
    "surprise": "curtain",
}
DEFAULT_COMPOSITIONS: Final = ("sun", "rings", "letter", "blinds", "stairs", "waves")
DEFAULT_STOCKS: Final = ("teal", "concrete", "rust", "haze", "night", "moss")
TITLE_AT_TOP: Final = frozenset({"sun", "slabs", "stairs", "waves", "windows"})
SALT: Final = "reel1326-"  # a design constant: changing it redraws the whole catalogue
SMALL_WORDS: Final = frozenset({"a", "an", "the", "in", "of", "on", "once", "my"})

# Title setting, in hundredths of the frame's width. Advances are generous means, in em.
VOICES: Final = ("wide", "tall", "plain")
ADVANCE: Final = {"wide": 0.80, "tall": 0.55, "plain": 0.64}
LARGEST: Final = {"wide": 15, "tall": 25, "plain": 17}
SMALLEST: Final = {"wide": 10, "tall": 9, "plain": 9}
ROOM: Final = {"top": 34, "bottom": 27}
ROOM_WITHOUT_BILLING: Final = {"top": 42, "bottom": 36}
HIDDEN: Final = SafeString(' aria-hidden="true"')
MEASURE, LEAD, SPACE = 87, 0.95, 0.6
OTHER_SCRIPT: Final = 0.72  # letters the family lacks come from a system face, which does not change its width


@dataclass(frozen=True, slots=True)
class Plan:
    """How a poster is made: composition, stock, title zone ("top" or "bottom") and the voice its title asks for."""

    composition: str
    stock: str
    zone: str
    voice: str


@dataclass(frozen=True, slots=True)
class Setting:
    """How a title is set: voice, size in hundredths of the frame's width, and whether the billing line still fits."""

    voice: str
    size: int
    billed: bool


def plan(film_id: int, genres: Sequence[str], mood: str) -> Plan:
    """The plan of one film. `mood` is the film's own; KeyError when it is not a canonical mood."""
    dice = Dice(f"{SALT}{film_id}")
    known = [genre for genre in genres if genre in COMPOSITIONS_BY_GENRE][:2]
    shapes = [*(shape for genre in known for shape in COMPOSITIONS_BY_GENRE[genre]), COMPOSITION_BY_MOOD[mood]]
    stocks = [stock for genre in known for stock in STOCKS_BY_GENRE.get(genre, DEFAULT_STOCKS)]
    shape = dice.pick(list(dict.fromkeys(shapes if known else (*DEFAULT_COMPOSITIONS, *shapes))))
    stock = dice.pick(list(dict.fromkeys(stocks)) or DEFAULT_STOCKS)
    return Plan(shape, stock, "top" if shape in TITLE_AT_TOP else "bottom", dice.pick(VOICES))


def fit(title: str, voice: str, zone: str) -> Setting:
    """The largest setting that fits the zone: long titles go tall, then lose the billing line. They are never cut."""
    for candidate in dict.fromkeys((voice, "plain", "tall")):
        for size in range(LARGEST[candidate], SMALLEST[candidate] - 1, -1):
            if _fits(title, candidate, size, ROOM[zone], breaking=False):
                return Setting(candidate, size, billed=True)
    for size in range(9, 4, -1):
        if _fits(title, "tall", size, ROOM_WITHOUT_BILLING[zone], breaking=True):
            return Setting("tall", size, billed=False)
    return Setting("tall", 4, billed=False)


def _fits(title: str, voice: str, size: int, room: float, *, breaking: bool) -> bool:
    measure = MEASURE / size
    lines, used = 1, 0.0
    for word in _words(title):
        need = sum(_advance(letter, voice) for letter in word)
        if need > measure and not breaking:
            return False
        if used and used + SPACE * ADVANCE[voice] + need > measure:
            lines, used = lines + 1, 0.0
        used += need + (SPACE * ADVANCE[voice] if used else 0)
        lines, used = lines + int(used // measure), used % measure
    return lines * size * LEAD <= room


def _words(title: str) -> Iterator[str]:
    """What may not be broken: words, and single characters of scripts that write without spaces."""
    for word in title.split():
        if any(unicodedata.east_asian_width(letter) in "WF" for letter in word):
            yield from word
        else:
            yield word


def _advance(letter: str, voice: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    latin = ord(letter) < 0x0250 or not letter.isalpha()  # noqa: PLR2004 - the end of Latin Extended-B
    return ADVANCE[voice] if latin else max(ADVANCE[voice], OTHER_SCRIPT)


def initial(title: str) -> str:
    """The letter of the `letter` composition: of the first word long enough to carry the film."""
    words = [word for word in title.split() if word.lower() not in SMALL_WORDS] or title.split()
    return next((letter.upper() for word in words for letter in word if letter.isalnum()), "?")


def drawing(film_id: int, composition: str, letter: str) -> SafeString:
    """The art as inline SVG, at most 3 KB; without ids, styles or scripts."""
    body = COMPOSITIONS[composition](Dice(f"art{film_id}"), escape(letter))
    return SafeString(
        '<svg class="art" viewBox="0 0 200 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true"'
        f' focusable="false">{body}</svg>'
    )


@lru_cache(maxsize=2048)
def poster(film_id: int, title: str, genres: tuple[str, ...], mood: str, billing: str, picture: str = "") -> SafeString:
    """A whole poster: frame, art and title. Hidden from assistive technology: the heading beside it is the name.

    A `picture` (HTML) lies over it all; then only what is drawn is hidden.
    """
    made = plan(film_id, genres, mood)
    setting = fit(title, made.voice, made.zone)
    return format_html(
        '<div class="frame st-{} m-{}"{}>{}<div class="ttl ttl--{}"{}>'
        '<span class="v-{} z{}" dir="auto">{}</span>{}</div>{}</div>',
        made.stock,
        mood,
        "" if picture else HIDDEN,
        drawing(film_id, made.composition, initial(title)),
        made.zone,
        HIDDEN if picture else "",
        setting.voice,
        setting.size,
        title,
        format_html('<small dir="auto">{}</small>', billing) if setting.billed and billing else "",
        picture,
    )
