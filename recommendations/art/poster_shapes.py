"""The twelve compositions of the poster art: flat shapes on a 200 x 300 sheet.

Shapes carry classes (`pg pm pd pa pi pk`, and `sa sd si` for lines) instead of colours, which the style sheet maps to
the stock of the frame; so one drawing serves both themes. No gradients, filters or ids, and the only figure is a person
in a long coat.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from math import cos, pi, sin, sqrt
from types import MappingProxyType
from typing import Final, TypeVar

T = TypeVar("T")
SHEET: Final = 200  # units across


class Dice:
    """A small seeded stream: the same key always rolls the same numbers, on every machine."""

    def __init__(self, key: str) -> None:
        self._key, self._n = key, 0

    def roll(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        self._n += 1
        digest = blake2b(f"{self._key}:{self._n}".encode(), digest_size=4).digest()
        return low + int.from_bytes(digest, "big") % (high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, which must not be empty."""
        return options[self.roll(0, len(options) - 1)]


def rect(cls: str, x: float, y: float, w: float, h: float, extra: str = "") -> str:
    return f'<rect class="{cls}" x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}"{extra}/>'


def disc(cls: str, x: float, y: float, r: float, extra: str = "") -> str:
    return f'<circle class="{cls}" cx="{x:g}" cy="{y:g}" r="{r:g}"{extra}/>'


def poly(cls: str, *points: tuple[float, float], extra: str = "") -> str:
    return f'<path class="{cls}" d="M' + "L".join(f"{x:g} {y:g}" for x, y in points) + f'Z"{extra}/>'


def fade(value: float) -> str:
    return f' opacity="{value}"'


def figure(cls: str, x: float, y: float, h: float) -> str:
    """A person in a long coat, far away. (x, y) lies between the feet; `h` is the height."""
    w = h * 0.24
    step = f"h{0.36 * w:.1f}v{0.3 * h:.1f}h{-0.36 * w:.1f}Z"
    legs = f"M{x - 0.42 * w:.1f} {y - 0.3 * h:.1f}{step}M{x + 0.06 * w:.1f} {y - 0.3 * h:.1f}{step}"
    neck, shoulder, chest, hem = (f"{y - share * h:.1f}" for share in (0.8, 0.79, 0.64, 0.24))
    coat = (
        f"M{x - 0.66 * w:.1f} {hem}L{x - 0.52 * w:.1f} {chest}Q{x - 0.5 * w:.1f} {shoulder} {x:.1f} {neck}"
        f"Q{x + 0.5 * w:.1f} {shoulder} {x + 0.52 * w:.1f} {chest}L{x + 0.66 * w:.1f} {hem}Z"
    )
    return f'<path class="{cls}" d="{coat}{legs}"/>' + disc(
        cls, round(x, 1), round(y - h * 0.88, 1), round(h * 0.09, 1)
    )


def halo(cx: float, cy: float, r: float, steps: tuple[int, int, int] = (14, 32, 56)) -> str:
    return "".join(disc("pa", cx, cy, r + s, fade(o)) for s, o in zip(reversed(steps), (0.1, 0.16, 0.24), strict=True))


def sun(d: Dice, _: str) -> str:
    cx, cy, r = d.roll(60, 140), d.roll(186, 204), d.roll(44, 60)
    out = halo(cx, cy, r) + disc("pa", cx, cy, r)
    for i, (cls, y) in enumerate((("pm", 214), ("pd", 238))):
        y1, y2, y3 = (y + d.roll(-10, 10) for _ in range(3))
        out += f'<path class="{cls}" d="M0 {y1}Q{d.roll(30, 90)} {y2 - 14} 110 {y3}T200 {y1 + d.roll(-12, 8)}V300H0Z"/>'
        if i == 0:
            fx = cx + d.roll(-26, 26)
            out += figure("pd", fx, 240, d.roll(26, 38))
    return out + rect("pk", 0, 276, 200, 24, fade(0.3))


def slabs(d: Dice, _: str) -> str:
    cx = d.roll(40, 160)
    out = halo(cx, 190, 26, (12, 30, 54)) + disc("pa", cx, 190, 26)
    x = -14
    for i in range(4):
        w, top = d.roll(32, 60), d.roll(120, 205)
        lean = d.roll(8, 16)
        out += poly("pm", (x, top), (x + w, top - lean), (x + w, 300), (x, 300))
        out += poly("pd", (x + w, top - lean), (x + w + 16, top + 4), (x + w + 16, 300), (x + w, 300))
        if i % 2 == d.roll(0, 1):
            for k in range(d.roll(2, 4)):
                out += rect("pa", x + w * 0.3, top + 18 + k * 13, w * 0.36, 4)
        x += w + d.roll(12, 26)
    return out + rect("pd", 0, 272, 200, 28) + figure("pa", d.roll(30, 170), 284, 26)


def stairs(d: Dice, _: str) -> str:
    n, left = d.roll(6, 8), d.roll(0, 1)
    w, h = 200 / n, 158 / n
    pts: list[tuple[float, float]] = [(0, 300)]
    y = 290.0
    for i in range(n):
        pts += [(i * w, y), ((i + 1) * w, y)]
        y -= h
    flip = ' transform="matrix(-1 0 0 1 200 0)"' if left else ""
    k = d.roll(2, n - 3)
    fx, fy = k * w + w / 2, 290 - k * h
    out = poly("pm", (0, 300), (0, 208), (200, 62 + 50), (200, 300))
    out += poly("pa", (fx - 40, 300), (fx - 14, fy - 86), (fx + 26, fy - 110), (fx + 70, 300), extra=fade(0.9))
    out += poly("pd", *pts, (200, 300))
    out += "".join(
        f'<path class="sa" stroke-width="1.6" d="M{i * w:.1f} {290 - i * h:.1f}h{w:.1f}"/>' for i in range(n)
    )
    return f"<g{flip}>{out}{figure('pd', fx, fy, 46)}</g>"


def waves(d: Dice, _: str) -> str:
    cx, r = d.roll(50, 150), d.roll(20, 34)
    out = halo(cx, 150, r, (8, 18, 32)) + disc("pa", cx, 150, r)
    amp, shift = d.roll(10, 18), d.roll(0, 60)
    for i, cls in enumerate(("pm", "pa", "pd", "pm", "pd")):
        y = 166 + i * 27
        a = amp if i % 2 else -amp
        x0 = -shift - i * 14
        out += (
            f'<path class="{cls}" d="M{x0} {y}q35 {-a} 70 0t70 0 70 0 70 0 70 0V300H{x0}Z"'
            + (fade(0.85) if cls == "pa" else "")
            + "/>"
        )
    return out


def windows(d: Dice, _: str) -> str:
    cols, rows = d.pick(((4, 6), (5, 7), (3, 5)))
    x0, y0, w, h = 22, 112, 156, 188
    out = rect("pm", x0 - 10, y0 - 10, w + 20, h + 10) + rect("pd", x0 + w + 10, y0 + 8, 26, h)
    out += rect("pd", 0, y0 + 40, 12, h)
    cw, ch = w / cols, h / rows
    lit = {(d.roll(0, cols - 1), d.roll(0, rows - 1)) for _ in range(rows)}
    lone = d.pick(sorted(lit))
    for i in range(cols):
        for j in range(rows):
            x, y = x0 + i * cw + 4, y0 + j * ch + 4
            out += rect("pa" if (i, j) in lit else "pd", x, y, cw - 8, ch - 8)
    x, y = x0 + lone[0] * cw + cw / 2, y0 + lone[1] * ch + ch - 4
    return out + figure("pd", x, y, (ch - 8) * 0.78)


def curtain(d: Dice, _: str) -> str:
    gap, lean = d.roll(60, 120), d.roll(-26, 26)
    out = rect("pm", 0, 0, 200, 206)
    x = 0.0
    while x < SHEET:
        w = d.roll(9, 19)
        out += rect("pd", x, 0, w * 0.42, 206) + rect("pk", x + w * 0.42, 0, w * 0.2, 206, fade(0.18))
        x += w
    out += poly("pa", (gap + lean, 0), (gap + lean + 6, 0), (gap + 50, 206), (gap - 30, 206))
    out += f'<ellipse class="pa" cx="{gap + 10}" cy="206" rx="62" ry="9"/>'
    out += figure("pd", gap + 8, 207, d.roll(52, 66))
    return out + rect("pd", 0, 0, 200, 12)


def beam(d: Dice, _: str) -> str:
    side = d.roll(0, 1)
    cx = d.roll(84, 128)
    out = rect("pd", 0, 0, 200, 206)
    out += poly("pa", (6, 18), (14, 6), (cx + 50, 200), (cx - 52, 206), extra=fade(0.28))
    out += poly("pa", (8, 16), (13, 9), (cx + 34, 200), (cx - 36, 206), extra=fade(0.55))
    out += f'<ellipse class="pa" cx="{cx}" cy="202" rx="54" ry="10"/>'
    out += disc("pa", 10, 12, 7) + figure("pd", cx, 204, d.roll(54, 76))
    out += rect("pg", 0, 212, 200, 90)
    flip = ' transform="matrix(-1 0 0 1 200 0)"' if side else ""
    return f"<g{flip}>{out}</g>"


def rings(d: Dice, _: str) -> str:
    ax, ay, bx, by = d.roll(56, 80), d.roll(78, 120), d.roll(118, 144), d.roll(92, 132)
    out = rect("pm", 0, 0, 200, 208) + disc("pd", ax, ay, 62) + disc("pa", bx, by, d.roll(28, 40))
    for r in range(14, 100, d.roll(11, 14)):
        out += disc("sa", ax, ay, r, ' stroke-width="2.4"') + disc("si", bx, by, r, ' stroke-width="1.3" opacity=".6"')
    return out + rect("pg", 0, 208, 200, 96)


def shards(d: Dice, _: str) -> str:
    cx, cy = d.roll(60, 140), d.roll(84, 130)
    out, n = rect("pd", 0, 0, 200, 208), d.roll(9, 13)
    angle = d.roll(0, 100) / 100
    cls = ("pm", "pa", "pd", "pm", "pk", "pg")
    for i in range(n):
        edges = (i, i + 0.35 + d.roll(0, 55) / 100)
        rays = [angle + 2 * pi * edge / n for edge in edges]
        ends = [(round(cx + 260 * cos(ray)), round(cy + 260 * sin(ray))) for ray in rays]
        out += poly(cls[i % 6], (cx, cy), *ends)
    return out + disc("pa", cx, cy, 15) + disc("pd", cx, cy, 8) + rect("pg", 0, 208, 200, 96)


def blinds(d: Dice, _: str) -> str:
    cx, cy, r = d.roll(70, 130), d.roll(92, 116), d.roll(56, 74)
    out, step = rect("pd", 0, 0, 200, 208), d.pick((11, 13, 15))
    for y in range(4, 208, step):
        t = step * (0.36 + 0.3 * y / 208)
        out += rect("pm", 0, y, 200, t)
        dy = abs(y + t / 2 - cy)
        if dy < r:
            half = sqrt(r * r - dy * dy)
            out += rect("pa", round(cx - half, 1), y, round(2 * half, 1), t)
    return out + figure("pk", cx + d.roll(-20, 20), 208, 70) + rect("pg", 0, 208, 200, 96)


def letter(d: Dice, text: str) -> str:
    size, x, y = d.roll(250, 300), d.roll(82, 118), d.roll(200, 216)
    glyph = f'font-size="{size}" text-anchor="middle">{text}</text>'
    out = rect("pm", 0, 0, 200, 208)
    out += f'<text class="pd pt" x="{x + 12}" y="{y + 8}" {glyph}<text class="pa pt" x="{x}" y="{y}" {glyph}'
    return out + rect("pg", 0, 208, 200, 96)


def mask(d: Dice, _: str) -> str:
    cx, cy, r = 100, d.roll(98, 112), d.roll(66, 78)
    out = rect("pm", 0, 0, 200, 208)
    out += f'<path class="pa" d="M{cx} {cy - r}a{r} {r * 1.12} 0 0 0 0 {2.24 * r:.0f}Z"/>'
    out += f'<path class="pd" d="M{cx} {cy - r}a{r} {r * 1.12} 0 0 1 0 {2.24 * r:.0f}Z"/>'
    e, up = r * 0.42, d.roll(0, 1)
    out += f'<path class="pd" d="M{cx - e - 15} {cy}a15 15 0 0 1 30 0Z"/>'
    out += f'<path class="pa" d="M{cx + e - 15} {cy - 10}a15 15 0 0 0 30 0Z"/>'
    m = r * 0.52
    near, far = (24, 68) if up else (68, 24)
    out += (
        f'<path class="sd" stroke-width="8" d="M{cx - m:.0f} {cy + near}Q{cx - m * 0.7:.0f} {cy + 47} {cx} {cy + 46}"/>'
    )
    out += (
        f'<path class="sa" stroke-width="8" d="M{cx + m:.0f} {cy + far}Q{cx + m * 0.7:.0f} {cy + 45} {cx} {cy + 46}"/>'
    )
    return out + rect("pg", 0, 208, 200, 96)


Composition = Callable[[Dice, str], str]
DRAWN: Final[tuple[Composition, ...]] = (
    *(sun, slabs, stairs, waves, windows, curtain),
    *(beam, rings, shards, blinds, letter, mask),
)
COMPOSITIONS: Final[Mapping[str, Composition]] = MappingProxyType({draw.__name__: draw for draw in DRAWN})
