"""Topics that are avoided: what gives a film away, and what happens where nobody knows."""

from __future__ import annotations

import pytest

from recommendations.catalogue.folding import fold
from recommendations.catalogue.genres import NAMES
from recommendations.steering import topics
from recommendations.steering.topics import TOPICS, Check
from tests.recommendations.steering.films import film

DESCRIBED = ("picnic", "village", "summer")


@pytest.mark.parametrize(
    ("avoid", "keywords"),
    [
        ("death-of-a-parent", "death of father"),
        ("sexual-violence", "rape"),
        ("suicide", "suicide attempt"),
        ("harm-to-animals", "dog dies"),
        ("illness", "terminal illness"),
        ("addiction", "heroin"),
        ("spiders", "giant spider"),
        ("holocaust", "nazis"),
    ],
)
def test_a_keyword_gives_a_film_away(avoid: str, keywords: str) -> None:
    assert topics.check(film(keywords=(*DESCRIBED, keywords)), [avoid]) is Check.CROSSED


def test_a_title_gives_a_film_away() -> None:
    assert topics.check(film(title="The Clowns"), ["clowns"]) is Check.CROSSED


def test_an_overview_gives_a_film_away() -> None:
    found = topics.topics_in("After her mother dies, a girl moves to the coast, where a shark waits.")
    assert "death-of-a-parent" in found
    assert topics.check(film(topics=found), ["death-of-a-parent"]) is Check.CROSSED


def test_a_genre_that_is_the_topic_counts_whatever_the_keywords_say() -> None:
    assert topics.check(film(genres=("War",), keywords=DESCRIBED), ["war"]) is Check.CROSSED


def test_a_genre_that_often_carries_it_counts_where_nobody_wrote_keywords() -> None:
    assert topics.check(film(genres=("Drama",)), ["suicide"]) is Check.UNKNOWN


def test_keywords_that_say_nothing_of_it_clear_such_a_genre() -> None:
    assert topics.check(film(genres=("Drama",), keywords=DESCRIBED), ["suicide"]) is Check.CLEAR


def test_a_film_of_which_nothing_is_known_cannot_be_checked() -> None:
    assert topics.check(film(genres=()), ["spiders"]) is Check.UNKNOWN


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert topics.check(film(title="Warm Coats", genres=("Comedy",)), ["war"]) is Check.CLEAR


def test_a_topic_that_is_gone_from_the_table_is_passed_over() -> None:
    assert topics.check(film(genres=("War",)), ["no-such-topic"]) is Check.CLEAR
    assert topics.label("no-such-topic") == "no-such-topic"


def test_crossed_names_each_topic_that_stands_in_the_way() -> None:
    found = topics.crossed(film(genres=("Horror",), title="Spider Night"), ["clowns", "spiders", "eating-disorders"])
    assert found == ("clowns", "spiders")


def test_the_table_speaks_of_genres_and_words_that_can_match() -> None:
    for topic in TOPICS.values():
        assert (topic.always | topic.often) <= set(NAMES), topic.key
        for word in topic.words:
            assert fold(word.removesuffix("*")) == word.removesuffix("*").strip(), (topic.key, word)
            assert topics.check(film(title=word.replace("*", "x")), [topic.key]) is Check.CROSSED


def test_a_text_is_read_by_the_same_phrases_as_a_title() -> None:
    words = [word for topic in TOPICS.values() for word in topic.words]
    for number, word in enumerate(words[::6]):
        text = f"the {word.replace('*', '')}{('', 's', 'x')[number % 3]} of it"
        named = film(title=text, genres=("Music",), keywords=DESCRIBED)
        by_title = [key for key in TOPICS if topics.check(named, [key]) is Check.CROSSED]
        assert list(topics.topics_in(text)) == by_title, text
