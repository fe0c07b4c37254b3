"""How far the forms of one model are apart on fixed sentences: the 8-bit graph, and torch in each precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ml.config import MlConfig
from ml.errors import NotExportable
from ml.moods import MOODS
from ml.registry import build
from ml.text.encoder import EncoderClassifier
from ml.types import ModelSpec, Prediction

_WHO: Final = ("I", "my sister", "the whole team", "nobody here", "our neighbour")
_WHAT: Final = (
    *("hates", "adores", "is afraid of", "laughed about"),
    *("cried over", "did not expect", "was sick of", "saw"),
)
_WHY: Final = ("the new job", "that film", "what he said", "the rain", "our wedding")

# Everyday sentences of our own: every combination of who, what and why.
SENTENCES: Final = tuple(f"{who} {what} {why}" for who in _WHO for what in _WHAT for why in _WHY)

# What a form may differ by from the 8-bit graph: the share of sentences with another mood, and the mean gap of a
# probability. fp32 rounds as the graph does; the other forms keep what it rounds away. These sentences are harder on
# a form than real rows are: their moods lie close together.
FLOATS: Final = (0.08, 0.012)
BOUNDS: Final = {"fp32": (0.01, 0.002), "floats": FLOATS, "bf16": FLOATS, "fp16": FLOATS}
# Twelve layers of mpnet lose more to 8 bits than six of MiniLM, and add up more roundings.
WIDER: Final = {"text-mpnet": {"fp32": (0.1, 0.02), "floats": (0.25, 0.05), "bf16": (0.25, 0.05), "fp16": (0.25, 0.05)}}


def bounds(model: str, form: str) -> tuple[float, float]:
    """Return what `form` of `model` may differ by: share of sentences with another mood, mean gap."""
    return WIDER.get(model, BOUNDS)[form]


@dataclass(frozen=True, slots=True)
class Drift:
    """How `form` of `model` differs from the 8-bit graph on `n` sentences; gaps are of probabilities, in [0, 1]."""

    model: str
    form: str
    n: int
    other_mood: float
    mean_gap: float
    largest_gap: float

    @property
    def within(self) -> bool:
        """Whether the form keeps its bounds."""
        other_mood, mean_gap = bounds(self.model, self.form)
        return self.other_mood <= other_mood and self.mean_gap <= mean_gap


def drift(spec: ModelSpec, config: MlConfig, forms: Sequence[str] = tuple(BOUNDS)) -> Iterator[Drift]:
    """Compare the 8-bit graph of an encoder with each of `forms`: torch rounding as the graph does ("fp32"),
    or without rounding in "floats" (fp32), "bf16" or "fp16". MlError when one of the two cannot be loaded,
    NotExportable for a model that is no encoder of texts.
    """
    if spec.modality != "text" or not isinstance(build(spec, config), EncoderClassifier):
        raise NotExportable(f"{spec.name} is no encoder of texts: it has no such forms to compare.")
    on_cpu = replace(config, device="cpu", precision="auto", quantized=True)
    graph = EncoderClassifier(spec, on_cpu, "onnx").predict(SENTENCES)
    for form in forms:
        yield gaps(form, graph, _torch(spec, config, form).predict(SENTENCES))


def _torch(spec: ModelSpec, config: MlConfig, form: str) -> EncoderClassifier:
    found = EncoderClassifier(spec, replace(config, precision="auto", quantized=form == "fp32"), "torch")
    found.computed_in = "fp32" if form == "floats" else form
    return found


def gaps(form: str, graph: Sequence[Prediction], other: Sequence[Prediction]) -> Drift:
    """Compare two readings of the same texts."""
    pairs = list(zip(graph, other, strict=True))
    found = [abs(one.scores[mood] - two.scores[mood]) for one, two in pairs for mood in MOODS]
    changed = sum(one.mood != two.mood for one, two in pairs)
    return Drift(graph[0].model, form, len(pairs), changed / len(pairs), sum(found) / len(found), max(found))
