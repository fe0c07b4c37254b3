"""Varied copies of training rows: what they keep, what they may never be, and that nothing else is touched."""

import random
from dataclasses import replace

import pytest

from ml.errors import BadRecipe
from ml.text.lexicon import load_lexicon
from ml.text.normalise import normalise
from ml.training.text import augment, recipe, wordnet
from ml.training.text.data import Example, assemble, target
from ml.training.text.data_recipe import KINDS, AugmentRecipe, DataRecipe
from ml.training.text.dedup import DuplicateIndex
from tests.ml.conftest import filler

ALL = AugmentRecipe(share=1.0)
SENTENCES = [
    "I was not happy about the movie, my student said it would begin at nine!",
    "@bob my sister can't buy a large car, see https://t.co/x #sad",
    "i feel terrible because the child was ill and nobody came to help us",
    "We will purchase a photo of the enormous garden, perhaps tomorrow?",
]


def rows(texts):
    return [Example(text, target(["joy", "fear"]), "meld", ("own",), 0.5) for text in texts]


def copies_of(texts, chosen=ALL, protected=()):
    index = DuplicateIndex(protected, "meld/test")
    index.grow(texts, ["meld/train"] * len(texts))
    return augment.vary(rows(texts), chosen, index)


def test_copies_are_the_same_for_a_seed_and_others_for_another():
    first, _ = copies_of(SENTENCES)
    again, _ = copies_of(list(reversed(SENTENCES)))
    other, _ = copies_of(SENTENCES, replace(ALL, seed=7))
    assert {copy.text for copy in first} == {copy.text for copy in again} != {copy.text for copy in other}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_texts_and_keeps_labels(kind):
    copies, counts = copies_of(SENTENCES, replace(ALL, kinds=(kind,), weight=0.5))
    assert counts[kind].made == len(copies) > 0
    assert sum((counts[kind].made, counts[kind].unchanged, counts[kind].refused)) == len(SENTENCES)
    for copy in copies:
        assert copy == Example(copy.text, target(["joy", "fear"]), "meld", ("own",), 0.25)
        assert normalise(copy.text) not in {normalise(text) for text in SENTENCES}


def test_a_share_of_the_rows_gets_one_copy_each():
    texts = [f"The student will buy a large car, {filler(number)}." for number in range(400)]
    copies, _ = copies_of(texts, AugmentRecipe(share=0.25, kinds=("punctuation",)))
    assert 70 <= len(copies) <= 130


def test_a_copy_that_repeats_a_test_row_is_refused():
    (copy,), _ = copies_of(["the student said so"], replace(ALL, kinds=("synonyms",)))
    assert copy.text == "the pupil said so"
    copies, counts = copies_of(
        ["the student said so"], replace(ALL, kinds=("synonyms",)), protected=["The pupil said so!"]
    )
    assert copies == []
    assert counts["synonyms"].refused == 1


def test_a_copy_that_nearly_repeats_another_training_row_is_refused():
    long = f"yesterday {filler(1)} the student walked home along the river and {filler(2)} talked"
    neighbour = long.replace("student", "pupil") + " on"
    index = DuplicateIndex()
    index.grow([long, neighbour], ["meld/train"] * 2, own_near=True)
    copies, counts = augment.vary(rows([long]), replace(ALL, kinds=("synonyms",)), index)
    assert (len(copies), counts["synonyms"].refused) == (0, 1)


def test_validation_and_test_rows_are_never_varied(tiny_data):
    plain = DataRecipe(("dair", "meld"), ("dair", "meld"))
    before, after = assemble(tiny_data, plain, None), assemble(tiny_data, replace(plain, augment=ALL), None)
    assert (after.validation, after.test, after.labelled) == (before.validation, before.test, before.labelled)
    assert after.train[: len(before.train)] == before.train
    assert len(after.train) - len(before.train) == sum(count.made for count in after.augmented.values()) > 100
    held = DuplicateIndex([example.text for example in after.validation])
    assert not held.find([example.text for example in after.train]).all


def test_synonyms_keep_the_mood_of_a_word_and_leave_negations_alone():
    lexicon = load_lexicon()
    for word in ("awful", "terrible", "glad", "scared", "furious", "student", "car"):
        for seed in range(5):
            other = augment.synonyms(word, 1.0, random.Random(seed))
            assert {mood for mood, _ in lexicon.moods_of(other)} == {mood for mood, _ in lexicon.moods_of(word)}
    for word in sorted(lexicon.negations | lexicon.raisers | lexicon.lowerers):
        assert augment.synonyms(word, 1.0, random.Random(0)) == word


def test_word_order_never_moves_a_word_past_a_negation():
    text = "the child was not happy and really never slept"
    for seed in range(50):
        words = augment.word_order(text, 0.5, random.Random(seed)).split()
        assert words[words.index("not") + 1] == "happy"
        assert words[words.index("never") + 1] == "slept"
        assert words[words.index("really") + 1] == "never"


def test_synonyms_copy_the_case_and_spare_handles_hashtags_and_links():
    assert augment.synonyms("STUDENT", 1.0, random.Random(0)) == "PUPIL"
    assert augment.synonyms("Student", 1.0, random.Random(0)) == "Pupil"
    assert augment.synonyms("@student #student", 1.0, random.Random(0)) == "@student #student"


def test_a_question_is_never_made_up_and_emoticons_stay():
    for seed in range(50):
        changed = augment.punctuation("so we went home, in the end :)", 0.15, random.Random(seed))
        assert "?" not in changed
        assert ":)" in changed


def test_inflected_and_ambiguous_words_have_no_synonyms():
    net = wordnet.load()
    assert net.synonyms("movie") == ("film", "picture")
    assert [net.synonyms(word) for word in ("saw", "walking", "cars", "qwertz")] == [()] * 4


def test_without_the_word_net_the_package_is_named(monkeypatch):
    monkeypatch.setattr(wordnet, "find_spec", lambda name: None)
    with pytest.raises(ImportError) as error:
        wordnet.installed()
    assert error.value.name == "wn"


def test_a_recipe_file_says_how_to_vary(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text(
        'kind = "linear"\nname = "x"\n[data]\nsources = ["dair"]\nvalidation = []\n'
        '[augment]\nshare = 0.5\nkinds = ["style"]\n'
    )
    assert recipe.load(path).data.augment == AugmentRecipe(share=0.5, kinds=("style",))


@pytest.mark.parametrize("values", [{"kinds": ("translation",)}, {"kinds": ()}, {"share": 1.5}, {"rate": 0.0}])
def test_an_impossible_variation_is_refused(values):
    with pytest.raises(BadRecipe):
        AugmentRecipe(**values)
