"""Who reads which language, on the committed weights."""

import time
from dataclasses import replace

import pytest

from ml import registry, routing, tiers
from ml.analyse import analyse_text, analyse_texts, models_status
from ml.errors import DeadlineExceeded, InvalidInput, UnknownModel
from ml.registry import candidates
from ml.tiers import Deadline
from ml.types import LANGUAGE_POOR, ModelSpec

ENGLISH = "I can't stop smiling today, she said yes!"
GERMAN = "Ich bin so traurig, meine Oma ist gestern gestorben."
SPANISH = "Tengo mucho miedo de lo que dirá el médico mañana."
PORTUGUESE = "Estou muito feliz, hoje é o melhor dia da minha vida!"
POLISH = "Jestem dzisiaj bardzo smutny i nie wiem dlaczego."
HEBREW = "אני עצוב מאוד היום"


@pytest.fixture(autouse=True)
def patience(configure):
    """A busy machine must not make a lower tier step in."""
    configure(deadline_seconds=60)


@pytest.mark.parametrize(
    ("text", "language", "model"),
    [
        (ENGLISH, "en", "text-minilm"),
        ("lol", "", "text-minilm"),
        ("😂😂", "", "text-minilm"),
        (GERMAN, "de", "text-multilingual"),
        (SPANISH, "es", "text-multilingual"),
        (PORTUGUESE, "pt", "text-multilingual"),
    ],
)
def test_a_text_is_read_by_the_model_of_its_language(text, language, model):
    found = analyse_text(text)
    assert (found.language, found.model, found.tier) == (language, model, "primary")
    assert LANGUAGE_POOR not in found.warnings


@pytest.mark.parametrize(("text", "language", "model"), [(POLISH, "pl", "text-multilingual"), (HEBREW, "he", None)])
def test_a_language_that_nobody_was_trained_for_is_warned_of_and_never_sure(text, language, model):
    found = analyse_text(text)
    assert found.language == language
    assert model in {None, found.model}
    assert LANGUAGE_POOR in found.warnings
    assert not found.is_sure


@pytest.mark.parametrize("model", ["text-minilm", "text-linear", "secondary", "fallback"])
def test_a_pinned_model_is_obeyed_with_the_warning(model):
    found = analyse_text(GERMAN, model=model)
    assert model in {found.model, found.tier}
    assert (found.language, LANGUAGE_POOR in found.warnings) == ("de", True)


def test_a_pinned_tier_takes_its_model_of_the_language():
    assert analyse_text(GERMAN, model="primary").model == "text-multilingual"
    assert analyse_text(ENGLISH, model="primary").model == "text-minilm"


def test_the_multilingual_model_reads_english_only_when_it_is_pinned():
    assert all(spec.name != "text-multilingual" for spec in candidates("text", None, "en"))
    found = analyse_text(ENGLISH, model="text-multilingual")
    assert (found.model, LANGUAGE_POOR in found.warnings) == ("text-multilingual", True)


def test_a_batch_of_mixed_languages_keeps_its_order():
    texts = [GERMAN, ENGLISH, SPANISH, "lol", POLISH, ENGLISH, PORTUGUESE]
    together = analyse_texts(texts)
    alone = [analyse_text(text) for text in texts]
    assert [one.language for one in together] == ["de", "en", "es", "", "pl", "en", "pt"]
    assert [(one.model, one.scores, one.warnings) for one in together] == [
        (one.model, one.scores, one.warnings) for one in alone
    ]


def test_nothing_to_read_needs_no_model_but_an_unknown_one_is_refused():
    assert analyse_texts([]) == []
    with pytest.raises(UnknownModel):
        analyse_texts([], model="text-nobody")


@pytest.mark.parametrize("bad", [None, 5, "", "x" * 5001])
def test_one_bad_text_refuses_the_batch(bad):
    with pytest.raises(InvalidInput):
        analyse_texts([GERMAN, bad, ENGLISH])


def test_all_languages_share_one_deadline(monkeypatch):
    waits = []

    def note(_spec, _texts, seconds):
        waits.append(seconds)
        time.sleep(0.03)
        raise DeadlineExceeded

    monkeypatch.setattr(tiers, "_within", note)
    started = time.monotonic()
    with pytest.raises(Exception, match=r"."):
        routing.read([GERMAN, ENGLISH], None, Deadline.after(0.05), lambda _: None)
    assert sum(wait > 0 for wait in waits) <= 3
    assert time.monotonic() - started < 1


def test_english_models_step_in_and_say_so_when_the_languages_own_is_damaged(weights_copy):
    (weights_copy / "text-multilingual" / "model.safetensors").write_bytes(b"damaged")
    found = analyse_text(GERMAN)
    assert found.model == "text-minilm"
    assert {LANGUAGE_POOR, "text-multilingual:weights_corrupted"} <= set(found.warnings)


def test_a_model_of_ones_own_for_another_language_comes_first_there_alone():
    own = ModelSpec("moje", "text", "primary", "ml.text.lexicon.LexiconClassifier", None, "MIT", ("pl",))
    registry.register(own)
    try:
        found = analyse_text(POLISH)
        assert (found.model, LANGUAGE_POOR in found.warnings) == ("moje", False)
        assert analyse_text(GERMAN).model == "text-multilingual"
        assert analyse_text(ENGLISH).model == "text-minilm"
    finally:
        registry.unregister("moje")


def test_a_model_that_names_no_language_is_not_warned_of():
    spec = replace(registry.spec("text-lexicon"), languages=())
    assert spec.reads("pl")
    assert spec.reads("")


def test_the_active_model_is_the_one_for_english():
    active = {status.spec.name for status in models_status() if status.active}
    assert "text-multilingual" not in active


def test_each_sentence_of_a_timeline_is_read_by_the_texts_own_model():
    found = analyse_text("Heute war ein schöner Tag. Dann ist meine Oma gestorben. Ich bin traurig.", sentences=True)
    assert (found.model, len(found.sentences)) == ("text-multilingual", 3)
