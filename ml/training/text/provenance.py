"""What a text model was made from, for its card: the recipe, the sets with their licences, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

from ml.training.text.data import Corpus, mood_shares
from ml.training.text.recipe import Recipe
from ml.training.text.wordnet import SOURCE as WORDNET

LICENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dair": "dair-ai/emotion (CARER): research use; MIT in the carrier",
        "adamcodd": "AdamCodd/emotion-balanced, a balanced draw of dair-ai/emotion: none stated",
        "goemotions": "GoEmotions: Apache-2.0",
        "meld": "MELD: GPL-3.0",
        "semeval": "SemEval-2018 Task 1 E-c (English): research, non-commercial",
        "isear": "ISEAR: research; GPL-3.0 in the carrier",
        "crowdflower": "CrowdFlower text emotion: none stated",
        **{f"brighter-{language}": "BRIGHTER: CC BY 4.0" for language in ("eng", "deu", "esp", "ptbr")},
        **{f"emoevent-{language}": "EmoEvent: none stated" for language in ("en", "es")},
    }
)


def provenance(recipe: Recipe, corpus: Corpus) -> dict[str, Any]:
    """Return what the model was made from: recipe, licences, and how many rows of each source stayed and why."""
    return {
        "recipe": asdict(recipe),
        "data": {
            source: {"licence": LICENCES[source], **asdict(count)} for source, count in sorted(corpus.counts.items())
        },
        "train_rows": len(corpus.train),
        "repeated_rows_merged": corpus.repeated,
        "train_mood_shares": {mood: round(share, 4) for mood, share in mood_shares(corpus.train).items()},
        "validation_rows_dropped_as_duplicates": corpus.validation_dropped,
        **_augmentation(corpus),
    }


def _augmentation(corpus: Corpus) -> dict[str, Any]:
    """Return how many varied copies of each kind train beside the rows, and whose synonyms they use."""
    if not corpus.augmented:
        return {}
    counts = {kind: asdict(count) for kind, count in corpus.augmented.items()}
    return {"augmentation": {"synonyms_from": WORDNET, "copies": counts}}
