"""Several readings of one moment as one mood: calibrated log-linear pooling (Genest & Zidek, 1986).

Each part speaks by its evidence, the logarithm of its probabilities over what it would say of nothing at all (every
mood it knows alike), so a part that found nothing changes nothing. A mood that a part has no word for (a score of
exactly 0) is judged by the others alone. Evidence is added with weights whose sum is 1 for one part that speaks and
grows slowly with more: agreement makes surer, but never as sure as independent witnesses would.

No labelled data is known here in which people's words, voice and face were judged together, so the weights below are
judgement and not measured. What they do to acted voices that speak neutral words is (docs/voice.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ml.moods import MOODS
from ml.types import LANGUAGE_POOR, NO_TIMELINE, NO_WORDS, TIERS, Prediction

Mix = Mapping[str, float]

DISAGREE: Final = 0.25  # bits from which on the product says that the parts do not agree, and asks
# How far "neutral" tells of a mood, and not that a part found nothing. What is said in neutral words can be said in any
# mood, so they tell little; a level voice tells more, though everyday speech is leveller than acted speech.
NEUTRAL_TELLS: Final[Mix] = MappingProxyType({"text": 0.1, "voice": 0.5, "face": 0.5, "scene": 0.1})
# How far a part is listened to for valence and for arousal, beside its weight: words tell pleasantness better than the
# sound of a voice does, which tells activation better (Wagner et al., 2023, "Dawn of the transformer era in SER").
AXES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType({"text": (1.5, 0.5), "voice": (0.75, 1.5)})
NOT_SURE: Final = 0.5  # times its say, of a part that would not answer alone
UNFAMILIAR: Final = 0.7  # of a part whose input is unlike its training data
POOR: Final = 0.5  # of a text in a language that its model was not trained to read
INDEPENDENT: Final = 0.3  # how far a second part that says the same counts as a witness of its own: 0 no, 1 wholly
_SILENT: Final = 1e-9  # nats; less is rounding
ROOM: Final = 0.02  # what a part leaves to chance where others speak, so that none has a veto


def fuse(parts: Sequence[Prediction], *, quality: Mapping[str, float] = MappingProxyType({})) -> Prediction:
    """Return one reading of `parts`, which are of the same moment, in any order.

    `quality` (by modality, 0..1, 1 where it says nothing) is how well each part could be perceived. A part alone comes
    back as it is. Of the pooled reading `weights` says how much say each modality had and `disagreement` how far they
    are apart (see `apart`). ValueError without any part.
    """
    if not parts:
        raise ValueError("There is nothing to fuse.")
    if len(parts) == 1:
        return parts[0]
    ordered = sorted(parts, key=lambda part: (-say(part, quality), part.modality, part.model))
    shares = shares_of(ordered, quality)
    told = [(part, share) for part, share in zip(ordered, shares, strict=True) if share > 0]
    valence, arousal = (_axis(told, axis) for axis in (0, 1))
    finer = next((part for part, _ in told if part.present), None)
    return Prediction(
        modality="fused",
        scores=pool(ordered, shares),
        model=" + ".join(part.model for part, _ in told),
        tier=max((part.tier for part, _ in told), key=TIERS.index),
        latency_ms=sum(part.latency_ms for part in ordered),
        threshold=sum(share * part.threshold for part, share in told),
        warnings=_warnings([part for part, _ in told]),
        unfamiliar=any(part.unfamiliar and share >= 1 / len(told) for part, share in told),
        labels=finer.labels if finer else {},
        present=finer.present if finer else (),
        feelings=_feelings(told),
        intensity=_mean([(part.intensity, share) for part, share in told]),
        affect=(valence, arousal),
        language=next((part.language for part in ordered if part.language), ""),
        segments=next((part.segments for part in ordered if part.segments), ()),
        sentences=next((part.sentences for part in ordered if part.sentences), ()),
        parts=tuple(ordered),
        weights=_by_modality(ordered, shares),
        disagreement=apart(ordered, shares),
    )


# --- Who has how much say


def say(part: Prediction, quality: Mapping[str, float]) -> float:
    """Return how much a part has to say, in [0, 1]: what it found out, less what speaks against it. 0 without words.

    What it found out counts by its square: who is in doubt does not blur who is not.
    """
    if NO_WORDS in part.warnings:
        return 0.0
    found = information(part.scores, tells(part)) ** 2
    weight = found * min(1.0, max(0.0, quality.get(part.modality, 1.0))) * (UNFAMILIAR if part.unfamiliar else 1.0)
    if LANGUAGE_POOR in part.warnings:
        return weight * POOR
    return weight if part.is_sure else weight * NOT_SURE


def tells(part: Prediction) -> float:
    """Return how far this part's "neutral" tells of a mood, in [0, 1]."""
    return NEUTRAL_TELLS.get(part.modality, 1.0)


def shares_of(parts: Sequence[Prediction], quality: Mapping[str, float]) -> list[float]:
    """Return each part's share of all that is said; all alike where no part found anything."""
    said = [say(part, quality) for part in parts]
    whole = math.fsum(said)
    return [one / whole if whole else 1 / len(parts) for one in said]


def information(scores: Mix, neutral_tells: float = 1.0) -> float:
    """Return how far a mix is from all moods that it knows alike, in [0, 1]: the divergence from that over its most.

    By the chain rule it has two parts: that there is a mood at all or none, and which one. Of the first, where it says
    that there is none, `neutral_tells` counts.
    """
    known = _known(scores)
    if len(known) == 1:
        return 1.0
    neutral = known.pop("neutral", 0.0)
    least = 1 / (len(known) + 1) if neutral else 0.0
    whether = _surprise(neutral, least) + _surprise(1 - neutral, 1 - least)
    which = math.fsum(_surprise(share, (1 - neutral) / len(known)) for share in known.values())
    found = whether * (neutral_tells if neutral > least else 1.0) + which
    return min(1.0, found / math.log(len(known) + (neutral > 0))) if found > _SILENT else 0.0


def _surprise(share: float, expected: float) -> float:
    return share * math.log(share / expected) if share > 0 else 0.0


# --- Pooling


def pool(parts: Sequence[Prediction], shares: Sequence[float]) -> dict[str, float]:
    """Return the log-linear pool of the scores of `parts`, whose `shares` sum to 1: all eight moods, sum 1.

    A mood is known to the parts that give it more than 0, and what they alone say of it has only their share of the
    say; one that no part with a say knows keeps 0.
    """
    weight = strength(shares)
    said = [(share, evidence(part.scores, share, tells(part))) for part, share in zip(parts, shares, strict=True)]
    pooled = {}
    for mood in MOODS:
        heard = [(share, found[mood]) for share, found in said if mood in found]
        total = math.fsum(weight * share * value for share, value in heard)
        pooled[mood] = math.fsum(share for share, _ in heard) * math.exp(total)
    whole = math.fsum(pooled.values())
    return {mood: value / whole for mood, value in pooled.items()}


def strength(shares: Sequence[float]) -> float:
    """Return the sum of all weights: 1 for one part that speaks, growing with how many effectively do (Kish, 1965)."""
    effective = 1 / math.fsum(share * share for share in shares)
    return 1 + INDEPENDENT * (effective - 1)


def evidence(mix: Mix, share: float, neutral_tells: float) -> dict[str, float]:
    """Return the log of each known mood's probability over its prior, discounted (Shafer, 1976) as far as others speak.

    The more say others have, the more of "neutral" counts as nothing found, and the more room is left to chance.
    """
    known = _known(mix)
    prior, others = 1 / len(known), 1 - share
    away = others * (1 - neutral_tells) * known.get("neutral", 0.0)
    left = {mood: value - away * (mood == "neutral") + away * prior for mood, value in known.items()}
    return {mood: math.log((1 - others * ROOM) * value / prior + others * ROOM) for mood, value in left.items()}


def _known(mix: Mix) -> dict[str, float]:
    return {mood: mix[mood] for mood in MOODS if mix.get(mood, 0.0) > 0}


# --- Disagreement


def apart(parts: Sequence[Prediction], shares: Sequence[float]) -> float:
    """Return how far `parts` are apart: the Jensen-Shannon divergence by `shares` (Lin, 1991), in bits, 0..1.

    Of more than two parts it is taken over its most. A part cannot deny what it has no word for, and does not deny what
    it is neutral about: there it is given what the others say.
    """
    mixes = [_open(at, parts, shares) for at in range(len(parts))]
    middle = {mood: math.fsum(share * mix[mood] for share, mix in zip(shares, mixes, strict=True)) for mood in MOODS}
    own = math.fsum(share * _entropy(mix) for share, mix in zip(shares, mixes, strict=True))
    return min(1.0, max(0.0, (_entropy(middle) - own) / math.log2(max(2, len(parts)))))


def _open(at: int, parts: Sequence[Prediction], shares: Sequence[float]) -> dict[str, float]:
    """Return a part's mix, open to what the others say where it has no word, and as far as it is neutral."""
    own = _known(parts[at].scores)
    others = _others(at, parts, shares)
    taken = math.fsum(others[mood] for mood in MOODS if mood not in own)
    given = (1 - tells(parts[at])) * own.get("neutral", 0.0)
    full = {mood: own[mood] * (1 - taken) if mood in own else others[mood] for mood in MOODS}
    return {mood: (1 - given) * full[mood] + given * others[mood] for mood in MOODS}


def _others(at: int, parts: Sequence[Prediction], shares: Sequence[float]) -> Mix:
    """Return the mean of all parts but one, by their shares; the one's own where no other has a say."""
    rest = [(share, part.scores) for place, (share, part) in enumerate(zip(shares, parts, strict=True)) if place != at]
    whole = math.fsum(share for share, _ in rest)
    if not whole:
        return parts[at].scores
    return {mood: math.fsum(share * mix.get(mood, 0.0) for share, mix in rest) / whole for mood in MOODS}


def _entropy(mix: Mix) -> float:
    return -math.fsum(share * math.log2(share) for share in mix.values() if share > 0)


# --- What travels beside the moods

Told = Sequence[tuple[Prediction, float]]


def _axis(told: Told, axis: int) -> float:
    """Return the mean valence (0) or arousal (1) of the parts, by their weight and by what each can tell."""
    weighted = [(share * AXES.get(part.modality, (1.0, 1.0))[axis], part) for part, share in told]
    whole = sum(weight for weight, _ in weighted)
    return sum(weight * (part.arousal if axis else part.valence) for weight, part in weighted) / whole


def _mean(pairs: Sequence[tuple[float | None, float]]) -> float | None:
    """Return the weighted mean of what is known; None where nothing is."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None


def _feelings(told: Told) -> dict[str, float]:
    names = dict.fromkeys(name for part, _ in told for name in part.feelings)
    means = {name: _mean([(part.feelings.get(name), share) for part, share in told]) for name in names}
    return {name: mean for name, mean in means.items() if mean is not None}


def _warnings(parts: Sequence[Prediction]) -> tuple[str, ...]:
    """Return the parts' warnings, each once; those about how words were read stay with the words."""
    own = {NO_TIMELINE, LANGUAGE_POOR}
    return tuple(dict.fromkeys(one for part in parts for one in part.warnings if one not in own))


def _by_modality(parts: Sequence[Prediction], shares: Sequence[float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part, share in zip(parts, shares, strict=True):
        found[part.modality] = found.get(part.modality, 0.0) + share
    return found
