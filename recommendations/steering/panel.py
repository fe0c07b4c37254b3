"""What the steering panel offers, and what of it is set: values for a template. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.regions import LANGUAGES, REGIONS
from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.steering import query, services, topics
from recommendations.steering.chips import CALLED, length
from recommendations.steering.targets import SAYS
from recommendations.steering.types import Dial, Steer, Wishes

FIRST_DECADE, LAST_DECADE = 1920, 2020
LENGTHS: Final = (60, 75, 90, 105, 120, 150, 180)
AGES: Final = (0, 6, 8, 12, 13, 15, 16)
_ICONS: Final[Mapping[Dial, str]] = {
    Dial.MATCH: "match",
    Dial.LIFT: "up",
    Dial.CALM: "calm",
    Dial.CATHARTIC: "cath",
    Dial.SURPRISE: "dice",
}
_SLIDERS: Final = {
    "for-mood": ("mood", "Your mood"),
    "for-taste": ("taste", "Your taste"),
    "for-new": ("novelty", "What is new to you"),
}
# Parameters that have no control of their own and travel as hidden fields.
_HIDDEN: Final = frozenset(("all", "without-language", "theme", "without-theme"))


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the dial; `says` is what it does, to stand behind its name and a colon."""

    value: str
    name: str
    icon: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Slider:
    parameter: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A control with one value. `options` begin with the one that sets nothing."""

    parameter: str
    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A control with several values."""

    parameter: str
    name: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Panel:
    """`says` is the sentence of the chosen stop; `hidden` are names and values."""

    stops: tuple[Stop, ...]
    says: str
    target: Choice
    sliders: tuple[Slider, ...]
    choices: tuple[Choice, ...]
    ticks: tuple[Ticks, ...]
    my_services: bool
    hidden: tuple[tuple[str, str], ...]


def panel(steer: Steer) -> Panel:
    """The panel for a steer."""
    wishes = steer.wishes
    return Panel(
        stops=tuple(_stop(dial, steer.dial) for dial in Dial),
        says=f"{CALLED.get(steer.dial, 'Match')}: {SAYS[steer.dial]}",
        target=choice(
            "target", "Towards a mood", steer.target, [(mood, mood.capitalize()) for mood in MOODS], "The dial decides"
        ),
        sliders=tuple(
            Slider(parameter, name, f"{getattr(steer.sliders, field):g}")
            for parameter, (field, name) in _SLIDERS.items()
        ),
        choices=choices(wishes),
        ticks=_ticks(wishes),
        my_services=wishes.my_services,
        hidden=_hidden(steer),
    )


def _stop(dial: Dial, chosen: Dial) -> Stop:
    return Stop(dial.value, CALLED.get(dial, "Match"), _ICONS[dial], SAYS[dial], dial is chosen)


def choices(wishes: Wishes) -> tuple[Choice, ...]:
    """Length, years, language, certificate and region."""
    lengths = [(str(minutes), length(minutes)) for minutes in LENGTHS]
    decades = range(FIRST_DECADE, LAST_DECADE + 1, 10)
    language = wishes.languages[0] if wishes.languages else ""
    ages = [(str(age), f"Age {age}" if age else "All ages") for age in AGES]
    return (
        choice("most", "At most", _text(wishes.runtime_max), lengths, "Any length", length),
        choice("least", "At least", _text(wishes.runtime_min), lengths, "Any length", length),
        choice("from", "From", _text(wishes.year_from), [(str(year), f"The {year}s") for year in decades], "Any year"),
        choice("to", "Until", _text(wishes.year_to), [(str(year + 9), f"The {year}s") for year in decades], "Any year"),
        choice("language", "Language", language, LANGUAGES.items(), "Any language"),
        choice("age", "Fine from", _text(wishes.certificate), ages, "Any certificate"),
        choice("region", "Where you watch", wishes.region, REGIONS.items(), "As in your profile"),
    )


def choice(
    parameter: str, name: str, value: str, offered: Iterable[tuple[str, str]], none: str, say: Any = str
) -> Choice:
    """A value beyond those that are offered, from a sentence or an address, is offered beside them."""
    known = dict(offered)
    if value and value not in known:
        known[value] = say(int(value)) if value.isdigit() else value
    options = (Option("", none, not value), *(Option(key, said, key == value) for key, said in known.items()))
    return Choice(parameter, name, options)


def _ticks(wishes: Wishes) -> tuple[Ticks, ...]:
    genres = {name: name for name in NAMES}
    return (
        _tick("genre", "One of these genres", genres, wishes.include_genres),
        _tick("without", "None of these genres", genres, wishes.exclude_genres),
        _tick("service", "On these services", _services(wishes), map(str, wishes.services)),
        _tick("avoid", "Avoid these topics", topics.labels(), wishes.avoid),
    )


def _services(wishes: Wishes) -> dict[str, str]:
    """Those we know, and those of an address that we do not."""
    known = {str(number): name for number, name in services.names().items()}
    others = {str(number): services.name_of(number) for number in wishes.services if number not in services.BY_ID}
    return known | others


def _tick(parameter: str, name: str, offered: Mapping[str, str], chosen: Iterable[str]) -> Ticks:
    ticked = frozenset(chosen)
    return Ticks(parameter, name, tuple(Option(key, said, key in ticked) for key, said in offered.items()))


def _hidden(steer: Steer) -> tuple[tuple[str, str], ...]:
    """What has no control: without it a press of the button would lose what a sentence asked for."""
    more = tuple(("language", code) for code in steer.wishes.languages[1:])
    return (*((name, value) for name, value in query.parameters(steer) if name in _HIDDEN), *more)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
