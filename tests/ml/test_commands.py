"""The commands as a person or a program calls them."""

import json
import shutil
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from ml import config, registry, results_table
from ml.apps import MlAppConfig
from ml.cards import results_table as results_lines
from ml.cards import write_page
from ml.config import BadConfig, MlConfig, from_settings
from ml.moods import MOODS, MOODS7
from ml.weights import CARD, folder_of, sha256
from ml.yardsticks import YARDSTICKS

ROWS = [
    ("I am so happy today", "joy", "a"),
    ("I feel lonely and sad", "sadness", "a"),
    ("that smell is disgusting", "disgust", "b"),
    ("the meeting is at nine", "joy", "b"),
]


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def manifest(tmp_path):
    def write(text=None, name="m.csv"):
        path = tmp_path / name
        text = text or "input,label,group\n" + "".join(f"{','.join(row)}\n" for row in ROWS)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def test_classify_answers_a_program():
    answer = json.loads(run("classify", "text", "I am so happy today", "--json"))
    assert set(answer) == {"model", "tier", "mood", "confidence", "scores"}
    assert (answer["tier"], answer["mood"]) == ("primary", "joy")
    assert answer["confidence"] == max(answer["scores"].values())
    assert set(answer["scores"]) == set(MOODS)


def test_classify_answers_a_person():
    answer = run("classify", "text", "I am so happy today", "--model", "text-lexicon")
    assert answer.startswith("joy")
    assert "text-lexicon (fallback)" in answer


@pytest.mark.parametrize("arguments", [("text", "  "), ("text", "hello", "--model", "oracle"), ("voice", "hello")])
def test_classify_refuses_what_it_cannot_read(arguments):
    with pytest.raises(CommandError):
        run("classify", *arguments)


def test_evaluate_answers_a_program_with_exactly_these_keys(manifest):
    answer = json.loads(run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon", "--json"))
    assert set(answer) == {"model", "tier", "n", "accuracy", "macro_f1", "ece", "per_class", "coverage"}
    assert (answer["model"], answer["tier"], answer["n"]) == ("text-lexicon", "fallback", 4)
    assert answer["accuracy"] == 0.75
    assert set(answer["per_class"]) == set(MOODS)
    assert answer["per_class"]["joy"] == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "support": 2}
    assert answer["macro_f1"] == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert answer["coverage"][0] == {"threshold": 0.0, "coverage": 1.0, "accuracy": 0.75}


def test_evaluate_answers_a_person_with_interval_and_groups(manifest):
    answer = run("evaluate", "text", "--manifest", manifest(), "--model", "text-lexicon")
    assert "95 %" in answer
    assert any(line.split() == ["b", "2", "50.00%", "50.00%"] for line in answer.splitlines())


def test_evaluate_without_a_model_takes_the_best(manifest):
    assert json.loads(run("evaluate", "text", "--manifest", manifest(), "--json"))["model"] == "text-minilm"


def test_seven_moods_count_disgust_as_anger(manifest):
    path = manifest("input,label\nthat smell is disgusting,anger\nyuck,disgust\n")
    answer = json.loads(
        run("evaluate", "text", "--manifest", path, "--head", "moods7", "--model", "fallback", "--json")
    )
    assert set(answer["per_class"]) == set(MOODS7)
    assert answer["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("input\nhello\n", "label"),
        ("input,label\n", "no rows"),
        ("", "lacks the column"),
        ("input,label\nhello,bliss\n", "row 2: .*bliss"),
        ("input,label\nhello,joy\n ,joy\n", "row 3: the input is empty"),
        ("input,label\nhello,joy|love\n", "several labels"),
        ("input,label\nhello\n", "no label"),
        (b"input,label\nh\xe9llo,joy\n", "UTF-8"),
        ("input,label\n" + "x" * 5001 + ",joy\n", "row 2: .*longer"),
        ("input,label\n" + "x" * 100_001 + ",joy\n", "field larger"),
    ],
)
def test_a_bad_manifest_is_refused_with_its_reason(manifest, text, reason):
    path = manifest(text or "\n")
    with pytest.raises(CommandError, match=reason):
        run("evaluate", "text", "--manifest", path)


def test_a_missing_manifest_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        run("evaluate", "text", "--manifest", str(tmp_path / "none.csv"))


def test_models_lists_every_model_with_its_measured_score():
    table = run("models")
    for spec in filter(registry.expected, registry.specs()):
        row = next(line for line in table.splitlines() if f" {spec.name} " in line)
        assert spec.tier in row
        found = results_table.overall(spec)
        assert (found.dataset if found else "not measured") in row
        assert "missing" not in row
    assert "pooled_native_test" in table


def test_models_tells_when_weights_are_missing(weights_copy):
    (weights_copy / "text-linear" / "card.json").unlink()
    row = next(line for line in run("models").splitlines() if "text-linear" in line)
    assert "missing" in row


def test_models_describes_the_system():
    answer = run("models", "--system")
    assert "onnxruntime" in answer
    assert "int8" in answer
    assert "cpu" in answer


def test_train_writes_a_model_that_evaluate_can_use(tiny_data, tmp_path):
    recipe = tmp_path / "r.toml"
    recipe.write_text(
        'kind="linear"\nname="text-tiny"\nmin_df=1\n[data]\nsources=["dair","meld"]\nvalidation=["meld"]\n'
    )
    answer = run("train", "text", "--recipe", str(recipe), "--data", str(tiny_data), "--out", str(tmp_path / "out"))
    assert "written" in answer
    assert (tmp_path / "out" / "text-tiny" / "card.json").exists()


def test_train_refuses_a_recipe_that_is_not_there(tmp_path):
    with pytest.raises(CommandError):
        run("train", "text", "--recipe", str(tmp_path / "no.toml"), "--data", str(tmp_path))


@pytest.fixture
def test_sets(tmp_path, manifest):
    """A folder with every fixed test set, of four rows each."""
    for yardstick in YARDSTICKS["text"]:
        manifest(name=f"{yardstick.dataset}.csv")
    return tmp_path


def test_results_measures_every_model_on_the_sets_that_it_can_be_measured_on(test_sets):
    run("results", "text", "--eval", str(test_sets), "--out", str(test_sets))
    rows = results_table.read("text", test_sets)
    assert {"text-minilm", "text-linear", "text-lexicon"} <= {row.model for row in rows}
    for name in {row.model for row in rows}:
        spec, found = registry.spec(name), {row.dataset for row in rows if row.model == name}
        english = {"dair_test", "pooled_native_test_moods7", "ood_brighter_eng"}
        assert (english <= found) == ("en" in spec.languages)
        assert ("brighter_deu_test" in found) == ("de" in spec.languages)
    assert {row.n for row in rows} == {4}
    assert {row.labels_absent for row in rows if row.head == "moods"} == {len(MOODS) - 3}


def test_results_of_one_model_leave_the_rows_of_the_others(test_sets):
    shutil.copy(results_table.RESULTS_DIR / "text.csv", test_sets)
    before = results_table.read("text")
    run("results", "text", "--eval", str(test_sets), "--out", str(test_sets), "--model", "text-lexicon")
    after = results_table.read("text", test_sets)
    assert {row.n for row in after if row.model == "text-lexicon"} == {4}
    others = [row for row in before if row.model != "text-lexicon"]
    assert [row for row in after if row.model != "text-lexicon"] == others


def test_results_write_the_table_of_a_page_anew(test_sets):
    page = test_sets / "page.md"
    page.write_text("# Page\n\n| model | set | old |\n| --- | --- | --- |\n| x | y | z |\n\nThe end.\n")
    run(*f"results text --eval {test_sets} --out {test_sets} --model text-lexicon --page {page}".split())
    lines = page.read_text().splitlines()
    assert (lines[:2], lines[-2:]) == (["# Page", ""], ["", "The end."])
    assert lines[2:-2] == list(results_lines(results_table.read("text", test_sets)))


def test_results_pass_over_a_model_without_weights(test_sets, weights_copy, capsys):
    (weights_copy / "text-linear" / "card.json").unlink()
    run("results", "text", "--eval", str(test_sets), "--out", str(test_sets))
    assert "text-linear is passed over" in capsys.readouterr().err
    assert "text-linear" not in {row.model for row in results_table.read("text", test_sets)}


def test_committed_results_are_those_of_the_committed_weights():
    for row in results_table.read("text"):
        folder = folder_of(registry.spec(row.model), config.current())
        expected = sha256(folder / CARD)[:12] if folder and (folder / CARD).exists() else ""
        assert row.weights == expected or folder.is_relative_to(config.current().cache_dir), row.model


def test_documentation_shows_the_committed_results():
    page = (config.WEIGHTS_DIR.parent.parent / "docs" / "models.md").read_text()
    assert [line for line in results_lines(results_table.read("text")) if line not in page] == []


def test_every_trained_model_has_a_card_that_shows_its_results():
    for spec in registry.specs("text"):
        folder = folder_of(spec, config.current())
        if folder and folder.is_relative_to(config.WEIGHTS_DIR) and (folder / CARD).exists():
            rows = [row for row in results_table.read("text") if row.model == spec.name]
            page = (folder / "card.md").read_text()
            assert [line for line in results_lines(rows) if line not in page] == []


def test_a_card_tells_of_finer_labels_and_of_unfamiliar_text(weights_copy):
    path = weights_copy / "text-linear" / CARD
    card = json.loads(path.read_text())
    modest = {"scale": 0.4, "share": 0.5, "n": 700, "sources": ["emoevent-en"], "ece": 0.061, "flagged": 0.4}
    finer = {"label_validation": {"n": 5000, "macro_f1": 0.48}, "label_thresholds": {"joy": 0.3, "pride": 0.2}}
    path.write_text(json.dumps(card | finer | {"unfamiliar": modest}))
    page = write_page(registry.spec("text-linear"), config.current(), []).read_text()
    assert "The 2 finer labels: macro-F1 48.00% on 5000 rows" in page
    assert "fitted on 700 rows of emoevent-en" in page
    assert "ECE 6.10% there" in page


def test_primary_beats_the_secondary_on_the_pooled_tests():
    best = results_table.headline("text", "text-minilm")
    second = results_table.headline("text", "text-linear")
    assert best.accuracy_low > second.accuracy_high
    assert best.macro_f1_low > second.macro_f1_high


# --- Settings and checks


def test_settings_become_the_configuration():
    assert from_settings({"DEVICE": "cpu", "THREADS": 2, "WEIGHTS_DIR": "/x"}).threads == 2
    assert from_settings({}) == MlConfig()
    assert MlAppConfig.label == "ml"


@pytest.mark.parametrize("values", [{"DEVICE": "tpu"}, {"THREADS": 0}, {"DEADLINE_SECONDS": 0}, {"SPEED": 1}])
def test_a_bad_setting_fails_loudly(values):
    with pytest.raises(BadConfig):
        from_settings(values)


def test_checks_are_quiet_when_all_is_well():
    found = run_checks(tags=["models"], include_deployment_checks=True)
    assert [message.id for message in found] == ["ml.W004" for _ in registry.unread()]


def test_checks_say_plainly_when_nothing_that_reads_voices_is_installed(configure, tmp_path):
    shutil.copytree(config.WEIGHTS_DIR, tmp_path / "weights", ignore=shutil.ignore_patterns("voice-*"))
    configure(weights_dir=tmp_path / "weights")
    found = run_checks(tags=["models"])
    assert "ml.E001" not in {message.id for message in found}
    assert "No model that reads voice is installed." in {message.msg for message in found}


def test_checks_say_which_modality_a_licence_leaves_without_a_model(configure, research_voice):
    configure(licences="permissive")
    found = {message.id: message.msg for message in run_checks(tags=["models"])}
    assert "leaves no model that reads voice" in found["ml.I002"]
    assert "ml.E001" not in found


@pytest.fixture
def research_voice(monkeypatch):
    """Only one voice model, here without weights of its own and not for commercial use."""
    every = {name: spec for name, spec in registry._registered.items() if spec.modality != "voice"}
    own = registry.ModelSpec("voice-own", "voice", "primary", "nowhere.Voice", None, "research", ())
    monkeypatch.setattr(registry, "_registered", {**every, own.name: own})


def test_checks_warn_of_missing_and_damaged_weights(weights_copy):
    (weights_copy / "text-linear" / "card.json").unlink()
    (weights_copy / "text-minilm" / "torch.json").write_text("{}")
    found = run_checks(tags=["models"], include_deployment_checks=True)
    assert [message.id for message in found if "text-" in message.msg] == ["ml.W001", "ml.E002"]
