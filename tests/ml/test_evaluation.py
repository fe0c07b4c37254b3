"""An evaluation end to end: manifests, heads, and the report folder, on a few rows read by the real models."""

import csv
import json
from dataclasses import replace
from importlib import util
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from ml import feelings, pool, registry
from ml.answers import head_scores
from ml.errors import BadManifest, HeadMissing, NoUsableModel
from ml.evaluation import Evaluation, Scores, evaluate
from ml.manifest import read_manifest
from ml.moods import GOEMOTIONS, HEADS, MOODS, MULTI_LABEL
from ml.report.figures import PLOTS
from ml.report.gap import missing, splits
from ml.report.page import page
from ml.report.plot_labels import wilson
from ml.text.classifier import TextClassifier
from ml.types import ModelSpec, Prediction
from ml.yardsticks import YARDSTICKS, applicable, measure

ROWS = [
    ("I am so happy today", "joy", "diary"),
    ("I feel lonely and sad", "sadness", "diary"),
    ("that smell is disgusting", "disgust", "forum $1"),
    ("the meeting is at nine", "joy", "forum $1"),
    ("I am terrified of the dark", "fear", "日記"),
    ("what a wonderful surprise 🎉", "surprise", ""),
]


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, rows=ROWS, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("input", "label", "group"), *((*row, "")[:3] for row in rows)])
    return path


@pytest.fixture
def manifest(tmp_path):
    def write(rows=ROWS, name="m.csv", encoding="utf-8"):
        return written(tmp_path / name, rows, encoding)

    return write


class Keywords(TextClassifier):
    """Finds each GoEmotions label whose own name stands in a text; its moods it takes from the word list."""

    def predict(self, texts):
        moods = self.words.predict(texts)
        return [replace(one, model=self.spec.name, **self.found(text)) for one, text in zip(moods, texts, strict=True)]

    def found(self, text):
        labels = {label: 0.9 if label in text else 0.1 for label in GOEMOTIONS}
        return {"labels": labels, "present": tuple(label for label in GOEMOTIONS if label in text)}

    def find_card(self):
        self.words = registry.build(registry.spec("text-lexicon"), self.config)
        return self.words.load()

    def load_weights(self, card): ...

    def preprocess(self, text): ...

    def forward(self, features): ...


@pytest.fixture
def keywords():
    spec = ModelSpec("text-keywords", "text", "fallback", f"{__name__}.Keywords", None, "MIT", ("en",))
    registry.register(spec)
    yield registry.spec(spec.name)
    registry.unregister(spec.name)


# --- Manifests


def test_several_labels_are_read_for_a_head_that_has_them(manifest):
    found = read_manifest(manifest([("hello", "joy | love|joy"), ("no", "neutral")]), "goemotions")
    assert found.truth == ((GOEMOTIONS.index("joy"), GOEMOTIONS.index("love")), (GOEMOTIONS.index("neutral"),))


@pytest.mark.parametrize("head", sorted(set(HEADS) - MULTI_LABEL))
def test_several_labels_are_refused_for_a_head_of_one(manifest, head):
    with pytest.raises(BadManifest, match=r"row 2: .* is several labels"):
        read_manifest(manifest([("hello", "|".join(HEADS[head][:2]))]), head)


@pytest.mark.parametrize("head", sorted(HEADS))
@pytest.mark.parametrize("label", ["bliss", "", "|", "joy|"])
def test_a_label_that_the_head_lacks_is_refused(manifest, head, label):
    with pytest.raises(BadManifest, match="row 2"):
        read_manifest(manifest([("hello", label)]), head)


def test_disgust_is_no_feeling_of_the_journal_and_anger_in_the_seven_moods(manifest):
    path = manifest([("yuck", "disgust")])
    assert read_manifest(path, "moods7").truth == ((HEADS["moods7"].index("anger"),),)
    with pytest.raises(BadManifest, match="no label disgust"):
        read_manifest(path, "journal")


def test_a_spreadsheets_byte_order_mark_is_no_part_of_the_header(manifest):
    assert read_manifest(manifest(encoding="utf-8-sig"), "moods").inputs == tuple(row[0] for row in ROWS)


def test_a_head_that_does_not_exist_is_refused(manifest):
    with pytest.raises(BadManifest, match="no head oracle"):
        read_manifest(manifest(), "oracle")


# --- Heads


def measured(model, path, head) -> Evaluation:
    return evaluate(registry.spec(model), read_manifest(path, head))


def test_labels_that_cannot_occur_are_counted_and_named(manifest):
    found = measured("text-lexicon", manifest(), "moods")
    assert found.absent == ("anger", "love", "neutral")
    answer = run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon")
    assert "no row carries: 3 (anger, love, neutral)" in answer


def test_a_model_without_finer_labels_says_so(manifest):
    path = manifest([("I am so happy today", "joy")])
    with pytest.raises(HeadMissing, match="text-lexicon does not give the labels of the head goemotions"):
        measured("text-lexicon", path, "goemotions")
    with pytest.raises(CommandError, match="does not give the labels"):
        run("evaluate", "text", "--manifest", path, "--model", "text-lexicon", "--head", "goemotions")


def test_several_labels_are_scored_at_the_models_own_thresholds(manifest, keywords):
    rows = [("joy and love", "joy|love"), ("pride", "pride|joy"), ("nothing here", "neutral"), ("fear", "fear")]
    found = measured(keywords.name, manifest(rows), "goemotions")
    assert found.overall.accuracy == 0.5
    assert found.per_class["joy"].recall == 0.5
    assert found.per_class["neutral"].f1 == 0
    assert found.measures.macro.f1 == pytest.approx((2 / 3 + 1 + 1 + 1) / 28)
    assert found.measures.micro_f1 == pytest.approx(2 * 4 / (6 + 4))
    assert (found.measures.mcc, found.measures.aurc, found.coverage) == (None, None, ())


def test_every_tier_answers_for_the_journals_feelings(manifest):
    assert HEADS["journal"] == feelings.FEELINGS
    rows = [("I am so grateful to you, thank you", "grateful"), ("I am exhausted and need sleep", "tired")]
    for model in ("text-minilm", "text-linear", "text-lexicon"):
        assert measured(model, manifest(rows), "journal").overall.accuracy == 1, model


def test_a_prediction_s_own_feelings_come_first(manifest):
    own = dict.fromkeys(HEADS["journal"], 0.0) | {"proud": 0.7}
    prediction = Prediction("text", dict.fromkeys(MOODS, 1 / 8), "m", "primary", 1.0, 0.5, feelings=own)
    assert head_scores(prediction, "journal", "I am tired") == own


def test_english_models_are_not_measured_on_other_languages():
    english = registry.spec("text-lexicon")
    assert {one.language for one in applicable(english)} == {"en"}
    abroad = replace(english, languages=("de", "pt"))
    assert [one.dataset for one in applicable(abroad)] == ["brighter_deu_test", "brighter_ptbr_test"]


def test_finer_labels_are_measured_for_models_that_give_them(keywords, manifest, tmp_path):
    for yardstick in YARDSTICKS["text"]:
        manifest([("pure joy", "joy")], f"{yardstick.dataset}.csv")
    assert "goemotions_test_28" in {row.dataset for row in measure(keywords, tmp_path)}
    lexicon = registry.spec("text-lexicon")
    assert "goemotions_test_28" not in {row.dataset for row in measure(lexicon, tmp_path)}


def test_warnings_are_counted(manifest):
    found = measured("text-lexicon", manifest([("I am so happy today", "joy"), ("xqzv brrt", "neutral")]), "moods")
    assert found.answers.warnings == {"no-words": 1}
    assert found.answers.sure.tolist()[1] is False
    assert "warnings: no-words (1 rows)" in page(found)


def test_an_ensemble_that_lacks_a_member_is_not_measured(manifest, tmp_path, weights_copy, configure):
    for yardstick in YARDSTICKS["text"]:
        manifest([("pure joy", "joy")], f"{yardstick.dataset}.csv")
    configure(text_model="ensemble:average:text-linear,text-lexicon")
    assert {row.n for row in measure(registry.configured(), tmp_path)} == {1}
    (weights_copy / "text-linear" / "card.json").unlink()
    pool.clear()
    with pytest.raises(NoUsableModel, match=r"not whole .*text-linear:weights_missing"):
        list(measure(registry.configured(), tmp_path))


# --- The report folder


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A whole report with the inputs in it, made once: drawing is slow."""
    folder = tmp_path_factory.mktemp("report")
    path = written(folder / "m.csv")
    run(*f"evaluate text --manifest {path} --model text-linear --report {folder / 'out'} --with-text".split())
    return folder / "out"


@pytest.fixture
def no_matplotlib(monkeypatch):
    find = util.find_spec
    monkeypatch.setattr("ml.report.figures.find_spec", lambda name: None if name == "matplotlib" else find(name))


def test_a_report_holds_every_file_that_its_page_names(report):
    lines = (report / "report.txt").read_text().partition("\nFiles\n\n")[2].splitlines()
    assert {line.split()[0] for line in lines} == {path.name for path in report.iterdir()}
    assert {plot.file for plot in PLOTS} < {path.name for path in report.iterdir()}
    for plot in PLOTS:
        with Image.open(report / plot.file) as image:
            darkest, lightest = image.convert("L").getextrema()
            assert (darkest < 50, lightest, image.width > 500) == (True, 255, True), plot.file


def test_metrics_and_predictions_of_a_report_agree(report):
    answer, rows = json.loads((report / "metrics.json").read_text()), table(report / "predictions.csv")
    right = [row["truth"] == row["predicted"] for row in rows]
    assert answer["measures"]["accuracy"] == pytest.approx(np.mean(right))
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6", "7"]
    for row in rows:
        scores = {mood: float(row[f"p_{mood}"]) for mood in MOODS}
        assert sum(scores.values()) == pytest.approx(1, abs=1e-3)
        assert scores[row["predicted"]] == max(scores.values()) == float(row["confidence"])
    assert answer["labels_absent"] == ["anger", "love", "neutral"]
    assert set(answer["groups"]) == {"diary", "forum $1", "日記"}
    assert answer["cpu_ms"]["p50"] <= answer["cpu_ms"]["p99"]


def test_a_report_quotes_inputs_when_asked(report):
    assert [row["input"] for row in table(report / "predictions.csv")] == [row[0] for row in ROWS]
    mistaken = {row["input"] for row in table(report / "predictions.csv") if row["truth"] != row["predicted"]}
    assert {row["examples"] for row in table(report / "confused_pairs.csv")} == mistaken


def test_per_class_metrics_leave_the_area_of_an_absent_label_empty(report):
    rows = {row["label"]: row for row in table(report / "per_class_metrics.csv")}
    assert set(rows) == set(MOODS)
    assert rows["love"]["auc"] == rows["love"]["average_precision"] == ""
    assert float(rows["sadness"]["auc"]) == 1


def test_without_matplotlib_the_rest_is_written_and_the_way_to_install_it_told(manifest, tmp_path, no_matplotlib):
    (tmp_path / "roc.png").write_text("of an older report")
    with pytest.raises(CommandError, match="make train-deps"):
        run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon", "--report", tmp_path)
    assert not list(tmp_path.glob("*.png"))
    assert json.loads((tmp_path / "metrics.json").read_text())["n"] == len(ROWS)
    assert "make train-deps" in (tmp_path / "report.txt").read_text()


def test_no_file_of_a_report_quotes_an_input_unasked(manifest, tmp_path, no_matplotlib):
    folder = tmp_path / "out"
    with pytest.raises(CommandError):
        run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon", "--report", folder)
    for path in folder.iterdir():
        assert not any(row[0] in path.read_text() for row in ROWS), path.name
    assert "No file here quotes an input" in (folder / "report.txt").read_text()


def test_what_cannot_be_drawn_says_why(manifest):
    found = measured("text-lexicon", manifest([("I am so happy today", "joy")] * 2), "moods")
    reasons = {plot.file: plot.hindered(found) for plot in PLOTS if plot.hindered and plot.hindered(found)}
    assert reasons == {
        "per_source.png": "the manifest has no column `group`",
        "confused_pairs.png": "no row was given one label in place of another",
        "roc.png": "every row carries the same label",
    }


def test_a_report_of_several_labels_draws_what_has_a_meaning_there(tmp_path, keywords, manifest):
    path = manifest([("joy and love", "joy|love"), ("pride", "pride|joy"), ("sadness", "anger"), ("fear", "fear")])
    folder = tmp_path / "out"
    run(*f"evaluate text --manifest {path} --model {keywords.name} --head goemotions --report {folder}".split())
    absent = {plot.file for plot in PLOTS} - {path.name for path in folder.iterdir()}
    assert absent == {"risk_coverage.png", "split_gap.png", "per_source.png"}
    assert {row["predicted"] for row in table(folder / "predictions.csv")} == {"joy|love", "pride", "sadness", "fear"}
    (pair,) = table(folder / "confused_pairs.csv")
    assert (pair["truth"], pair["predicted"], pair["share_of_truth"]) == ("anger", "sadness", "1.0000")


def test_a_folder_that_cannot_be_written_is_said(manifest, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon", "--report", tmp_path / "file")


def test_the_gap_takes_the_cards_splits_and_says_which_are_missing(manifest, weights_copy):
    path = weights_copy / "text-linear" / "card.json"
    card = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in card.items() if key not in {"splits", "validation"}}))
    assert missing(measured("text-linear", manifest(), "moods")).endswith("its train and validation rows")
    train = {"n": 9, "accuracy": 0.8, "macro_f1": 0.7}
    path.write_text(json.dumps(card | {"splits": {"train": train}}))
    pool.clear()
    found = measured("text-linear", manifest(), "moods")
    assert splits(found)["train"] == Scores(9, 0.8, 0.7)
    assert splits(found)["validation"].accuracy == card["validation"]["accuracy"]
    assert missing(found) == ""
    assert splits(measured("text-linear", manifest(), "moods7")) == {}


def test_an_interval_of_a_share_stays_between_0_and_1():
    for right in range(11):
        low, high = wilson(right / 10, 10)
        assert 0 <= low <= right / 10 <= high <= 1
        assert high - low > 0.1
