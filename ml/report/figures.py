"""The figures of a report: which there are, which can be drawn, and drawing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.errors import RuntimeMissing
from ml.evaluation import Evaluation
from ml.report import plot_labels, plot_scores, plot_sound, plot_summary
from ml.report.canvas import look, save
from ml.report.gap import missing, splits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Progress = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure: its file, what it shows, how it is drawn from (result, title), and what tells why it cannot be."""

    file: str
    shows: str
    make: Callable[..., Figure]
    hindered: Callable[[Evaluation], str] | None = None


def _no_single_answer(result: Evaluation) -> str:
    return "a row has several labels, so there is no one answer to withhold" if result.manifest.several else ""


def _no_pair(result: Evaluation) -> str:
    wrong = (result.truth & ~result.answers.chosen).any(axis=1) & (result.answers.chosen & ~result.truth).any(axis=1)
    return "" if wrong.any() else "no row was given one label in place of another"


def _no_group(result: Evaluation) -> str:
    return "" if result.groups else "the manifest has no column `group`"


def _no_trait(result: Evaluation, name: str) -> str:
    return "" if result.traits.get(name) else f"the manifest has no column `{name}`"


def _no_sound(result: Evaluation) -> str:
    sounds = result.manifest.sounds
    if sounds is None:
        return "no recording was read here"
    return "" if all((sounds / name).is_file() for name in result.manifest.inputs) else "the recordings are not here"


def _no_time(result: Evaluation) -> str:
    return "the answers were given out of fold, and no time was taken" if isnan(result.cpu_ms) else ""


def _no_card(result: Evaluation) -> str:
    return "" if splits(result) else missing(result)


def _no_negatives(result: Evaluation) -> str:
    return "" if result.measures.areas.macro_auc is not None else "every row carries the same label"


PLOTS: Final = (
    Plot("overall.png", "overall measures", plot_summary.overall),
    Plot("confusion.png", "confusion", plot_labels.confusion),
    Plot("confusion_normalised.png", "confusion, shares of each true label", plot_labels.confusion_normalised),
    Plot("per_class.png", "precision, recall and F1 of each label", plot_labels.per_class),
    Plot("class_accuracy.png", "accuracy of each label", plot_labels.class_accuracy),
    Plot("confused_pairs.png", "most confused pairs", plot_labels.confused_pairs, _no_pair),
    Plot("roc.png", "ROC", plot_scores.roc, _no_negatives),
    Plot("precision_recall.png", "precision and recall", plot_scores.precision_recall),
    Plot("reliability.png", "reliability", plot_scores.reliability),
    Plot("risk_coverage.png", "risk and coverage", plot_scores.risk_coverage, _no_single_answer),
    Plot("split_gap.png", "from the model card's splits to this manifest", plot_summary.split_gap, _no_card),
    Plot("per_source.png", "each group", plot_summary.per_source, _no_group),
    Plot("speed.png", "speed", plot_summary.speed, _no_time),
)
VOICE_PLOTS: Final = (
    Plot("per_corpus.png", "each corpus and sex", plot_summary.per_corpus, partial(_no_trait, name="corpus")),
    Plot("per_speaker.png", "each speaker", plot_summary.per_speaker, partial(_no_trait, name="speaker")),
    Plot("spectrograms.png", "what it goes by", plot_sound.spectrograms, _no_sound),
)
EVERY: Final = (*PLOTS, *VOICE_PLOTS)


def plots_of(result: Evaluation) -> dict[str, Plot]:
    """Return the figures that there are of a model's modality, by file."""
    return {plot.file: plot for plot in (EVERY if result.spec.modality == "voice" else PLOTS)}


def draw(
    result: Evaluation, folder: Path, *, with_text: bool, progress: Progress = iter
) -> tuple[dict[str, str], dict[str, str]]:
    """Draw what can be drawn. Return what each new file shows, and why the others are not there.

    RuntimeMissing where matplotlib is not installed.
    """
    if find_spec("matplotlib") is None:
        raise RuntimeMissing("matplotlib is not installed, so no figure is drawn: run `make train-deps`.")
    plots = plots_of(result)
    reasons = {plot.file: why for plot in plots.values() if plot.hindered and (why := plot.hindered(result))}
    for file in progress([name for name in plots if name not in reasons]):
        with look():
            save(_made(plots[file], result, with_text=with_text), folder / file)
    return {name: _shown(plots[name], result) for name in plots if name not in reasons}, reasons


def _made(plot: Plot, result: Evaluation, *, with_text: bool) -> Figure:
    what = plot.shows[0].upper() + plot.shows[1:]
    title = f"{what}\n{result.spec.name} on {result.manifest.name}, head {result.manifest.head}, n = {result.overall.n}"
    make = partial(plot.make, with_text=with_text) if plot.file == "confused_pairs.png" else plot.make
    return make(result, title)


def _shown(plot: Plot, result: Evaluation) -> str:
    note = missing(result) if plot.file == "split_gap.png" else ""
    return f"{plot.shows} ({note})" if note else plot.shows
