"""The evaluation as people read it: a table, a page of comparisons, a file and a chart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

Table = Mapping[str, Mapping[str, Mapping[str, Any]]]
SHOWN: Final = ("ndcg@10", "ndcg@10:tonight", "recall@10", "coverage", "novelty", "calibration", "diversity")
STYLES: Final = {"ours": "-", "ours:right-mood": ":", "ours:model-mood": "--"}


def tables(table: Table) -> str:
    """One Markdown table a measure, strategies by likes."""
    measured = next(iter(next(iter(table.values())).values()))
    return "\n\n".join(_table(table, name) for name in SHOWN if name in measured)


def _table(table: Table, name: str) -> str:
    lengths = list(next(iter(table.values())))
    lines = [f"| {name} | {' | '.join(_likes(length) for length in lengths)} |", "| --- |" + " --- |" * len(lengths)]
    for strategy, rows in table.items():
        lines.append(f"| {strategy} | {' | '.join(_cell(rows[length], name) for length in lengths)} |")
    return "\n".join(lines)


def _likes(length: str) -> str:
    return f"{length} like{'' if length == '1' else 's'}"


def _cell(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_interval"]
    places = 2 if name in {"novelty", "calibration", "diversity"} else 3
    return f"{row[name]:.{places}f} ({low:.{places}f}–{high:.{places}f})"


def differences(compared: Sequence[Mapping[str, Any]], broader: float | None) -> str:
    """A line a comparison and measure."""
    lines = [
        f"{one['of']} − {one['against']} at {_likes(one['likes'])}, {name}: {one[name]:+.4f} "
        f"({one[f'{name}_interval'][0]:+.4f} to {one[f'{name}_interval'][1]:+.4f})"
        for one in compared
        for name in ("ndcg@10", "ndcg@10:tonight")
        if name in one
    ]
    return "\n".join(
        lines + ([f"ours shows {broader:.2f} times as many films as ease at all likes"] if broader else [])
    )


def write(folder: Path, found: Mapping[str, Any]) -> list[Path]:
    """`films.json` and, where matplotlib is installed, `films.svg`; what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "films.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    try:
        return [path, _chart(folder / "films.svg", found["figures"])]
    except ImportError:
        return [path]


def _chart(path: Path, table: Table) -> Path:
    """NDCG@10 by history length, a line a strategy, with its interval."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = "films"
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for strategy, rows in table.items():
        lengths, values = list(rows), [row["ndcg@10"] for row in rows.values()]
        axes.plot(
            lengths, values, STYLES.get(strategy, "-"), label=strategy, linewidth=2.2 if "ours" in strategy else 1.2
        )
        spans = [row["ndcg@10_interval"] for row in rows.values()]
        axes.fill_between(lengths, [low for low, _ in spans], [high for _, high in spans], alpha=0.08)
    axes.set(xlabel="likes that are shown", ylabel="NDCG@10")
    axes.legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
