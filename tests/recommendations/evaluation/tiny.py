"""A small made-up MovieLens folder: three tastes, 25 people, 24 films."""

import numpy as np

FILMS, PEOPLE = 24, 25
GENRES = ("Action|Crime", "Comedy|Romance", "Horror|Sci-Fi")


def write(folder, *, seed=1):
    dice = np.random.default_rng(seed)
    movies = [f'{film},"Film {film} ({1980 + film})",{GENRES[film % 3]}' for film in range(1, FILMS + 1)]
    # The first three are in the embedded catalogue: The Godfather, Casablanca, Alien.
    known = {1: "0068646", 2: "0034583", 3: "0078748"}
    links = [f"{film},{known.get(film, f'{9900000 + film}')},{film}" for film in range(1, FILMS + 1)]
    ratings = [
        f"{person},{film},{4.5 if dice.random() < (0.8 if film % 3 == person % 3 else 0.1) else 2.0},{film}"
        for person in range(1, PEOPLE + 1)
        for film in range(1, FILMS + 1)
        if dice.random() < 0.8
    ]
    _write(folder / "movies.csv", "movieId,title,genres", movies)
    _write(folder / "links.csv", "movieId,imdbId,tmdbId", links)
    _write(folder / "ratings.csv", "userId,movieId,rating,timestamp", ratings)
    return folder


def _write(path, head, lines):
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
