"""Invented films and people for the pure ranking, so that its tests need no database."""

import random
from datetime import date, timedelta

from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.ranking.affinity import usable_mix
from recommendations.ranking.blend import Asked
from recommendations.ranking.collaborative import fit_ease
from recommendations.ranking.company import company_of
from recommendations.ranking.taste import Opinion, taste_from, traits
from recommendations.types import FilmFeatures

TODAY = date(2026, 11, 20)
LANGUAGES = ("English", "French", "Korean", "Hindi")
THEMES = ("heist", "road trip", "courtroom", "space", "revenge", "small town", "robot", "wedding")


def a_film(number, **given):
    """Film number so and so; what is not `given` follows from the number."""
    dice = random.Random(number)
    year = dice.randint(1940, 2026)
    drawn = [dice.random() ** 3 for _ in MOODS]
    values = {
        "id": number,
        "title": f"Film {number}",
        "year": year,
        "release_date": dice.choice([None, TODAY - timedelta(days=dice.randint(-30, 4000))]),
        "runtime": dice.randint(70, 200),
        "genres": tuple(dice.sample(NAMES, dice.randint(0, 4))),
        "directors": tuple(f"Director {dice.randint(1, 80)}" for _ in range(dice.randint(0, 2))),
        "actors": tuple(f"Actor {dice.randint(1, 150)}" for _ in range(dice.randint(0, 6))),
        "keywords": tuple(dice.sample(THEMES, dice.choice([0, 0, 1, 3]))),
        "languages": tuple(dice.sample(LANGUAGES, dice.randint(0, 2))),
        "rating": None,
        "acclaim": dice.uniform(0, 0.6),
        "adult": False,
        "listed": True,
        "moods": {mood: value / sum(drawn) for mood, value in zip(MOODS, drawn, strict=True)},
        "mood_weight": dice.choice([0.0, 1.0, 3.0, 12.0]),
    } | given  # fmt: skip
    values.setdefault("standing", values["acclaim"] + dice.uniform(0, 0.4))
    decade = values["year"] // 10 * 10
    told = (values["genres"], values["directors"], decade, values["actors"], values["keywords"])
    return FilmFeatures(**{"traits": traits(*told), **values})


def films_of(count, first=1):
    return [a_film(number) for number in range(first, first + count)]


def crowd(films, people=60, seed=7):
    """An item–item model of people who like films of a few genres each."""
    dice = random.Random(seed)
    likes = []
    for _ in range(people):
        fond = set(dice.sample(NAMES, 3))
        likes.append([film.id for film in films if fond & set(film.genres) and dice.random() < 0.4])
    return fit_ease(likes, strength=20.0, keep=40)


def someone(films, seed, model=None):
    """A mood, a taste, a history and wishes, as they might be; a third have each of them not at all."""
    dice = random.Random(seed)
    said = dice.sample(films, dice.randint(0, 25))
    opinions = [Opinion(film, dice.uniform(-1, 1), dice.uniform(0, 800)) for film in said]
    history = {opinion.film.id: opinion.value for opinion in opinions}
    fond = [film_id for film_id, value in history.items() if value >= 0.5]
    return Asked(
        usable_mix({mood: dice.random() ** 4 for mood in MOODS}) if dice.random() < 0.9 else {},
        taste_from(opinions, favourite_genres=dice.sample(NAMES, dice.choice([0, 0, 2]))),
        languages=frozenset(dice.sample(LANGUAGES, dice.choice([0, 1]))),
        seen=frozenset(film.id for film in dice.sample(films, 10)),
        **({"company": company_of(model, history, fond=fond)} if model and dice.random() < 0.7 else {}),
        words=tuple(dice.sample(THEMES, dice.choice([0, 0, 2]))),
        on_services=frozenset(film.id for film in dice.sample(films, dice.choice([0, 10]))),
        today=dice.choice([None, TODAY]),
    )
