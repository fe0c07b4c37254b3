"""Training of voices: whose they are, splits by speaker, varied copies, the loss, runs that go on, and both forms."""

import csv
import wave
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest
import torch
from django.core.management import CommandError, call_command

from ml.config import MlConfig
from ml.errors import BadRecipe, RuntimeMissing
from ml.moods import VOICE9
from ml.training import checkpoint
from ml.training.job import Job
from ml.training.voice import augment, conditions, corpora, encoder_job, folds, moonshine, recipe, splits
from ml.training.voice.encoder import VoiceRun
from ml.training.voice.losses import Targets
from ml.training.voice.vary import vary
from ml.types import SAMPLE_RATE, AudioClip, ModelSpec
from ml.voice.encoder import LONGEST, VoiceEncoder
from ml.voice.torch_module import Shape, assemble, frames_of
from ml.weights import verified
from tests.ml.voice.speech import spoken

TINY = Shape(layers=1, width=16, heads=2, inner=32, rotary=4, attention=8)
NAMED = {
    "ravdess/Actor_12/03-01-06-01-02-01-12.wav": ("fearful", "ravdess-12", "female"),
    "emodb/03a01Wa.wav": ("angry", "emodb-03", "male"),
    "CREMA-D/1001_DFA_HAP_XX.wav": ("happy", "crema-d-1001", "female"),
    "tess/OAF_back_ps.wav": ("surprised", "tess-OAF", "female"),
    "savee/DC_su03.wav": ("surprised", "savee-DC", "male"),
    "savee/JK/a01.wav": ("angry", "savee-JK", "male"),
}


def tone(pitch, seconds=0.5):
    return 0.1 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)


def write_sound(path, samples):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.asarray(samples) * 32767).astype("<i2").tobytes())


def clip(name="a", label="happy", corpus="ravdess", speaker="one", sex="", fold=None):
    return corpora.LabelledClip(None, label, corpus, f"{corpus}-{speaker}", sex, fold, name)


@pytest.fixture
def voice():
    return spoken("clone-test").samples[: 2 * SAMPLE_RATE]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


# --- Whose voices


@pytest.fixture
def published(tmp_path):
    """A file of each published set, under its own name, and files of which none is a labelled clip."""
    strangers = ("ravdess/03-02-06-01-02-01-12.wav", "ravdess/notes.wav", "tess/readme.txt")
    for name in (*NAMED, *strangers):
        write_sound(tmp_path / name, [])
    (tmp_path / "CREMA-D" / "VideoDemographics.csv").write_text("ActorID,Age,Sex\n1001,51,Female\n")
    return tmp_path


def test_the_published_sets_are_read_by_the_names_of_their_files(published):
    found = {one.input: (one.label, one.speaker, one.sex) for one in corpora.read_corpora(published).clips}
    assert found == NAMED


def test_sets_without_sound_are_named_as_not_measured(published):
    (published / "tess" / "OAF_back_ps.wav").unlink()
    assert corpora.read_corpora(published).not_measured == ("tess",)


def test_folders_of_classes_name_the_speaker_by_folder_or_by_file(tmp_path):
    for name in ("own/anger/ann/1.wav", "own/joy/ben_1.wav"):
        write_sound(tmp_path / name, [])
    found = corpora.read_corpora(tmp_path, ["own"]).clips
    assert [(one.label, one.speaker) for one in found] == [("angry", "own-ann"), ("happy", "own-ben")]


@pytest.mark.parametrize("name", ["own/anger/1.wav", "own/puzzled/ann_1.wav", "own/1.wav"])
def test_a_clip_without_speaker_or_known_class_is_refused(tmp_path, name):
    write_sound(tmp_path / name, [])
    with pytest.raises(BadRecipe):
        corpora.read_corpora(tmp_path, ["own"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("input,label\na.wav,happy\n", "no column speaker"),
        ("input,label,speaker\na.wav,happy,\n", "has no speaker"),
        ("input,label,speaker\nb.wav,happy,ann\n", "b.wav"),
    ],
)
def test_a_manifest_without_speakers_or_sound_is_refused(tmp_path, text, told):
    write_sound(tmp_path / "a.wav", [])
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(BadRecipe, match=told):
        corpora.read_manifest(tmp_path / "own.csv", tmp_path)


# --- Splits


def test_a_recipe_that_asks_for_a_split_by_clip_is_told_about_leakage(tmp_path):
    (tmp_path / "leaky.toml").write_text('kind = "moonshine"\nname = "leaky"\nsplit = "clip"\n')
    with pytest.raises(CommandError, match="knows the voice rather than the mood"):
        call_command("train", "voice", "--recipe", str(tmp_path / "leaky.toml"), "--data", str(tmp_path))


def test_validation_speakers_are_heard_in_validation_alone_and_are_of_both_sexes():
    people = [clip(f"{at}-{take}", speaker=str(at), sex=("female", "male")[at % 2]) for at in range(8) for take in "ab"]
    train, validation = splits.by_speaker(people, 0.25, seed=1)
    assert {one.speaker for one in train}.isdisjoint(one.speaker for one in validation)
    assert {one.sex for one in validation} == {"female", "male"}
    assert len(train) + len(validation) == len(people)


def test_a_speaker_in_two_folds_is_refused():
    with pytest.raises(BadRecipe, match="stands in two folds"):
        splits.check_folds([clip(fold=0), clip(fold=1)])


# --- What happens to a voice


def decibels(signal, noise):
    return 10 * np.log10((signal**2).mean() / (noise**2).mean())


@pytest.mark.parametrize("colour", [0.0, 1.5])
def test_noise_comes_at_the_ratio_that_is_asked_for(voice, rng, colour):
    noisy = augment.noise(voice, 7.0, rng, colour)
    assert decibels(voice, noisy - voice) == pytest.approx(7.0, abs=0.01)


def test_babble_comes_at_the_ratio_that_is_asked_for(voice, rng):
    noisy = augment.babble(voice, [tone(200), tone(300)], 12.0, rng)
    assert decibels(voice, noisy - voice) == pytest.approx(12.0, abs=0.01)


def test_an_echo_is_as_loud_as_is_asked_for(rng):
    click = np.eye(1, 2 * SAMPLE_RATE)[0]
    echoed = augment.room(click, 0.4, 6.0, rng)
    assert decibels(click, echoed - click) == pytest.approx(6.0, abs=0.1)


def test_speed_changes_length_and_pitch_together():
    fast = augment.speed(tone(400, seconds=1.0), 1.25)
    assert len(fast) == pytest.approx(0.8 * SAMPLE_RATE, abs=2)
    assert np.abs(np.fft.rfft(fast)).argmax() * SAMPLE_RATE / len(fast) == pytest.approx(500, abs=3)


def test_a_telephone_keeps_nothing_outside_its_band():
    both = tone(100, seconds=1.0) + tone(1000, seconds=1.0)
    power = np.abs(np.fft.rfft(augment.band(both)))
    assert power[1000] > 1e6 * power[100]


def test_opus_keeps_the_length_and_most_of_the_sound(voice):
    heard = augment.opus(voice, 24_000)
    assert len(heard) == len(voice)
    assert 0.9 < np.corrcoef(voice, heard)[0, 1] < 0.9999


@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_a_condition_is_the_same_for_the_same_clip(voice, condition):
    assert np.array_equal(*(conditions.degrade(voice, condition, "a.wav") for _ in range(2)))


def test_a_varied_copy_depends_on_its_seed_alone(voice):
    every = replace(recipe.AugmentRecipe(), speed_share=1.0, room_share=1.0, opus_share=1.0, equalise_share=1.0)
    one, same, other = (vary(voice, conditions.generator(seed), every, [voice]) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one[:1000], other[:1000])


# --- The loss


def cost(label, corpus, said):
    """The loss of a clip for which the model is sure of `said`."""
    known = [clip(label=one) for one in VOICE9[:8]] + [
        clip(label=one, corpus="emodb") for one in ("neutral", "boredom")
    ]
    logits = torch.full((1, 9), -10.0)
    logits[0, VOICE9.index(said)] = 10.0
    return float(Targets.of(known, {}).batch([clip(label=label, corpus=corpus)]).loss(logits))


def test_boredom_is_a_mistake_only_where_it_was_asked_for_or_is_far_away():
    neutral, happy, asked = (
        cost(*one, "boredom") for one in (("neutral", "ravdess"), ("happy", "ravdess"), ("neutral", "emodb"))
    )
    assert neutral < 3 < happy
    assert neutral < 3 < asked


def test_the_right_class_costs_nothing():
    assert cost("sad", "ravdess", "sad") == pytest.approx(0, abs=1e-3)


# --- Pretrained weights


def test_the_layers_say_what_the_package_own_graph_says(voice):
    module = assemble(Shape(layers=6)).eval()
    module.load_state_dict(moonshine.pretrained(6), strict=False)
    level = voice / np.sqrt((voice**2).mean()) * 0.05
    with torch.inference_mode():
        *_, last = module.general.every(module.stem(torch.from_numpy(voice)[None]), None)
    ours = torch.nn.functional.layer_norm(last, (288,))[0].numpy()
    session = onnxruntime.InferenceSession(moonshine.locate())
    given = {"input_values": level[None].astype(np.float32), "attention_mask": np.ones((1, len(level)), np.int64)}
    theirs = session.run(None, given)[0][0]
    assert theirs.shape == ours.shape == (frames_of(len(voice)), 288)
    each = [np.corrcoef(ours[:, at], theirs[:, at])[0, 1] for at in range(288)]
    assert np.median(each) > 0.99


def test_without_the_package_the_runtime_is_missing(monkeypatch):
    monkeypatch.setattr(moonshine, "find_spec", lambda name: None)
    with pytest.raises(RuntimeMissing, match=moonshine.PACKAGE):
        moonshine.locate()


def test_another_file_than_the_known_one_is_refused(monkeypatch):
    monkeypatch.setattr(moonshine, "SHA256", "0" * 64)
    with pytest.raises(BadRecipe, match="does not carry"):
        moonshine.locate()


# --- Runs


@pytest.fixture
def small(monkeypatch):
    """A recipe of an encoder that is small and random."""
    monkeypatch.setattr(recipe.VoiceRecipe, "shape", property(lambda self: TINY))
    monkeypatch.setattr(moonshine, "pretrained", lambda layers: {})
    varied = recipe.AugmentRecipe(versions=2, opus_share=0.0, pitch_share=0.0)
    general = recipe.GeneralRecipe(versions=2, iterations=10)
    return recipe.VoiceRecipe(
        "voice-tiny", layers=1, epochs=2, batch_size=4, learning_rate=0.01, checkpoint_every=1, precision="fp32",
        corpora=("own",), augment=varied, general=general,
    )  # fmt: skip


@pytest.fixture
def sung(tmp_path):
    """Three people who sing low when sad and high when happy."""
    for who, shift in (("ann", 1.0), ("ben", 1.1), ("cat", 1.2)):
        for take in range(3):
            for label, pitch in (("sad", 150), ("happy", 900)):
                write_sound(
                    tmp_path / "data" / "own" / label / f"{who}_{take}.wav", tone(pitch * shift + 9 * take, 0.4)
                )
    people = {"own-ann": 0, "own-ben": 1, "own-cat": 1}
    return [replace(one, fold=people[one.speaker]) for one in corpora.read_corpora(tmp_path / "data", ["own"]).clips]


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path / "data", None, tmp_path / "work", tmp_path / "out", lambda line: None, quiet=True)


def test_a_killed_run_ends_like_one_that_was_not(small, sung, job, tmp_path):
    stems = encoder_job.make_stems(small, sung, job)
    train, validation = splits.by_speaker(sung, 0.3, small.seed)

    def run(name):
        return VoiceRun(small, train, validation, stems, tmp_path / name, quiet=True)

    whole = run("whole")
    whole.run()
    run("killed").run(stop_after=2)
    again = run("killed")
    assert again.progress.step == 2
    again.run()
    assert again.progress.evaluations == whole.progress.evaluations
    states = checkpoint.trained(whole.module)
    assert all(torch.equal(states[name], one) for name, one in checkpoint.trained(again.module).items())


def test_nobody_babbles_in_training_who_is_held_out(small, sung, job):
    stems = encoder_job.make_stems(small, sung, job)
    for group, peers in stems._peers.items():
        assert {one.fold for one in peers} == {int(group[-1])}


def test_folds_are_asked_once_and_joined_when_all_have_answered(sung, tmp_path):
    trained = []

    def fit(train, work):
        trained.append(work.name)
        heard = {one.speaker for one in train}

        def read(asked, condition):
            assert heard.isdisjoint(one.speaker for one in asked)
            return np.full((len(asked), 9), len(heard) + len(condition) / 100)

        return read

    ask = {"work": tmp_path / "work", "results": tmp_path / "results", "say": lambda line: None}
    assert folds.out_of_fold("tiny", sung, fit, only=("1",), **ask) == []
    (path,) = folds.out_of_fold("tiny", sung, fit, **ask)
    assert trained == ["1", "0"]
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == folds.COLUMNS
    assert len(rows) == len(sung) * len(conditions.CONDITIONS)
    assert (rows[0]["fold"], rows[0]["happy"]) == ("0", "2.0500")


def test_two_corpora_are_asked_about_each_other(sung):
    other = [replace(one, corpus="emodb", speaker=f"other-{one.speaker}") for one in sung]
    found = {plan.name: plan for plan in folds.plans([*sung, *other])}
    assert set(found) == {"0", "1", "transfer-own", "transfer-emodb"}
    assert {one.corpus for one in found["transfer-own"].train} == {"own"}
    assert {one.corpus for one in found["transfer-own"].test} == {"emodb"}


# --- From the recipe to what is served


@pytest.fixture
def served(small, sung, job, tmp_path):
    """A model of all clips, calibrated by what made-up folds said."""
    told = tmp_path / "folds.csv"
    rows = [
        [one.input, "own", one.speaker, "", 0, one.label, "clean", *(2.0 * (name == one.label) for name in VOICE9)]
        for one in sung
    ]
    with told.open("w", newline="") as file:
        csv.writer(file).writerows([folds.COLUMNS, *rows])
    return encoder_job.train_all(small, sung, job, told)


def classifier(folder, runtime=None, **values):
    spec = ModelSpec(folder.name, "voice", "primary", "", folder.name, "", ())
    return VoiceEncoder(spec, replace(MlConfig(device="cpu", weights_dir=folder.parent), **values), runtime)


def test_the_trained_model_is_served_alike_by_onnx_and_torch(served, voice):
    card = verified(served)
    assert card.values["trained_on"]["speakers"] == ["own-ann", "own-ben", "own-cat"]
    assert card.values["pretrained"]["sha256"] == moonshine.SHA256
    clips = [AudioClip(voice), AudioClip(voice[:5000]), AudioClip(np.float32(tone(900)))]
    graph = classifier(served)
    found = [one.labels for one in graph.predict(clips)]
    assert graph.runtime == "onnx"
    for other in (classifier(served, "torch"), classifier(served, quantized=False)):
        for mine, theirs in zip(found, other.predict(clips), strict=True):
            assert theirs.labels == pytest.approx(mine, abs=0.03)
    shares = graph.attention(clips[0])
    assert (len(shares), shares.sum()) == (frames_of(len(voice)), pytest.approx(1, abs=1e-5))
    loud = graph.predict([AudioClip(voice * 0.1)])[0].labels
    assert loud == pytest.approx(found[0], abs=0.03)
    assert_long_clips_are_read_in_parts(graph, voice)


def assert_long_clips_are_read_in_parts(graph, voice):
    """The mean of two halves is what a clip says that is too long to be read at once."""
    long = np.tile(voice, 8)[: round(1.5 * LONGEST * SAMPLE_RATE)]
    halves = graph.rows([graph.preprocess(AudioClip(half)) for half in np.array_split(long, 2)])
    whole = graph.rows([graph.preprocess(AudioClip(long))])
    assert whole[0] == pytest.approx(halves.mean(axis=0), abs=1e-4)


def test_without_asking_the_folds_nothing_is_calibrated(small, sung, job, tmp_path):
    with pytest.raises(BadRecipe, match="ask them first"):
        encoder_job.train_all(small, sung, job, tmp_path / "none.csv")
