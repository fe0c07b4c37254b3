"""Several models as one: pooled as the configuration says, and honest about a member that fails."""

import pytest

from ml import registry
from ml.analyse import analyse_text, analyse_texts, models_status
from ml.chosen import members_of
from ml.config import BadConfig
from ml.errors import InvalidInput, NoUsableModel
from ml.moods import MOODS

TEXTS = ["I am so happy today", "what he said yesterday makes me furious", "I don't know, it was okay I guess"]


def read(text, model):
    return analyse_text(text, model=model)


@pytest.mark.parametrize(
    ("named", "shares"),
    [
        ("ensemble:average:text-minilm,text-linear", (0.5, 0.5)),
        ("ensemble:weighted:text-minilm=3,text-linear=1", (0.75, 0.25)),
    ],
)
def test_its_scores_are_the_members_by_their_weights(configure, named, shares):
    configure(text_model=named)
    for text, found in zip(TEXTS, analyse_texts(TEXTS), strict=True):
        members = [read(text, name) for name in ("text-minilm", "text-linear")]
        assert (found.model, found.warnings) == (named, ())
        for mood in MOODS:
            assert found.scores[mood] == pytest.approx(
                sum(s * m.scores[mood] for s, m in zip(shares, members, strict=True))
            )
        assert found.threshold == pytest.approx(sum(s * m.threshold for s, m in zip(shares, members, strict=True)))
        assert dict(found.labels) == dict(members[0].labels)


def test_the_best_on_validation_answers_alone(configure, read_card):
    named = "ensemble:best:text-lexicon,text-linear,text-minilm"
    configure(text_model=named)
    cards = {name: read_card(name)["validation"]["macro_f1"] for name in ("text-linear", "text-minilm")}
    assert cards["text-minilm"] > cards["text-linear"]
    assert analyse_text(TEXTS[1]).scores == read(TEXTS[1], "text-minilm").scores


def test_a_member_that_fails_drops_out_and_is_named(configure, weights_copy):
    (weights_copy / "text-minilm" / "model.onnx").unlink()
    configure(text_model="ensemble:average:text-minilm,text-linear,text-oracle")
    found = analyse_text(TEXTS[0])
    assert found.model.startswith("ensemble:")
    assert found.warnings == ("text-minilm:weights_missing", "text-oracle:unknown_model")
    assert dict(found.scores) == pytest.approx(dict(read(TEXTS[0], "text-linear").scores))


def test_the_best_that_fails_hands_over_to_the_next(configure, weights_copy):
    (weights_copy / "text-minilm" / "model.onnx").unlink()
    configure(text_model="ensemble:best:text-minilm,text-linear")
    found = analyse_text(TEXTS[0])
    assert dict(found.scores) == pytest.approx(dict(read(TEXTS[0], "text-linear").scores))


def test_without_any_member_the_tiers_answer(configure, weights_copy):
    (weights_copy / "text-linear" / "card.json").unlink()
    named = "ensemble:average:text-linear,text-oracle"
    configure(text_model=named)
    found = analyse_text(TEXTS[0])
    assert (found.model, found.warnings) == ("text-minilm", (f"{named}:no_usable_model",))
    with pytest.raises(NoUsableModel, match="text-linear:weights_missing, text-oracle:unknown_model"):
        analyse_text(TEXTS[0], model=named)


def test_bad_input_is_refused_as_ever(configure):
    configure(text_model="ensemble:average:text-minilm,text-linear")
    with pytest.raises(InvalidInput):
        analyse_text(" ")


def test_it_is_a_registered_model_with_its_members_terms(configure):
    named = "ensemble:average:text-lexicon,text-linear"
    configure(text_model=named)
    spec = registry.spec(named)
    assert spec.licence == "MIT; research, non-commercial (inherited from its training data)"
    assert not spec.permissive
    assert models_status()[0].spec.name == named
    assert models_status()[0].active


@pytest.mark.parametrize(
    "named",
    [
        "ensemble:",
        "ensemble:average:",
        "ensemble:average:text-minilm",
        "ensemble:average:text-minilm,text-minilm",
        "ensemble:median:text-minilm,text-linear",
        "ensemble:average:text-minilm=2,text-linear",
        "ensemble:weighted:text-minilm,text-linear",
        "ensemble:weighted:text-minilm=0,text-linear=1",
        "ensemble:weighted:text-minilm=many,text-linear=1",
        "ensemble:weighted:text-minilm=nan,text-linear=1",
    ],
)
def test_what_cannot_be_meant_is_refused(named):
    with pytest.raises(BadConfig):
        members_of(named)
