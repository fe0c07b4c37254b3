"""A mood profile's evidence in plain words. Pure."""

from __future__ import annotations

from typing import Final

from recommendations.film_moods.types import Evidence, MoodProfile, Source
from recommendations.types import MoodBasis

CAVEATS: Final = {
    MoodBasis.NONE: "We know next to nothing of it, so this is a guess.",
    MoodBasis.GENRES: "Worked out from its genres alone, so take it lightly.",
    MoodBasis.KEYWORDS: "Worked out from words about it. Nobody has told us yet how it felt.",
    MoodBasis.OVERVIEW: "Worked out from words about it. Nobody has told us yet how it felt.",
    MoodBasis.PEOPLE: "People who saw it had a say in this.",
    MoodBasis.STAFF: "Our staff set this by hand.",
}


def caveat(profile: MoodProfile) -> str:
    """How far to trust it: what it rests on, and how far its leading mood may be off."""
    leading = max(profile.moods, key=profile.moods.__getitem__)
    points = round(100 * profile.spread(leading))
    if profile.basis is MoodBasis.STAFF or not points:
        return CAVEATS[profile.basis]
    return f"{CAVEATS[profile.basis]} Its largest share may be off by {points} points either way."


def sources(profile: MoodProfile) -> tuple[tuple[str, int], ...]:
    """What the profile stands on with its share of the evidence in whole percents, the heaviest first.

    What staff overruled is not told: it counts for nothing.
    """
    ruled = [one for one in profile.sources if one.source is Source.STAFF]
    told = sorted(ruled or profile.sources, key=lambda one: -one.weight)
    total = sum(one.weight for one in told) or 1.0
    return tuple((_told(one), round(100 * one.weight / total)) for one in told)


def _told(evidence: Evidence) -> str:
    detail = evidence.detail
    match evidence.source:
        case Source.GENRES:
            return f"Its genres: {detail}" if detail else "No genre we know"
        case Source.KEYWORDS:
            return f"Its keywords: {detail}"
        case Source.OVERVIEW:
            return f"Its description, as our text model reads it: {detail}"
        case Source.FEEDBACK | Source.PEOPLE:
            return f"{detail[:1].upper()}{detail[1:]}"
        case Source.STAFF:
            return f"Our staff: {detail}" if detail else "Our staff"
