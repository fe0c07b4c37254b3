"""`evaluate_recommender` on a small made-up folder."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.recommendations.evaluation import tiny

STRATEGIES = ["random", "popularity", "item-knn", "ials", "ease", "ours", "ours:right-mood", "ours:model-mood"]
LIKES = ["0", "1", "3", "5", "10", "all"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("movielens"))


@pytest.fixture(scope="module")
def told(folder, tmp_path_factory):
    """What one run wrote to standard output, and the folder it wrote to."""
    import contextlib
    import io

    out, written = io.StringIO(), tmp_path_factory.mktemp("results")
    with contextlib.redirect_stderr(io.StringIO()):
        call_command("evaluate_recommender", movielens=folder, as_json=True, write=written, stdout=out)
    return out.getvalue(), written


def test_json_is_one_object_of_strategies_and_likes(told):
    found = json.loads(told[0])
    assert list(found) == STRATEGIES
    assert all(list(rows) == LIKES for rows in found.values())
    row = found["ours"]["all"]
    assert {"ndcg@10", "recall@10", "coverage", "novelty", "calibration", "diversity"} <= set(row)
    assert all(
        row[f"{name}_interval"][0] <= row[name] <= row[f"{name}_interval"][1] for name in ("ndcg@10", "coverage")
    )


def test_taste_is_found_by_what_learns_and_not_by_chance(told):
    found = json.loads(told[0])
    learnt = {name: found[name]["all"]["ndcg@10"] for name in ("item-knn", "ials", "ease", "ours")}
    assert min(learnt.values()) > 1.2 * found["random"]["all"]["ndcg@10"]
    assert found["ours"]["all"]["ndcg@10"] > found["ours"]["0"]["ndcg@10"]


def test_files_hold_what_was_chosen_and_where_the_confusion_comes_from(told):
    held = json.loads((told[1] / "films.json").read_text())
    assert held["figures"] == json.loads(told[0])
    assert len(held["chosen"]["ease"]) == 5
    assert held["confusion"]["model"] == "text-minilm"
    assert {one["of"] for one in held["comparisons"]} == {"ours", "ours:model-mood", "ours:right-mood"}


def test_same_seed_gives_the_same_figures(folder, told, capsys):
    call_command("evaluate_recommender", f"--movielens={folder}", "--json", "--likes=3,all", "--strategies=random,ours")
    again = json.loads(capsys.readouterr().out)
    assert again["random"]["3"] == json.loads(told[0])["random"]["3"]
    assert again["ours"]["all"]["ndcg@10"] == json.loads(told[0])["ours"]["all"]["ndcg@10"]


def test_folder_without_ratings_is_said_to_be_unreadable(tmp_path):
    with pytest.raises(CommandError, match=r"ratings\.csv"):
        call_command("evaluate_recommender", movielens=tmp_path)


def test_nothing_named_is_nothing_to_do():
    with pytest.raises(CommandError, match="Nothing to do"):
        call_command("evaluate_recommender")
