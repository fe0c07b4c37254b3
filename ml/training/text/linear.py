"""Training of the linear model with scikit-learn; the analyser functions are those that serve it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ml.metrics import macro_f1
from ml.moods import MOODS
from ml.text.ngrams import char_ngrams, word_ngrams
from ml.text.normalise import normalise
from ml.training.text.data import Corpus, Example, mood_shares, single_truth
from ml.training.text.recipe import LinearRecipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LinearFit:
    """A fitted model: its two vectorisers, the regression, and validation macro-F1 by strength tried."""

    words: Any
    characters: Any
    regression: Any
    tried: dict[float, float]

    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the decision values (n, moods) in canonical order."""
        return self.regression.decision_function(self.features(texts))  # type: ignore[no-any-return]

    def features(self, texts: Sequence[str]) -> Any:
        """Return the sparse TF-IDF matrix (n, words + characters)."""
        from scipy.sparse import hstack

        return hstack([self.words.transform(texts), self.characters.transform(texts)], format="csr")


def fit(recipe: LinearRecipe, corpus: Corpus) -> LinearFit:
    """Fit on the training examples, each shared out over its moods; validation macro-F1 picks the strength."""
    import numpy as np
    from scipy.sparse import hstack

    texts = normalised(corpus.train)
    words, characters = _vectorisers(recipe)
    matrix = hstack([words.fit_transform(texts), characters.fit_transform(texts)], format="csr", dtype=np.float32)
    fits = [
        LinearFit(words, characters, _regression(recipe, corpus, matrix, strength), {}) for strength in recipe.strengths
    ]
    held, truth = normalised(corpus.validation), single_truth(corpus.validation)
    scores = [macro_f1(truth, one.logits(held).argmax(axis=1), len(MOODS)) for one in fits]
    best = fits[int(np.argmax(scores))]
    return LinearFit(words, characters, best.regression, dict(zip(recipe.strengths, scores, strict=True)))


def normalised(examples: Sequence[Example]) -> list[str]:
    """Return the examples' texts as a classifier would see them."""
    return [normalise(example.text) for example in examples]


def _vectorisers(recipe: LinearRecipe) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    def vectoriser(analyser: Any, ngrams: tuple[int, int], features: int) -> Any:
        own = partial(analyser, shortest=ngrams[0], longest=ngrams[1])
        return TfidfVectorizer(analyzer=own, max_features=features, min_df=recipe.min_df, sublinear_tf=True)

    return (
        vectoriser(word_ngrams, recipe.word_ngrams, recipe.word_features),
        vectoriser(char_ngrams, recipe.char_ngrams, recipe.char_features),
    )


def _regression(recipe: LinearRecipe, corpus: Corpus, matrix: Any, strength: float) -> Any:
    """Fit one regression. A row of several moods occurs once for each, weighted by its share of the target."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    targets = np.array([example.target for example in corpus.train])
    own = np.array([example.weight for example in corpus.train])
    rows, labels = targets.nonzero()
    shares = mood_shares(corpus.train)
    weights = np.array([max(shares[mood], 1e-3) ** -recipe.class_weight_power for mood in MOODS])
    weights /= sum(shares[mood] * weight for mood, weight in zip(MOODS, weights, strict=True))
    regression = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    return regression.fit(matrix[rows], labels, sample_weight=targets[rows, labels] * weights[labels] * own[rows])
