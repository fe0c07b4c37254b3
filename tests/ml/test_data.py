"""Readers of every set's format, the table of labels, duplicates across sets and splits, division, caps and export."""

import csv
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ml.errors import BadRecipe, LabelsDiffer, LeakedRows
from ml.moods import LABEL_MAPS, MOODS
from ml.training.labels import check_labels
from ml.training.text import recipe, splits
from ml.training.text.data import Example, assemble, target
from ml.training.text.data_recipe import DataRecipe
from ml.training.text.dedup import DuplicateIndex
from ml.training.text.leaks import guard
from ml.training.text.readers import READERS, read
from tests.ml.conftest import filler

RECIPES = recipe.RECIPES / "text"
LONG = "yesterday evening we walked along the river for hours and talked about everything that went wrong this year"
BOTH = DataRecipe(("dair", "meld"), ("dair", "meld"))


def put(folder, name, *lines, newline="\n"):
    """Write a file of a set as its authors lay it out."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline=newline)
    return folder


def texts(rows):
    return [row.text for row in rows]


# --- Formats


def test_brighter_reads_marks_and_calls_a_row_without_any_neutral(tmp_path):
    put(
        tmp_path,
        "brighter-semeval2025/train-deu.csv",
        "id,text,anger,disgust,fear,joy,sadness,surprise",
        'deu_1,"Ach, so ein Mist &amp; Ärger",1,1,0,0,0,0',
        "deu_2,Der Zug fährt um neun.,0,0,0,0,0,0",
    )
    both, plain = read(tmp_path, "brighter-deu", "train")
    assert (both.text, both.labels, both.moods) == (
        "Ach, so ein Mist & Ärger",
        ("anger", "disgust"),
        ("anger", "disgust"),
    )
    assert (plain.labels, plain.moods) == ((), ("neutral",))


def test_unlabelled_brighter_rows_are_no_neutral_ones(tmp_path):
    put(
        tmp_path,
        "brighter-semeval2025/test-eng.csv",
        "id,text,anger,fear,joy,sadness,surprise",
        "eng_1,Who knows?,,,,,",
    )
    assert read(tmp_path, "brighter-eng", "test") == []


def test_emoevent_reads_quoted_cells_and_leaves_out_rows_run_into_one(tmp_path):
    head = "id\tevent\ttweet\toffensive\temotion"
    good = '1\tGoT\t"USER he said ""winter is coming"" https://t.co/x"\tNO\tothers'
    put(
        tmp_path,
        "emoevent/es/test.tsv",
        head,
        good,
        f"2\tGoT\t{'palabra ' * 200}\tNO\tjoy",
        "3\tGoT\t\tNO\tjoy",
        newline="\r\n",
    )
    (row,) = read(tmp_path, "emoevent-es", "test")
    assert row.text == 'USER he said "winter is coming" https://t.co/x'
    assert row.moods == ("neutral",)


def test_crowdflower_happy_is_happiness_and_its_lost_apostrophes_come_back(tmp_path):
    put(
        tmp_path,
        "crowdflower/text_emotion.csv",
        "tweet_id,sentiment,author,content",
        '1,happy,ann,"I canï¿½t wait, &quot;finally&quot;! ï¿½"',
        "2,boredom,ben,nothing on tv",
    )
    (row,) = read(tmp_path, "crowdflower", "train")
    assert (row.text, row.labels, row.moods) == ('I can\'t wait, "finally"!', ("happiness",), ("joy",))


@pytest.mark.parametrize(
    "answer", ["[ No response.]", "NO RESPONSE", "None.", "The same as in SHAME.", "Can't think of any."]
)
def test_isear_answers_that_tell_nothing_are_left_out(tmp_path, answer):
    told = 'When my friend called me \\a fool\\" and á left.'
    put(tmp_path, "isear/isear.csv", "ID|Field1|SIT|STATE|", f"1|joy|{answer}|1|", f"2|guilt|{told}|1|")
    (row,) = read(tmp_path, "isear", "train")
    assert (row.text, row.moods) == ('When my friend called me "a fool" and  left.', ("sadness",))


def test_semeval_reads_marks_and_written_out_line_breaks(tmp_path):
    put(
        tmp_path,
        "semeval2018-ec/2018-E-c-En-test-gold.txt",
        "ID\tTweet\tanger\tanticipation\tjoy\toptimism\ttrust",
        "1\tso glad\\nreally &amp; truly\t0\t1\t1\t1\t0",
        "2\twhatever\t0\t0\t0\t0\t0",
        "3\tI trust you\t0\t0\t0\t0\t1",
    )
    glad, whatever = read(tmp_path, "semeval", "test")
    assert (glad.text, glad.moods) == ("so glad really & truly", ("joy",))
    assert whatever.moods == ("neutral",)


def test_goemotions_keeps_every_label_of_a_row(tmp_path):
    put(tmp_path, "goemotions/labels.txt", "admiration", "fear", "joy")
    put(tmp_path, "goemotions/test.tsv", "brave, and so happy\t0,1\tabc")
    (row,) = read(tmp_path, "goemotions", "test")
    assert (row.labels, row.moods) == (("admiration", "fear"), ("fear", "joy"))


def test_adamcodd_numbers_are_dair_labels(tmp_path):
    put(tmp_path, "adamcodd-emotion-balanced-20k/test.jsonl", json.dumps({"text": "i adore you", "label": 2}))
    (row,) = read(tmp_path, "adamcodd", "test")
    assert (row.labels, row.moods) == (("love",), ("love",))


# --- Labels


def table_of_labels(tmp_path, change=lambda table: None):
    table = {("semeval2018-ec" if name == "semeval" else name): dict(labels) for name, labels in LABEL_MAPS.items()}
    table["ravdess"] = {"01": "neutral"}
    change(table)
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(table))
    return path


def test_an_equal_table_of_labels_passes(tmp_path):
    assert check_labels(table_of_labels(tmp_path)) == sum(map(len, LABEL_MAPS.values()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table["dair"].update(joy="love"), "dair: joy is joy here and love there"),
        (lambda table: table["meld"].pop("fear"), "meld: fear is fear here and nothing there"),
        (lambda table: table["isear"].update(envy="anger"), "isear: envy is nothing here and anger there"),
        (lambda table: table.pop("brighter"), "brighter is not in the file"),
    ],
)
def test_a_table_that_differs_is_refused_label_by_label(tmp_path, change, said):
    with pytest.raises(LabelsDiffer, match=said):
        check_labels(table_of_labels(tmp_path, change))


# --- Duplicates


def test_an_index_that_grows_finds_repeats_of_its_own_texts_and_says_whose():
    index = DuplicateIndex(["a protected row of the tests"], "dair/test")
    rows = ["A protected row, of the tests!", LONG, LONG.replace("wrong", "right"), "something else"]
    found = index.grow(rows, ["meld/train", "dair/train", "meld/train", "meld/train"])
    assert found.exact == {0}
    assert found.owners == {0: "dair/test", 2: "dair/train"}


def plant(folder, *lines, name="test.txt"):
    """Add rows to a native split of the dair set."""
    path = folder / "dair-emotion-20k" / name
    old = path.read_text() if path.exists() else "text;label\n"
    path.write_text(old + "".join(f"{line}\n" for line in lines))


def test_native_tests_protect_themselves_without_any_manifest(tiny_data):
    plant(tiny_data, f"what a LOVELY sunny day number {filler(3)}!;joy", f"{LONG};sadness")
    plant(tiny_data, f"{LONG.replace('wrong', 'right')};sadness", name="train.txt")
    corpus = assemble(tiny_data, BOTH, None)
    assert corpus.pairs == {("dair/train", "dair/test", "exact"): 1, ("dair/train", "dair/test", "near"): 1}
    assert len(corpus.test) == 2
    assert not {example.text for example in corpus.test} & {example.text for example in corpus.train}


def test_near_repeats_across_sets_go_and_within_one_set_stay(tiny_data):
    with (tiny_data / "meld" / "train_sent_emo.csv").open("a") as file:
        file.write(f"{LONG.replace('wrong', 'right')},neutral\n")
    plant(tiny_data, f"{LONG};sadness", f"{LONG} ago;sadness", name="train.txt")
    corpus = assemble(tiny_data, BOTH, None)
    assert corpus.counts["meld"].near_repeats == 1
    assert corpus.counts["dair"].near_repeats == 0
    assert sum(example.text.startswith(LONG[:40]) for example in corpus.train) == 2


def test_every_row_read_is_accounted_for(tiny_data):
    plant(tiny_data, f"{LONG};sadness", f"{LONG}!;joy", name="train.txt")
    corpus = assemble(tiny_data, DataRecipe(("dair", "meld"), ("dair",), cap=5), None)
    for count in corpus.counts.values():
        gone = count.exact_duplicates + count.near_duplicates + count.near_repeats
        assert count.read == gone + count.several_moods + count.merged + count.capped + count.kept
    assert corpus.counts["dair"].merged == 1


def test_a_planted_duplicate_makes_the_run_fail(tiny_data):
    planted = Example(LONG, target(["joy"]), "dair")
    corpus = assemble(tiny_data, BOTH, None)
    tests = {"dair/test": [LONG.replace("wrong", "right")], "meld/test": ["something else"]}
    guard(corpus.train, tests)
    with pytest.raises(LeakedRows, match="1 of dair/train repeat dair/test") as error:
        guard([*corpus.train, planted], tests)
    assert "river" not in error.value.message


def test_a_recipe_can_refuse_to_clean_and_fail_instead(tiny_data, tmp_path, capsys):
    plant(tiny_data, f"what a lovely sunny day number {filler(3)};joy")
    path = tmp_path / "strict.toml"
    path.write_text('kind = "data"\n[data]\nsources = ["dair"]\nvalidation = []\nduplicates = "refuse"\n')
    with pytest.raises(CommandError, match="1 of dair/train repeat dair/test"):
        call_command("data", "text", recipe=path, data=tiny_data)


# --- Choosing and dividing


def test_a_held_out_source_cannot_train_and_its_rows_are_protected(tiny_data):
    with pytest.raises(BadRecipe, match="meld is held out"):
        DataRecipe(("dair", "meld"), (), holdout=("meld",))
    plant(tiny_data, f"the train leaves platform {filler(1)} at nine;fear", name="train.txt")
    corpus = assemble(tiny_data, DataRecipe(("dair",), ("dair",), holdout=("meld",)), None)
    assert corpus.pairs == {("dair/train", "meld/held out", "exact"): 1}


def examples(**counts):
    return [
        Example(f"{mood} {filler(1000 + number)}", target([mood]), "dair")
        for mood, count in counts.items()
        for number in range(count)
    ]


def test_a_cap_and_undersampling_bound_each_mood_alike_for_a_seed():
    rows = examples(joy=30, fear=8, anger=4)
    capped = splits.cap(rows, 6, seed=42)
    assert [sum(splits.strongest(one) == mood for one in capped) for mood in ("joy", "fear", "anger")] == [6, 6, 4]
    assert capped == splits.cap(rows, 6, seed=42) != splits.cap(rows, 6, seed=43)
    assert len(splits.balanced(rows, seed=42)) == 12


def test_the_stratified_division_is_80_10_10_in_each_mood():
    rows = examples(joy=100, fear=40, anger=10)
    parts = splits.stratified(rows, seed=42)
    counts = [
        [sum(splits.strongest(one) == mood for one in part) for mood in ("joy", "fear", "anger")] for part in parts
    ]
    assert counts == [[80, 32, 8], [10, 4, 1], [10, 4, 1]]
    assert sorted(one.text for part in parts for one in part) == sorted(one.text for one in rows)


def test_source_weights_reach_the_rows(tiny_data):
    corpus = assemble(tiny_data, DataRecipe(("dair", "meld"), (), weights={"meld": 0.5}), None)
    assert {(example.source, example.weight) for example in corpus.train} == {("dair", 1.0), ("meld", 0.5)}


@pytest.mark.parametrize(
    "values", [{"split": "random"}, {"balance": "smote"}, {"weights": {"isear": 2.0}}, {"multi_label": "first"}]
)
def test_unknown_choices_are_refused(values):
    with pytest.raises(BadRecipe):
        DataRecipe(("dair",), (), **values)


def test_goemotions_validation_keeps_rows_of_several_labels_for_the_28_label_head(tmp_path):
    put(tmp_path, "goemotions/labels.txt", "admiration", "fear", "joy")
    put(tmp_path, "goemotions/train.tsv", "a plain row to train on\t2\ta")
    put(tmp_path, "goemotions/dev.tsv", "brave, and so happy\t0,1\tb", "only afraid here\t1\tc")
    corpus = assemble(tmp_path, DataRecipe(("goemotions",), ("goemotions",)), None)
    assert [example.labels for example in corpus.labelled] == [("admiration", "fear"), ("fear",)]
    assert [example.labels for example in corpus.validation] == [("fear",)]


# --- The command


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_divides_and_exports_without_a_text_in_two_parts(tiny_data, tmp_path, capsys):
    path = tmp_path / "reference.toml"
    path.write_text(
        (RECIPES / "reference-split.toml")
        .read_text()
        .replace('"adamcodd", "goemotions", "meld", "semeval", "isear", "crowdflower"', '"meld"')
    )
    labels = table_of_labels(tmp_path)
    call_command("data", "text", recipe=path, data=tiny_data, export=tmp_path / "csv", labels=labels)
    parts = [rows_of(tmp_path / "csv" / f"{name}.csv") for name in ("train", "validation", "test")]
    said = capsys.readouterr().out
    assert [list(part[0]) for part in parts] == [["text", "label", "source", "labels"]] * 3
    assert sum(map(len, parts)) == 256
    assert [len(part) for part in parts] == [208, 24, 24]
    assert len({row["text"] for part in parts for row in part}) == 256
    assert {row["label"] for row in parts[0]} == set(MOODS)
    assert "written:" in said
    assert "near_repeats" in said


def test_the_command_names_a_set_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="dair"):
        call_command("data", "text", recipe=RECIPES / "linear.toml", data=tmp_path)


def test_every_set_that_is_read_has_a_label_table_and_a_licence():
    from ml.training.text.provenance import LICENCES

    assert set(READERS) == set(LICENCES)
    assert {name.split("-")[0] for name in READERS} - {"adamcodd"} == set(LABEL_MAPS)


def test_training_under_another_table_of_labels_is_refused(tmp_path):
    labels = table_of_labels(tmp_path, lambda table: table["dair"].update(joy="love"))
    with pytest.raises(CommandError, match="joy is joy here"):
        call_command("train", "text", recipe=RECIPES / "linear.toml", data=tmp_path, labels=labels)
