"""Model cards for people: Markdown made from a model's `card.json` and the committed results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ml import voice_cards
from ml.config import MlConfig
from ml.crossval.sets import NOT_MEASURED
from ml.results_table import RESULTS_DIR, ResultRow
from ml.types import ModelSpec
from ml.weights import folder_of, has_card, read_card

PAGE: Final = "card.md"
_RECIPE_PROSE: Final = ("data", "summary", "limits", "name")


def write_page(spec: ModelSpec, config: MlConfig, rows: Sequence[ResultRow]) -> Path | None:
    """Write `card.md` beside the model's weights; None for a model without a card. WeightsMissing, WeightsCorrupted."""
    folder = folder_of(spec, config)
    if folder is None or not has_card(spec, config):
        return None
    card = read_card(folder)
    path = card.folder / PAGE
    made = _voice(spec, card.values, rows) if spec.modality == "voice" else _lines(spec, card.values, rows)
    path.write_text("\n".join(made) + "\n", encoding="utf-8")
    return path


def _voice(spec: ModelSpec, card: Mapping[str, Any], rows: Sequence[ResultRow]) -> Iterator[str]:
    return voice_cards.lines(spec, card, _settings(card["recipe"]), results_table(rows, "voice"), RESULTS_DIR)


def _lines(spec: ModelSpec, card: Mapping[str, Any], rows: Sequence[ResultRow]) -> Iterator[str]:
    recipe = card["recipe"]
    yield from (f"# {spec.name}", "", recipe["summary"], "")
    yield f"Tier: {spec.tier}. Languages: {', '.join(spec.languages)}. Licence: {spec.licence}."
    yield from ("", "## Data", "", "| source | licence | read | exact duplicates | near duplicates | kept |")
    yield "| --- | --- | --- | --- | --- | --- |"
    for source, count in card["data"].items():
        counts = " | ".join(str(count[name]) for name in ("read", "exact_duplicates", "near_duplicates", "kept"))
        yield f"| {source} | {count['licence']} | {counts} |"
    yield from ("", _duplicates(card), "", "## Training", "", _settings(recipe), "")
    yield from _validation(card)
    yield from ("", "## Held-out results", "", *results_table(rows), "", "## Limits", "")
    yield from (f"- {limit}" for limit in recipe["limits"])
    yield from (f"- {note}" for note in card.get("notes", ()))


def _duplicates(card: Mapping[str, Any]) -> str:
    return (
        f"Duplicates are training rows that repeat a row of any test manifest or of the validation splits. "
        f"{card['repeated_rows_merged']} repeated training rows were merged; {card['train_rows']} rows train. "
        f"{card['validation_rows_dropped_as_duplicates']} validation rows that repeat a test row were left out. "
        f"Validation: the native development splits of {', '.join(card['recipe']['data']['validation'])}."
    )


def _settings(recipe: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} {_told(v)}" for k, v in recipe.items() if k not in _RECIPE_PROSE and v is not None) + "."


def _told(value: Any) -> str:
    """Write a value of the recipe; a table of it in brackets."""
    if isinstance(value, Mapping):
        return "(" + ", ".join(f"{name} {_told(one)}" for name, one in value.items() if one is not None) + ")"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _validation(card: Mapping[str, Any]) -> Iterator[str]:
    found = card["validation"]
    yield from ("## Validation and calibration", "")
    yield f"{found['n']} rows: accuracy {found['accuracy']:.2%}, macro-F1 {found['macro_f1']:.2%}. "
    yield f"Temperature {card['temperature']} takes ECE from {found['ece_before']:.2%} to {found['ece']:.2%}. "
    yield f"Threshold {card['threshold']}: {card['threshold_rule']}; it answers {found['coverage']:.1%} of them."
    if drift := card.get("quantisation"):
        yield f"8 bits against fp32: accuracy {drift['accuracy_int8']:.2%} against {drift['accuracy_fp32']:.2%}, "
        yield f"macro-F1 {drift['macro_f1_int8']:.2%} against {drift['macro_f1_fp32']:.2%}, the same mood on "
        yield f"{drift['same_mood']:.2%} of the rows."
    yield from _finer(card)
    yield from _unfamiliar(card)


def _finer(card: Mapping[str, Any]) -> Iterator[str]:
    if found := card.get("label_validation"):
        count = len(card["label_thresholds"])
        yield f"The {count} finer labels: macro-F1 {found['macro_f1']:.2%} on {found['n']} rows, "
        yield "at the thresholds that are best for each label on those same rows."


def _unfamiliar(card: Mapping[str, Any]) -> Iterator[str]:
    if found := card.get("unfamiliar"):
        yield f"Text that looks unfamiliar has a calibration of its own ({found['share']:.0%} of the balanced head, "
        yield f"times {found['scale']}, with a bias a mood), "
        yield f"fitted on {found['n']} rows of {', '.join(found['sources'])}, on which no weight was trained: "
        yield f"ECE {found['ece']:.2%} there, if all of it counted as unfamiliar; {found['flagged']:.1%} of it does."


_COLUMNS: Final = "set | head | {rows} | accuracy (95 %) | macro-F1 (95 %) | MCC | AUC | ECE | labels absent | {ms} |"
HEADERS: Final = {
    "text": "| model | " + _COLUMNS.format(rows="rows", ms="CPU ms"),
    "voice": "| voice model | " + _COLUMNS.format(rows="clips", ms="CPU ms of 3 s"),
}


def results_table(rows: Sequence[ResultRow], modality: str = "text") -> Iterator[str]:
    """Yield a Markdown table of measured rows: ratios in per cent with 95 % intervals, MCC and AUC as they are.

    A voice's table also names the sets that could not be measured.
    """
    header = HEADERS[modality]
    yield header
    yield "| --- " * header.count(" | ") + "| --- |"
    for row in rows:
        accuracy = f"{row.accuracy:.2%} ({row.accuracy_low:.2%} to {row.accuracy_high:.2%})"
        macro_f1 = f"{row.macro_f1:.2%} ({row.macro_f1_low:.2%} to {row.macro_f1_high:.2%})"
        scores = (accuracy, macro_f1, _plain(row.mcc), _plain(row.macro_auc), f"{row.ece:.2%}")
        cells = (row.model, row.dataset, row.head, row.n, *scores, row.labels_absent, _plain(row.cpu_ms, 2))
        yield "| " + " | ".join(map(str, cells)) + " |"
    for name in NOT_MEASURED if modality == "voice" else ():
        yield f"| – | {name} | – | – | not measured: its sound could not be had" + " | –" * 6 + " |"


def _plain(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def refresh_table(page: Path, modality: str, rows: Sequence[ResultRow]) -> None:
    """Put the table of `rows` in the place of the one that stands in a Markdown page. ValueError without one."""
    lines = page.read_text(encoding="utf-8").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith(HEADERS[modality].partition(" head ")[0])]
    if not starts:
        raise ValueError(f"{page.name} has no table of results.")
    end = next((at for at in range(starts[0], len(lines)) if not lines[at].startswith("|")), len(lines))
    lines[starts[0] : end] = results_table(rows, modality)
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
