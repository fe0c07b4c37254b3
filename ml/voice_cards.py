"""What a voice model's card says for people: whose voices, how it was calibrated, and how it does by whom and where."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ml.crossval.sets import NOT_MEASURED
from ml.moods import VOICE9
from ml.types import ModelSpec

SET: Final = "pooled_ravdess_emodb"  # that the finer figures are told of
NAMES: Final = {
    "opus24": "Opus at 24 kbit/s",
    "noise20": "noise at 20 dB",
    "noise10": "noise at 10 dB",
    "noise0": "noise as loud as the voice",
    "far": "a microphone far away in a room",
}


def lines(
    spec: ModelSpec, card: Mapping[str, Any], settings: str, table: Iterable[str], results: Path
) -> Iterator[str]:
    """Yield a page in Markdown. `settings`: the recipe's; `table`: the rows of the results; `results`: their folder."""
    recipe, told = card["recipe"], card.get("trained_on") or {}
    yield from (f"# {spec.name}", "", recipe.get("summary") or "A model of voices.", "")
    yield f"Tier: {spec.tier}. Classes: {', '.join(card.get('classes') or VOICE9)}. "
    yield f"Licence: {spec.licence}."
    yield from ("", "## Whose voices", "", "| corpus | licence | clips | speakers |", "| --- | --- | --- | --- |")
    for corpus, one in card["data"].items():
        yield f"| {corpus} | {one['licence']} | {one['clips']} | {one['speakers']} |"
    yield from (
        "",
        f"{len(told.get('speakers', ()))} speakers had a say in the weights or the calibration; the card names",
    )
    yield "each, and `manage.py evaluate voice` refuses their clips. Not measured, since their sound could not be had:"
    yield f"{', '.join(NOT_MEASURED)}."
    yield from ("", "## Training", "", settings)
    if source := card.get("pretrained"):
        yield f"It starts from {source['package']} {source['version']} ({source['licence']})."
    yield from ("", "## Calibration", "")
    yield from _calibration(card)
    yield from ("", "## Results on speakers that were never heard", "")
    yield "Cross-validated by speaker: for each fold a model of the same recipe was trained without its speakers, and "
    yield "asked about them. Intervals draw speakers, then their clips."
    yield from ("", *table, "", *_finer(spec.name, results), "", "## Limits", "")
    yield from (f"- {limit}" for limit in (*recipe.get("limits", ()), *card.get("notes", ())))


def _calibration(card: Mapping[str, Any]) -> Iterator[str]:
    found = card["validation"]
    errors = f"from {found['ece_before']:.2%} to {found['ece']:.2%}"
    yield f"On {found['n']} clips of speakers that a fold's model had never heard, temperature {card['temperature']} "
    yield f"takes the ECE of moods {errors}, fitted and counted on the same clips; the table below has it "
    yield "fitted on the other folds alone. "
    yield f"Threshold {card['threshold']}: {card['threshold_rule']}; it answers {found['coverage']:.1%} of them."
    if drift := card.get("quantisation"):
        yield (
            "8 bits beside fp32: "
            + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in drift.items())
            + "."
        )


def _finer(model: str, results: Path) -> Iterator[str]:
    """Tell the least, middle and best understood speaker, the sexes, and what conditions cost."""
    groups = {(row["kind"], row["group"]): float(row["accuracy"]) for row in _rows(results, "groups", model)}
    if groups:
        ends = ", ".join(f"{name} {groups['speaker', name]:.1%}" for name in ("min", "median", "max"))
        sexes = ", ".join(f"{name} {share:.1%}" for (kind, name), share in groups.items() if kind == "sex")
        yield f"Moods, by speaker: {ends}; by sex: {sexes}."
    for row in _rows(results, "robustness", model):
        lost, low, high = (float(row[name]) for name in ("loss_points", "loss_low", "loss_high"))
        name = NAMES.get(row["condition"], row["condition"])
        yield f"- {name}: {lost:.1f} points lost ({low:.1f} to {high:.1f})"


def _rows(results: Path, name: str, model: str) -> list[dict[str, str]]:
    path = results / f"voice_{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (row["model"], row["dataset"]) == (model, SET)]
