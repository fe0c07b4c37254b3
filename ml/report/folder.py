"""A report folder: tables, figures, and `report.txt`, which names every file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ml.errors import RuntimeMissing
from ml.evaluation import Evaluation
from ml.report.figures import EVERY, Progress, draw, plots_of
from ml.report.page import page
from ml.report.pairs import confused
from ml.report.tables import write_tables

REPORT: Final = "report.txt"
SHOWN_EXAMPLE: Final = 200  # characters


def write_report(result: Evaluation, folder: Path, *, with_text: bool, progress: Progress = iter) -> Path:
    """Write everything into `folder` and return the path of `report.txt`. OSError; files of an older report go.

    RuntimeMissing where matplotlib is not installed: the tables and `report.txt` are there all the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for plot in EVERY:
        (folder / plot.file).unlink(missing_ok=True)
    files, trouble = write_tables(result, folder, with_text=with_text), None
    try:
        drawn, left_out = draw(result, folder, with_text=with_text, progress=progress)
        files |= drawn
    except RuntimeMissing as error:
        trouble, left_out = error, dict.fromkeys(plots_of(result), error.message)
    lines = "\n".join(_lines(result, files, left_out, with_text=with_text))
    (folder / REPORT).write_text(lines + "\n", encoding="utf-8")
    if trouble:
        raise trouble
    return folder / REPORT


def _lines(
    result: Evaluation, files: Mapping[str, str], left_out: Mapping[str, str], *, with_text: bool
) -> Iterator[str]:
    yield page(result)
    yield from ("", "Most confused", "")
    for pair in confused(result, with_text=with_text):
        yield f"{pair.truth} read as {pair.said}: {pair.rows} rows, {pair.share:.1%} of {pair.truth}"
        yield from (f"    {textwrap.shorten(text, SHOWN_EXAMPLE)}" for text in pair.examples)
    yield from ("", "Files", "")
    yield f"{REPORT:<28}this page"
    yield from (f"{name:<28}{what}" for name, what in files.items())
    yield from (f"{name:<28}not drawn: {why}" for name, why in left_out.items())
    if not with_text:
        yield from ("", "No file here quotes an input of the manifest.")
