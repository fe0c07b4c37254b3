"""Evaluating voices: recordings named by a manifest, heads, speakers, and figures from what was said out of fold."""

import csv
import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from ml import metrics, registry, resampling, results_table, voice_cards
from ml.cards import results_table as results_lines
from ml.crossval.measure import files_of
from ml.crossval.outputs import CLEAN, TRAITS, read_outputs
from ml.crossval.sets import NOT_MEASURED, SETS, fit, scored
from ml.crossval.tables import TABLES
from ml.errors import BadManifest, HeadMissing, NoUsableModel
from ml.evaluation import evaluate
from ml.manifest import read_manifest
from ml.moods import HEADS, VOICE9
from ml.report.plot_sound import spectrograms
from ml.seen import fingerprint
from ml.voice.heads import head_matrix, head_scores
from tests import voices

ROWS = [
    ("a.wav", "angry", "actors", "ann", "female", "0"),
    ("b.wav", "sad", "actors", "bob", "male", "1"),
    ("c.wav", "calm", "actors", "bob", "male", "1"),
    ("d.wav", "fearful", "others", "cy", "male", "0"),
]
FOLDS, CLIPS = ("0", "1", "2"), 40


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def recordings(tmp_path):
    """A manifest of four recordings beside its sound files, as a program that hears them may bring it."""
    for at, row in enumerate(ROWS):
        seconds = np.arange(voices.SAMPLE_RATE) / voices.SAMPLE_RATE
        (tmp_path / row[0]).write_bytes(voices.wav(9000 / (at + 1) * np.sin(2 * np.pi * 200 * (at + 1) * seconds)))
    return write(tmp_path / "m.csv", ("input", "label", "corpus", "speaker", "sex", "fold"), ROWS)


def write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- Heads


def test_few_classes_gather_calm_and_boredom_and_leave_the_rest_out():
    shares = dict.fromkeys(VOICE9, 0.0) | {"calm": 0.2, "boredom": 0.1, "happy": 0.2, "fearful": 0.5}
    assert head_scores(shares, "voice5") == pytest.approx(
        dict.fromkeys(HEADS["voice5"], 0) | {"neutral": 0.6, "happy": 0.4}
    )
    assert head_scores(shares, "ravdess8")["fearful"] == pytest.approx(0.5 / 0.9)
    assert head_scores(shares, "moods") == pytest.approx(
        dict.fromkeys(HEADS["moods"], 0) | {"neutral": 0.3, "joy": 0.2, "fear": 0.5}
    )


@pytest.mark.parametrize(("head", "classes"), [("journal", VOICE9), ("ravdess8", HEADS["voice5"])])
def test_a_head_that_a_voice_does_not_have_is_refused(head, classes):
    with pytest.raises(HeadMissing):
        head_matrix(np.ones((1, len(classes))), head, classes)


# --- Manifests and evaluate


def test_a_manifest_of_recordings_counts_calm_as_neutral_and_leaves_out_what_the_head_lacks(recordings):
    found = read_manifest(recordings, "voice5", sounds=recordings.parent)
    assert [HEADS["voice5"][label] for (label,) in found.truth] == ["angry", "sad", "neutral"]
    assert (found.left_out, found.traits["speaker"]) == (1, ("ann", "bob", "bob"))
    assert read_manifest(recordings, "moods", sounds=recordings.parent, corpus="others").inputs == ("d.wav",)


@pytest.mark.parametrize("name", ["../a.wav", "/etc/passwd"])
def test_a_manifest_names_no_file_outside_its_folder(tmp_path, name):
    path = write(tmp_path / "m.csv", ("input", "label"), [(name, "sad")])
    with pytest.raises(BadManifest, match="outside"):
        read_manifest(path, "moods", sounds=tmp_path)


def test_evaluate_scores_recordings_by_corpus_speaker_and_sex(recordings, a_voice):
    answer = json.loads(run("evaluate", "voice", "--manifest", recordings, "--json"))
    assert (answer["model"], answer["n"], answer["held_out"]) == (a_voice.name, 4, None)
    assert {name: found["n"] for name, found in answer["speaker"].items()} == {"ann": 1, "bob": 2, "cy": 1}
    assert set(answer["corpus"]) == {"actors", "others"}
    page = run("evaluate", "voice", "--manifest", recordings, "--head", "voice5", "--data", recordings.parent)
    assert "(median)" in page
    assert "left out, since the head has no place for their class: 1" in page
    assert "speakers resampled" in page


def test_evaluate_names_the_recording_that_cannot_be_read(recordings, a_voice):
    (recordings.parent / "b.wav").write_bytes(b"no sound at all")
    with pytest.raises(CommandError, match=r"b\.wav"):
        run("evaluate", "voice", "--manifest", recordings)


@pytest.mark.parametrize("told", ["speakers", "clips"])
def test_evaluate_refuses_speakers_that_the_model_learned_from(recordings, a_voice, monkeypatch, told):
    known = {"speakers": ["bob"]} if told == "speakers" else {"clips": f"00 {fingerprint(recordings.parent / 'b.wav')}"}
    card = voices.Card(recordings.parent, {}, {"temperature": 1.0, "threshold": 0.2, "trained_on": known})
    monkeypatch.setattr(voices.LoudAndBright, "find_card", lambda self: card)
    with pytest.raises(CommandError, match="learned from"):
        run("evaluate", "voice", "--manifest", recordings)
    assert "NOT HELD OUT" in run("evaluate", "voice", "--manifest", recordings, "--seen")


def test_spectrograms_show_what_the_model_goes_by(recordings, a_voice):
    found = evaluate(a_voice, read_manifest(recordings, "voice4", sounds=recordings.parent))
    drawn = [axes for axes in spectrograms(found, "what it goes by").axes if axes.images]
    assert [axes.get_title("left").split(",")[0] for axes in drawn] == ["sad", "angry"]


# --- Out of fold


def rows_of(rng, corpus, strength, folds=FOLDS):
    """Clips of six speakers whose logits tell the truth, more or less."""
    for at in range(CLIPS * len(folds)):
        label = VOICE9[at % len(VOICE9)]
        logits = rng.normal(0, 1, len(VOICE9)) + strength * (np.array(VOICE9) == label)
        fold = folds[at % len(folds)]
        for condition, noise in ((CLEAN, 0.0), ("noise10", 1.5)):
            said = (f"{value:.4f}" for value in logits + rng.normal(0, noise + 1e-9, len(VOICE9)))
            who, sex = f"{corpus}-{fold}{at % 2}", ("female", "male")[at % 2]
            yield (f"{corpus}/{at}.wav", corpus, who, sex, fold, label, condition, *said)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """A folder with what a made-up model said out of fold and from one corpus to the other."""
    folder, rng = tmp_path_factory.mktemp("outputs"), np.random.default_rng(3)
    folded, transferred = files_of(folder, voices.NAME)
    columns = (*TRAITS, *VOICE9)
    write(folded, columns, [*rows_of(rng, "ravdess", 3.0), *rows_of(rng, "emodb", 2.0)])
    write(transferred, columns, [*rows_of(rng, "emodb", 1.0, ("ravdess",)), *rows_of(rng, "ravdess", 1.0, ("emodb",))])
    return folder


@pytest.fixture(scope="module")
def measured(outputs, tmp_path_factory):
    """What `results voice` writes of it: the folder of its tables."""
    registry.register(voices.SPEC)
    out = tmp_path_factory.mktemp("out")
    run("results", "voice", "--outputs", outputs, "--out", out)
    registry.unregister(voices.NAME)
    return out


def test_results_tell_every_set_with_intervals_wide_enough_for_new_speakers(measured):
    rows = {row["dataset"]: row for row in table(measured / "voice.csv")}
    assert {chosen.name for chosen in SETS} <= set(rows)
    assert rows["ravdess_voice5:noise10"]["n"] == rows["ravdess_voice5"]["n"]
    assert int(rows["transfer_emodb_ravdess:calm"]["n"]) > int(rows["transfer_emodb_ravdess"]["n"])
    for row in rows.values():
        assert float(row["accuracy_low"]) <= float(row["accuracy"]) <= float(row["accuracy_high"])
    assert {path.name for path in measured.iterdir()} == {"voice.csv", *(f"voice_{name}.csv" for name in TABLES)}


def test_the_headline_and_the_held_out_scores_of_a_voice_are_cross_validated(measured, monkeypatch):
    rows = results_table.read("voice", measured)
    monkeypatch.setattr(results_table, "read", lambda modality: rows)
    found = results_table.held_out("voice", voices.NAME)
    assert [(one.dataset, one.cross_validated) for one in found] == [("ravdess_moods", True), ("emodb_moods", True)]
    whole = results_table.overall(replace(voices.SPEC, held_out=found))
    assert (whole.dataset, whole.n, whole.cross_validated) == ("pooled_ravdess_emodb", 2 * CLIPS * len(FOLDS), True)


def test_the_finer_tables_agree_with_the_results(measured):
    rows = {row["dataset"]: row for row in table(measured / "voice.csv")}
    (lost,) = (row for row in table(measured / "voice_robustness.csv") if row["dataset"] == "ravdess_voice5")
    gap = float(rows["ravdess_voice5"]["accuracy"]) - float(rows["ravdess_voice5:noise10"]["accuracy"])
    assert float(lost["loss_points"]) == pytest.approx(100 * gap, abs=0.02)
    assert float(lost["loss_low"]) <= float(lost["loss_points"]) <= float(lost["loss_high"])
    each = [row for row in table(measured / "voice_speakers.csv") if row["dataset"] == "emodb_emodb7"]
    right = sum(float(row["accuracy"]) * int(row["n"]) for row in each)
    assert right / int(rows["emodb_emodb7"]["n"]) == pytest.approx(float(rows["emodb_emodb7"]["accuracy"]), abs=1e-3)
    ends = {row["group"]: row["accuracy"] for row in table(measured / "voice_groups.csv") if row["n"] == "6"}
    assert float(ends["min"]) <= float(ends["median"]) <= float(ends["max"])


def test_a_folds_temperature_is_fitted_on_the_other_folds_alone(outputs):
    found, chosen = read_outputs(outputs / f"{voices.NAME}.csv"), SETS[4]
    assert chosen.name == "ravdess_ravdess8"
    before = scored(voices.SPEC, found, chosen).temperatures
    own = found.traits["fold"] == "0"
    found.logits[own] *= 9
    after = scored(voices.SPEC, found, chosen).temperatures
    assert after["0"] == pytest.approx(before["0"])
    assert after["1"] > 2 * before["1"]


def test_outputs_that_are_not_those_of_the_manifest_are_refused(outputs, tmp_path, a_voice):
    rows = [row for row in table(outputs / f"{voices.NAME}.csv") if row["condition"] == CLEAN]
    columns = ("input", "label", "corpus", "speaker", "sex", "fold")
    (tmp_path / "voice").mkdir()
    write(tmp_path / "voice" / "folds.csv", columns, [[row[name] for name in columns] for row in rows[1:]])
    with pytest.raises(CommandError, match=r"0 of its rows are missing or differ, 1 others"):
        run("results", "voice", "--outputs", outputs, "--out", tmp_path, "--eval", tmp_path)


def test_evaluate_scores_what_was_said_out_of_fold(outputs, measured, tmp_path, a_voice):
    path = outputs / f"{voices.NAME}.csv"
    columns = ("input", "label", "corpus", "speaker", "sex", "fold")
    rows = [[row[name] for name in columns] for row in table(path) if row["condition"] == CLEAN]
    manifest = write(tmp_path / "folds.csv", columns, rows)
    options = ("--manifest", manifest, "--outputs", path, "--corpus", "ravdess", "--json")
    answer = json.loads(run("evaluate", "voice", *options, "--head", "voice5"))
    (row,) = (row for row in table(measured / "voice.csv") if row["dataset"] == "ravdess_voice5")
    assert f"{answer['accuracy']:.4f} {answer['ece']:.4f}" == f"{row['accuracy']} {row['ece']}"
    assert (answer["held_out"], answer["n"]) == (True, int(row["n"]))
    with pytest.raises(CommandError, match="no head journal"):
        run("evaluate", "voice", *options, "--head", "journal")


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"happy": "nan"}, "finite"), ({"happy": "much"}, "much"), ({"label": "bliss"}, "bliss"), ({}, "twice")],
)
def test_outputs_that_cannot_be_meant_are_refused(tmp_path, change, reason):
    row = dict.fromkeys(VOICE9, "0") | dict.fromkeys(TRAITS, "x") | {"label": "sad", "condition": CLEAN} | change
    path = write(tmp_path / "x.csv", row, [row.values()] * 2)
    with pytest.raises(BadManifest, match=reason):
        read_outputs(path)


def test_drawing_speakers_first_makes_wider_intervals_than_drawing_clips():
    right = np.repeat(np.arange(8) % 2, 50)  # half of the speakers are understood, and half not at all
    truth, said = np.ones(400, dtype=np.int64), right.astype(np.int64)
    by_speaker = resampling.by_speaker(truth, said, 2, np.repeat(np.arange(8), 50).astype(str))["accuracy"]
    by_clip = metrics.bootstrap_interval(truth, said, 2)["accuracy"]
    assert by_speaker[1] - by_speaker[0] > 4 * (by_clip[1] - by_clip[0])


def test_a_temperature_is_found_through_a_head():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, len(VOICE9)))
    truth = np.array([rng.choice(5, p=row) for row in head_matrix(_softmax(logits), "voice5")])
    assert fit(logits * 3, truth, "voice5") == pytest.approx(3, rel=0.1)


def _softmax(logits):
    powers = np.exp(logits)
    return powers / powers.sum(axis=1, keepdims=True)


def test_sets_without_sound_stand_in_the_table_as_not_measured():
    lines = list(results_lines([], "voice"))
    assert all(any(name in line and "not measured" in line for line in lines) for name in NOT_MEASURED)


# --- The other commands


def test_classify_hears_a_recording(tmp_path, a_voice):
    path = tmp_path / "said.wav"
    path.write_bytes(voices.speech("two_cities", seconds=5))
    answer = json.loads(run("classify", "voice", path, "--json"))
    assert set(answer["parts"]) == {"voice", "text"}
    assert sum(answer["weights"].values()) == pytest.approx(1)
    assert 0 <= answer["disagreement"] <= 1
    assert all(0 <= one["start"] < one["end"] <= 5 for one in answer["segments"])
    assert "times" in answer["transcript"]
    page = run("classify", "voice", path, "--no-words")
    assert "note: words-off" in page
    assert a_voice.name in page


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("behaviour text --model NAME", "no model by that name"),
        ("behaviour voice", "invalid choice"),
        ("models drift NAME", "no encoder of texts"),
        ("models build NAME", "is not built"),
        ("export text --out x --model NAME", "is no encoder"),
        ("data voice --recipe x --data x", "invalid choice"),
    ],
)
def test_what_works_on_texts_alone_refuses_voices(command, reason, a_voice):
    with pytest.raises(CommandError, match=reason):
        run(*command.replace("NAME", a_voice.name).split())


def test_without_a_voice_model_a_recording_is_refused_plainly(monkeypatch):
    without = {name: spec for name, spec in registry._registered.items() if spec.modality != "voice" or spec.optional}
    monkeypatch.setattr(registry, "_registered", without)
    monkeypatch.setattr(registry, "has_card", lambda spec, config: False)
    with pytest.raises(NoUsableModel, match="No model reads voice"):
        registry.candidates("voice", None)


def test_a_voices_card_tells_whose_voices_and_how_it_does_by_speaker(measured, tmp_path):
    card = {
        "recipe": {"summary": "Loud and bright.", "limits": ["A test."], "seed": 1},
        "classes": VOICE9,
        "data": {"emodb": {"licence": "free", "clips": 9, "speakers": 2}},
        "trained_on": {"corpora": ["emodb"], "speakers": ["emodb-03", "emodb-08"]},
        "temperature": 1.2,
        "threshold": 0.4,
        "threshold_rule": "right 75 % of the time",
        "validation": {"n": 9, "ece_before": 0.1, "ece": 0.02, "coverage": 0.9},
    }
    rows = [row for row in results_table.read("voice", measured) if ":" not in row.dataset]
    page = "\n".join(voice_cards.lines(voices.SPEC, card, "seed 1.", results_lines(rows, "voice"), measured))
    assert "| emodb | free | 9 | 2 |" in page
    assert "2 speakers had a say" in page
    assert "Moods, by speaker: min" in page
    assert "noise at 10 dB" in page
    assert all(f"| {row.dataset} |" in page for row in rows)
