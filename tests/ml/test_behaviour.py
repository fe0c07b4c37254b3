"""The behavioural suite: what it holds, how it expands, how it judges, and the command that runs it."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.behaviour import sanity
from ml.behaviour.perturb import PERTURBATIONS, SLIPS, stretch
from ml.behaviour.run import CHUNK, gaps, passes, rates, read_all, wilson
from ml.behaviour.suite import FILLS, KINDS, Case, load, suite
from ml.errors import BadManifest
from ml.feelings import FEELINGS, Derived
from ml.moods import MOODS
from ml.types import Prediction
from tests.test_architecture import ROOT

CAPABILITIES = {
    "negation", "intensifiers", "emoji", "elongation", "capitals", "slang", "typos", "sarcasm", "fairness",
}  # fmt: skip
CASES = suite()
DIGEST = "from ml.behaviour.suite import suite; import zlib; print(zlib.crc32(repr(suite()).encode()))"


def scores(**given):
    rest = (1 - sum(given.values())) / (len(MOODS) - len(given))
    return {mood: given.get(mood, rest) for mood in MOODS}


def run(*arguments):
    out = StringIO()
    call_command("behaviour", "text", *arguments, stdout=out)
    return out.getvalue()


# --- What the suite holds


def test_every_capability_has_thirty_templates_of_ten_fills():
    assert {case.capability for case in CASES} == CAPABILITIES
    for capability in CAPABILITIES:
        templates = Counter((case.test, case.template) for case in CASES if case.capability == capability)
        assert len(templates) >= 30
        assert min(templates.values()) >= FILLS


def test_every_kind_of_test_says_what_it_expects():
    assert {case.kind for case in CASES} == set(KINDS)
    for case in CASES:
        assert len(case.texts) == (1 if case.kind == "MFT" else 2)
        assert bool(case.moods) == (case.kind != "INV")
        assert (case.tolerance > 0) == (case.kind == "INV")


def test_no_slot_is_left_open_and_no_case_comes_twice():
    assert not [text for case in CASES for text in case.texts if "{" in text or "}" in text]
    assert max(Counter((case.test, case.texts, case.group) for case in CASES).values()) == 1


def test_the_expansion_is_the_same_in_every_process():
    seeds = ("0", "1")
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in seeds
    }  # fmt: skip
    assert len(digests) == 1


def test_each_group_of_people_stands_in_every_template():
    fair = [case for case in CASES if case.capability == "fairness"]
    dimensions = {case.group[0] for case in fair}
    assert dimensions == {"gender", "origin", "nationality", "religion", "age", "orientation", "disability"}
    for dimension in dimensions:
        counts = Counter((case.group[1], case.template) for case in fair if case.group[0] == dimension)
        assert len(set(counts.values())) == 1
        assert len(counts) == len({group for group, _ in counts}) * len({template for _, template in counts})


# --- How it expands


GOOD = """
capability = "own"
[lists]
day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "May Day", "Easter", "payday"]
[labelled.mine]
joy = ["glad", "merry"]
"anger|disgust" = ["cross"]
[[tests]]
name = "a test"
kind = "MFT"
expect = "mine"
templates = ["On {day} I am {mine}."]
"""


@pytest.fixture
def write(tmp_path):
    def file(text):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_a_labelled_fill_brings_its_mood(write):
    cases = load(write(GOOD))
    assert len(cases) == FILLS
    assert cases[0].texts == ("On Monday I am glad.",)
    assert [case.moods for case in cases[:3]] == [("joy",), ("anger", "disgust"), ("joy",)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{day}", "{weather}"),
        ("joy =", "bliss ="),
        ('"MFT"', '"ABC"'),
        ('expect = "mine"', ""),
        ('expect = "mine"', 'expect = "mine"\ncolour = "red"'),
        ("On {day} I am {mine}.", "I am {mine}."),
        ("{mine}.", "{mine:sideways}."),
        ("capability =", "capacity ="),
        ("[lists]", "[lists"),
        ('["On {day} I am {mine}."]', '[["On {day} I am {mine}.", "I am {mine} on {day}."]]'),
    ],
)
def test_a_suite_that_does_not_hold_what_it_must_is_refused(write, old, new):
    assert old in GOOD
    with pytest.raises(BadManifest):
        load(write(GOOD.replace(old, new)))


def test_a_change_that_changes_nothing_is_refused(write):
    text = GOOD.replace('"MFT"', '"INV"').replace('expect = "mine"', 'tolerance = 0.1\nperturb = "lower"')
    with pytest.raises(BadManifest):
        load(write(text.replace("On {day} I am {mine}.", "{mine}")))


def test_groups_of_unlike_size_are_refused(write):
    text = GOOD.replace('expect = "mine"', 'tolerance = 0.1\nswap = ["who"]').replace('"MFT"', '"INV"')
    with pytest.raises(BadManifest):
        load(write(text.replace("[lists]", '[groups.who]\na = ["Ann"]\nb = ["Bob", "Ben"]\n[lists]')))


def test_a_folder_without_a_suite_is_refused(tmp_path):
    with pytest.raises(BadManifest):
        suite(tmp_path)


@pytest.mark.parametrize("name", ["swap", "drop", "double", "key"])
@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=8))
def test_slips_are_few_and_leave_short_words_and_first_letters(name, words):
    changed = PERTURBATIONS[name](" ".join(words)).split(" ")
    touched = [(old, new) for old, new in zip(words, changed, strict=True) if old != new]
    assert len(touched) <= SLIPS
    assert all(len(old) > 3 and old[0] == new[0] and abs(len(old) - len(new)) <= 1 for old, new in touched)


@pytest.mark.parametrize(("word", "long"), [("sad", "saaaad"), ("happy", "happyyyy"), ("irritated", "irriiiitated")])
def test_a_word_is_drawn_out_as_people_do(word, long):
    assert stretch(word) == long


# --- How it judges


def case(kind, *texts, **rule):
    return Case("own", "a test", kind, "a template", texts, **rule)


@pytest.mark.parametrize(
    ("rule", "joy", "verdict"),
    [
        ({"moods": ("joy", "love")}, 0.9, True),
        ({"moods": ("sadness",)}, 0.9, False),
        ({"moods": ("joy",), "refused": True}, 0.9, False),
        ({"moods": ("sadness",), "refused": True}, 0.9, True),
    ],
)
def test_a_functionality_test_looks_at_the_leading_mood(rule, joy, verdict):
    assert passes(case("MFT", "a", **rule), {"a": scores(joy=joy)}) is verdict


@pytest.mark.parametrize(
    ("changed", "verdict"), [({"joy": 0.8}, True), ({"joy": 0.7}, False), ({"sadness": 0.9}, False)]
)
def test_an_invariance_test_wants_the_same_mood_and_a_like_probability(changed, verdict):
    readings = {"a": scores(joy=0.9), "b": scores(**changed)}
    assert passes(case("INV", "a", "b", tolerance=0.15), readings) is verdict


@pytest.mark.parametrize(
    ("rises", "by", "after", "verdict"),
    [(True, 0.1, 0.7, True), (True, 0.1, 0.55, False), (False, 0.1, 0.3, True), (True, -0.02, 0.49, True)],
)
def test_a_directional_test_wants_the_stated_change(rises, by, after, verdict):
    readings = {"a": scores(joy=0.25, love=0.25), "b": scores(joy=after / 2, love=after / 2)}
    assert passes(case("DIR", "a", "b", moods=("joy", "love"), rises=rises, by=by), readings) is verdict


def test_rates_are_counted_by_capability_and_kind():
    cases = [case("MFT", "a", moods=("joy",)), case("MFT", "b", moods=("joy",)), case("INV", "a", "b", tolerance=0.1)]
    by_kind = {one.kind: one for one in rates(cases, {"a": scores(joy=0.9), "b": scores(sadness=0.9)})}
    assert (by_kind["MFT"].n, by_kind["MFT"].passed, by_kind["MFT"].rate) == (2, 1, 0.5)
    assert (by_kind["INV"].n, by_kind["INV"].passed) == (1, 0)


@pytest.mark.parametrize(("passed", "low", "high"), [(8, 0.4902, 0.9433), (0, 0.0, 0.2775), (10, 0.7225, 1.0)])
def test_the_interval_is_wilsons(passed, low, high):
    assert wilson(passed, 10) == pytest.approx((low, high), abs=1e-4)


def test_the_largest_gap_between_groups_is_found():
    members = {"Ann": 0.9, "Amy": 0.7, "Bob": 0.5, "Ben": 0.3}
    cases = [case("INV", name, name[::-1], group=("who", "a" if name[0] == "A" else "b")) for name in members]
    (gap,) = gaps(cases, {name: scores(sadness=value) for name, value in members.items()})
    assert (gap.dimension, gap.mood, gap.highest, gap.lowest, gap.n) == ("who", "sadness", "a", "b", 4)
    assert gap.gap == pytest.approx(0.4)


def test_each_text_is_read_once_and_in_bounded_calls():
    calls = []

    def predict(texts):
        calls.append(texts)
        return [Prediction("text", scores(joy=0.5), "own", "primary", 0.0, 0.5) for _ in texts]

    texts = [f"text {number}" for number in range(CHUNK + 1)]
    assert set(read_all(predict, [*texts, *texts])) == set(texts)
    assert [len(call) for call in calls] == [CHUNK, 1]


# --- The sanity suite


def test_the_sanity_suite_is_as_large_as_it_says():
    known = sanity.load()
    assert set(known.feelings) == set(FEELINGS)
    assert min(map(len, known.feelings.values())) >= 10
    assert len(known.triples) >= 30
    assert {axis: len(pairs) >= 40 for axis, pairs in known.pairs.items()} == {"valence": True, "arousal": True}


def test_a_tie_of_feelings_does_not_count_as_leading():
    pairs = {"valence": (("a", "b"),), "arousal": (("a", "b"),)}
    known = sanity.Sanity({"sad": ("a",), "happy": ("b",)}, (("a", "a", "b"),), pairs)
    level = {
        "a": Derived({"sad": 0.5, "happy": 0.5}, 0.1, 0.0, 0.0),
        "b": Derived({"sad": 0, "happy": 1}, 0.9, 0.5, 0.5),
    }
    by_name = {(one.capability, one.kind): one.passed for one in sanity.rates(known, level)}
    assert by_name["feelings", "first"] == 1
    assert by_name["intensity", "order"] == 0
    assert by_name["valence", "order"] == 1


def test_a_damaged_sanity_suite_is_refused(tmp_path):
    with pytest.raises(BadManifest):
        sanity.load(tmp_path)


# --- The command


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def report(tables):
    return json.loads(run("--model", "text-lexicon", "--json", "--out", str(tables / "rates.csv")))


def test_the_command_answers_a_program(report):
    assert (report["model"], report["suite"]) == ("text-lexicon", "behaviour")
    assert {one["capability"] for one in report["rates"]} == CAPABILITIES
    assert sum(one["n"] for one in report["rates"]) == len(CASES)
    assert {gap["dimension"] for gap in report["gaps"]} >= {"gender", "religion"}


def test_a_word_list_that_knows_no_names_reads_all_groups_alike(report):
    assert {gap["gap"] for gap in report["gaps"]} == {0.0}
    assert [one["rate"] for one in report["rates"] if one["capability"] == "fairness"] == [1.0]


def test_the_command_writes_its_rows_and_keeps_those_of_other_models(tmp_path):
    path = tmp_path / "text_behaviour.csv"
    path.write_text("model,capability,kind,n,passed,rate,low,high\nother,negation,MFT,1,1,1,0,1\n")
    page = run("--model", "text-lexicon", "--suite", "sanity", "--out", str(path))
    run("--model", "text-lexicon", "--suite", "sanity", "--out", str(path))
    rows = list(csv.DictReader(path.open()))
    assert "not a measurement" in page
    assert Counter(row["model"] for row in rows) == {"other": 1, "text-lexicon": 6}
    assert {row["capability"] for row in rows[1:]} == {"feelings", "intensity", "valence", "arousal"}


def test_the_gaps_stand_in_a_table_of_their_own(report, tables):
    rates, gaps = (list(csv.DictReader((tables / name).open())) for name in ("rates.csv", "rates_gaps.csv"))
    assert len(rates) == len(report["rates"])
    assert [row["dimension"] for row in gaps] == [gap["dimension"] for gap in report["gaps"]]


@pytest.mark.parametrize("arguments", [("--model", "oracle"), ("--suite", "mirrors")])
def test_the_command_refuses_what_it_does_not_know(arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_the_command_says_when_its_table_cannot_be_written(tmp_path):
    with pytest.raises(CommandError):
        run("--model", "text-lexicon", "--suite", "sanity", "--out", str(tmp_path / "missing" / "rates.csv"))
