"""The simulation's figures: worked out, as one JSON object, and as the page that shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from recommendations.experiments import simulation, simulation_pairs

SEED: Final = 20261120
PAIR_PEOPLE: Final = 300  # at most: a clear difference shows with these, and drafts take their time
ESTIMATORS: Final = {
    "as-logged": "mean of what was logged",
    "ips": "IPS",
    "snips": "SNIPS",
    "dr": "doubly robust",
}


def worked_out(
    *, people: int, runs: int, seed: int = SEED, tell: Callable[[str], None] = lambda _line: None
) -> dict[str, Any]:
    """Every setting and every pair, for JSON."""
    made: dict[str, Any] = {"people": people, "runs": runs, "seed": seed, "level": 0.95, "settings": {}, "pairs": {}}
    for setting in simulation.SETTINGS:
        tell(setting.title)
        truth, scores = simulation.scores(setting, people=people, runs=runs, seed=seed)
        estimators = {name: asdict(score) for name, score in scores.items()}
        made["settings"][setting.name] = {**asdict(setting), "truth": truth, "estimators": estimators}
    for pair in simulation_pairs.PAIRS:
        tell(pair.title)
        found = simulation_pairs.found(pair, people=min(people, PAIR_PEOPLE), runs=runs, seed=seed)
        made["pairs"][pair.name] = {**asdict(pair), **asdict(found)}
    return made


def as_text(made: dict[str, Any]) -> str:
    """Both tables, in Markdown."""
    return "\n".join([*_settings(made), "", *_pairs(made), ""])


def _settings(made: dict[str, Any]) -> list[str]:
    lines = [
        "| logged evenings | estimate | bias | RMSE | 95 % intervals that hold the truth | mean ESS | runs refused |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for setting in made["settings"].values():
        for name, score in setting["estimators"].items():
            lines.append(
                f"| {setting['title']} | {ESTIMATORS[name]} | {score['bias']:+.4f} | {score['rmse']:.4f} "
                f"| {100 * score['coverage']:.1f} % | {score['mean_effective']:.0f} | {100 * score['refused']:.0f} % |"
            )
    return lines


def _pairs(made: dict[str, Any]) -> list[str]:
    lines = [
        "| two rankings | taken to a page, b less a | interleaving finds b better | a | A/B finds b better | a |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for pair in made["pairs"].values():
        shares = (pair["interleaved_b"], pair["interleaved_a"], pair["ab_b"], pair["ab_a"])
        told = " | ".join(f"{100 * share:.1f} %" for share in shares)
        lines.append(f"| {pair['title']} | {pair['effect']:+.3f} | {told} |")
    return lines
