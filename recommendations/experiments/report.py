"""What an experiment says so far, in aggregates alone, and whether it may say it yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final
from uuid import UUID

from recommendations.experiments import estimators
from recommendations.experiments.estimators import Estimate
from recommendations.experiments.interleaving import Pick, credit
from recommendations.experiments.models import Experiment, Impression
from recommendations.experiments.outcomes import Shown, rewards
from recommendations.experiments.strategies import named

FEWEST: Final = 5  # people: of fewer nothing is shown, so that a mean is never one person's
LEAST: Final = 30  # people a side below which no verdict is given: intervals over fewer are not to be trusted
ENOUGH: Final = 100.0  # effective rows below which an estimate from weights gives no verdict
SUPPORTED: Final = 0.7  # mean weight: 1 but for chance, which at 100 effective rows is a tenth
SMALLEST: Final = 0.1  # reward a page: the smallest effect worth acting on, where no experiment states another
UNEVEN: Final = 0.001  # a split of people that chance gives less often than this is not the one that was set
MOST: Final = 300_000  # impressions: the latest ones
FIELDS: Final = (
    "user_id", "film_id", "page", "row", "position", "arm", "team", "propensity", "rivals", "shown_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison. `verdict` is "" while none may be given; `more` is how many further evenings that takes.

    `smallest` is the smallest difference that could be seen by now.
    """

    title: str
    against: str
    estimate: Estimate
    smallest: float
    verdict: str
    why_not: str
    more: int


@dataclass(frozen=True, slots=True)
class ArmLine:
    """Reward a page in one arm; `estimate` is None while it has fewer than `FEWEST` people."""

    title: str
    people: int
    pages: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures are rewards a page by `outcomes`' rule but `elsewhere`'s, which are rewards a place.

    `arms` as they were drawn, `lines` what they say beside each other, `elsewhere` what other strategies would have
    earned on the same evenings. `uneven` warns when people are not split as the shares say.
    """

    pages: int
    people: int
    smallest_effect: float
    arms: tuple[ArmLine, ...]
    lines: tuple[Line, ...]
    elsewhere: tuple[Line, ...]
    uneven: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """What a comparison stands on: people (on its smaller side) and pages.

    `weighted` where weights carry it over; `support` is their mean: 1 where everything that the other strategy would
    show could have been drawn, less where some of it never is.
    """

    people: int
    pages: int
    weighted: bool = False
    support: float = 1.0


@dataclass(frozen=True, slots=True)
class PageSum:
    """A page as an experiment counts it: its reward, and on an interleaved one what team b earned beyond a."""

    user_id: int
    arm: str
    reward: float
    beyond: float


def report(experiment: Experiment) -> Report:
    """Reads the experiment's latest `MOST` impressions."""
    shown = _shown(experiment)
    earned = rewards(shown)
    pages, shares = _pages(shown, earned), dict(experiment.arms.values_list("strategy", "share"))
    interleaved = experiment.kind == Experiment.Kind.INTERLEAVED
    by_arm = {name: [page for page in pages if page.arm == name] for name in shares}
    arms = () if interleaved else tuple(_arm(name, rows) for name, rows in by_arm.items())
    lines = (
        _draft(tuple(shares), pages, experiment.smallest_effect)
        if interleaved
        else _beside(arms, experiment.smallest_effect)
    )
    return Report(
        pages=len(pages),
        people=len({page.user_id for page in pages}),
        smallest_effect=experiment.smallest_effect,
        arms=arms,
        lines=lines,
        elsewhere=_elsewhere(shown, earned, experiment.smallest_effect),
        uneven=not interleaved
        and uneven({arm: len({row.user_id for row in rows}) for arm, rows in by_arm.items()}, shares),
    )


def live_report(*, smallest_effect: float = SMALLEST) -> Report:
    """The evenings that were in no experiment: what other strategies would have earned on them."""
    shown = _shown(None)
    pages, people = {entry.page for entry in shown}, {entry.user_id for entry in shown}
    elsewhere = _elsewhere(shown, rewards(shown), smallest_effect)
    return Report(len(pages), len(people), smallest_effect, (), (), elsewhere, uneven=False)


def _shown(experiment: Experiment | None) -> list[Shown]:
    rows = Impression.objects.filter(experiment=experiment).order_by("-id").values_list(*FIELDS)[:MOST]
    return [Shown(*row) for row in rows]


def _pages(shown: Sequence[Shown], earned: Sequence[float]) -> list[PageSum]:
    films: dict[tuple[UUID, int, str], list[tuple[Shown, float]]] = defaultdict(list)
    for entry, reward in zip(shown, earned, strict=True):
        films[entry.page, entry.user_id, entry.arm].append((entry, reward))
    return [_page(user_id, arm, entries) for (_, user_id, arm), entries in films.items()]


def _page(user_id: int, arm: str, entries: Sequence[tuple[Shown, float]]) -> PageSum:
    picks = [Pick(entry.film_id, "a" if entry.team == "a" else "b") for entry, _ in entries if entry.team]
    beyond = -credit(picks, {entry.film_id: reward for entry, reward in entries})
    return PageSum(user_id, arm, sum(reward for _, reward in entries), beyond)


def _arm(name: str, pages: Sequence[PageSum]) -> ArmLine:
    people = [page.user_id for page in pages]
    enough = len(set(people)) >= FEWEST
    estimate = estimators.mean([page.reward for page in pages], people) if enough else None
    return ArmLine(named(name).title, len(set(people)), len(pages), estimate)


def _beside(arms: Sequence[ArmLine], smallest: float) -> tuple[Line, ...]:
    """Each further arm beside the first."""
    first, *others = arms or (None,)
    if first is None or first.estimate is None:
        return ()
    return tuple(
        _line(
            other.title,
            first.title,
            estimators.difference(other.estimate, first.estimate),
            smallest,
            Sample(min(first.people, other.people), first.pages + other.pages),
        )
        for other in others
        if other.estimate is not None
    )


def _draft(arms: Sequence[str], pages: Sequence[PageSum], smallest: float) -> tuple[Line, ...]:
    """What team b earned a page beyond team a, in the same rows."""
    people = [page.user_id for page in pages]
    if len(set(people)) < FEWEST or len(arms) < len("ab"):
        return ()
    estimate = estimators.mean([page.beyond for page in pages], people)
    sample = Sample(estimate.people, len(pages))
    return (_line(named(arms[1]).title, named(arms[0]).title, estimate, smallest, sample),)


def _elsewhere(shown: Sequence[Shown], earned: Sequence[float], smallest: float) -> tuple[Line, ...]:
    """What other strategies would have earned a place, from the places whose odds under them were written down.

    Doubly robust with the mean reward of each position as the model: it knows nothing of films, so what a place is
    expected to earn is the same under every strategy.
    """
    known = [(entry, reward) for entry, reward in zip(shown, earned, strict=True) if entry.rivals]
    names = sorted({name for entry, _ in known for name in entry.rivals})
    if len({entry.user_id for entry, _ in known}) < FEWEST:
        return ()
    expected = _by_position(known)
    return tuple(_rival(name, known, expected, smallest) for name in names)


def _rival(name: str, known: Sequence[tuple[Shown, float]], expected: Sequence[float], smallest: float) -> Line:
    estimate = estimators.gain(
        [reward for _, reward in known],
        [entry.rivals.get(name, 0.0) for entry, _ in known],
        [entry.propensity for entry, _ in known],
        [entry.user_id for entry, _ in known],
        expected=expected,
    )
    pages = len({entry.page for entry, _ in known})
    support = sum(entry.rivals.get(name, 0.0) / entry.propensity for entry, _ in known) / len(known)
    sample = Sample(estimate.people, pages, weighted=True, support=support)
    return _line(named(name).title, "as it was shown", estimate, smallest * pages / len(known), sample)


def _by_position(known: Sequence[tuple[Shown, float]]) -> list[float]:
    """The mean reward at each position, of all people but the one whose place it is."""
    total: dict[int, float] = defaultdict(float)
    count: Counter[int] = Counter()
    own_total: dict[tuple[int, int], float] = defaultdict(float)
    own_count: Counter[tuple[int, int]] = Counter()
    for entry, reward in known:
        at, own = entry.position, (entry.user_id, entry.position)
        total[at] += reward
        own_total[own] += reward
        count[at] += 1
        own_count[own] += 1
    keys = ((entry.position, (entry.user_id, entry.position)) for entry, _ in known)
    return [(total[at] - own_total[own]) / max(1, count[at] - own_count[own]) for at, own in keys]


def _line(title: str, against: str, estimate: Estimate, smallest: float, sample: Sample) -> Line:
    """A verdict once a difference of `smallest` could be seen, by enough people and (with weights) enough rows.

    What is waited for is how sharp the estimate is, never what it says: looking often makes no verdict likelier.
    """
    lacks = (
        (sample.people < LEAST, LEAST / sample.people, f"{sample.people} people a side are too few; it takes {LEAST}"),
        (estimate.error <= 0, 2.0, "nothing has come of the films shown yet"),
        (
            sample.weighted and estimate.effective < ENOUGH,
            ENOUGH / max(1.0, estimate.effective),
            f"the evenings logged are worth {estimate.effective:.0f} of the {ENOUGH:.0f} rows it takes",
        ),
        (
            sample.support < SUPPORTED,
            2.0,
            f"only {sample.support:.0%} of what it would show is ever drawn",
        ),
        (
            estimate.detectable > smallest,
            (estimate.detectable / smallest) ** 2,
            f"a difference of {smallest:.3g} could go unseen; the smallest to show is {estimate.detectable:.3g}",
        ),
    )
    missing = [(times, why) for lacking, times, why in lacks if lacking]
    if not missing:
        return Line(title, against, estimate, estimate.detectable, _verdict(estimate, smallest), "", 0)
    more = ceil(sample.pages * (max(times for times, _ in missing) - 1))
    return Line(title, against, estimate, estimate.detectable, "", missing[0][1], max(1, more))


def _verdict(estimate: Estimate, smallest: float) -> str:
    if estimate.low > 0:
        return "better"
    if estimate.high < 0:
        return "worse"
    return "no difference found" if max(-estimate.low, estimate.high) > smallest else "no difference that matters"


def uneven(people: dict[str, int], shares: dict[str, int]) -> bool:
    """Whether people are split otherwise than the shares say: a sign that something leaves some of them out.

    Pearson's chi-squared against the shares, by the Wilson–Hilferty approximation of its tail.
    """
    total, wanted, freedom = sum(people.values()), sum(shares.values()), len(shares) - 1
    if not total or freedom < 1:
        return False
    expected = {name: total * share / wanted for name, share in shares.items()}
    squares = sum((people.get(name, 0) - mean) ** 2 / mean for name, mean in expected.items())
    spread = 2 / (9 * freedom)
    z = ((squares / freedom) ** (1 / 3) - (1 - spread)) / sqrt(spread)
    return 1 - NormalDist().cdf(z) < UNEVEN
