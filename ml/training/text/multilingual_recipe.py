"""What a recipe of kind "multilingual" says."""

from __future__ import annotations

from dataclasses import dataclass

from ml.training.text.data_recipe import DataRecipe


@dataclass(frozen=True, slots=True)
class MultilingualRecipe:
    """One regression shared by all languages plus one of each on sentence vectors, and one of each on n-grams."""

    name: str
    data: DataRecipe
    summary: str = ""
    limits: tuple[str, ...] = ()
    seed: int = 20261120
    english_rows: int = 8_000  # drawn of those in the data; they carry what the other sets have no rows of (love)
    strength: float = 0.03  # inverse regularisation of the regressions on vectors
    shared: float = 0.7  # scale of the shared vectors against a language's own
    tweets_share: float = 0.5  # of the Spanish regression that the Spanish tweets decide
    word_ngrams: tuple[int, int] = (1, 2)
    char_ngrams: tuple[int, int] = (2, 5)
    word_features: int = 6_000
    char_features: int = 12_000
    min_df: int = 2
    ngram_strength: float = 4.0
    ngram_share: float = 0.8  # what the n-grams' logits count beside the vectors'
