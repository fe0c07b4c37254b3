"""The embedded table: what it holds, and how it is rebuilt."""

import gzip
import sqlite3

import pytest
from django.core.management import CommandError, call_command

from recommendations.catalogue import build, table
from recommendations.catalogue.genres import BY_NAME
from recommendations.errors import CatalogueUnreadable

OMDB = """
CREATE TABLE omdb (ID INTEGER, imdbID TEXT, Title TEXT, Year INTEGER, Rating TEXT, Runtime REAL, Genre TEXT,
Released TEXT,
Director TEXT, "Cast" TEXT, Metacritic INTEGER, Language TEXT, Country TEXT, Oscars INTEGER)
"""
TOMATOES = "CREATE TABLE tomatoes (ID INTEGER, Rating REAL, Reviews INTEGER, BoxOffice REAL, Production TEXT)"
PLAIN = {
    "ID": 1,
    "imdbID": "tt1",
    "Title": "One",
    "Year": 1999,
    "Rating": None,
    "Runtime": 90.0,
    "Genre": "Drama, Sci-Fi",
    "Released": "1999-05-04",
    "Director": "Ann Able",
    "Cast": "Zoe Zander, Ed Begley, Jr.",
    "Metacritic": None,
    "Language": "English",
    "Country": "Ireland",
    "Oscars": 0,
    "Score": 7.0,
    "Reviews": 10,
    "BoxOffice": None,
    "Production": None,
}


@pytest.fixture(scope="module")
def films():
    return list(table.read())


def _trimmed(*changes):
    trimmed = build.trim([{**PLAIN, **change} for change in changes])
    return [dict(zip(table.COLUMNS, line, strict=True)) for line in trimmed.lines], trimmed.dropped


def test_catalogue_holds_the_films_its_provenance_counts(films):
    facts = table.provenance()
    assert len(films) == len({film.id for film in films}) == facts["films"] == 17_470
    assert (min(film.year for film in films), max(film.year for film in films)) == (1940, 2014)


def test_committed_table_is_the_one_its_provenance_names():
    assert table.digest(table.TABLE) == table.provenance()["output_sha256"]


def test_every_genre_of_the_table_has_a_place_in_the_map(films):
    assert {name for film in films for name in film.genres} == set(BY_NAME)


def test_ratings_lie_on_the_scale_of_ten(films):
    assert all(film.rating is None or 0 <= film.rating <= 10 for film in films)


def test_same_lines_give_the_same_bytes(tmp_path):
    lines = [["1", *[""] * (len(table.COLUMNS) - 1)]]
    assert table.write(lines, tmp_path / "a.gz") == table.write(lines, tmp_path / "b.gz")


def test_id_is_the_number_of_the_wikidata_item():
    (line,), _ = _trimmed({"ID": 47703})
    assert line["id"] == "47703"


def test_first_of_january_is_no_release_date():
    lines, dropped = _trimmed({"Released": "1999-01-01"})
    assert lines[0]["release_date"] == ""
    assert dropped["value: release date of 1 January (only the year is known)"] == 1


def test_runtime_of_a_minute_is_a_slip():
    (line,), _ = _trimmed({"Runtime": 1.0})
    assert line["runtime"] == ""


def test_second_cut_of_a_film_gives_way_to_the_better_known():
    lines, dropped = _trimmed({"ID": 1, "Reviews": 10}, {"ID": 2, "Title": "One Redux", "Reviews": 5})
    assert [line["title"] for line in lines] == ["One"]
    assert sum(dropped.values()) == 1


def test_name_with_a_suffix_stays_one_name():
    (line,), _ = _trimmed({})
    assert sorted(line["cast"].split("|")) == ["Ed Begley, Jr.", "Zoe Zander"]


def test_best_known_of_the_cast_comes_first():
    lines, _ = _trimmed(
        {"Cast": "Ann Nobody, Zoe Zander"}, {"ID": 2, "imdbID": "tt2", "Cast": "Zoe Zander", "Reviews": 99}
    )
    assert lines[0]["cast"] == "Zoe Zander|Ann Nobody"


def test_film_reviewed_by_one_site_alone_keeps_that_score():
    (line,), _ = _trimmed({"Score": None, "Metacritic": 64})
    assert line["rating"] == "6.4"


def test_genre_outside_the_map_stops_the_build():
    with pytest.raises(CatalogueUnreadable, match="Kung-Fu"):
        _trimmed({"Genre": "Kung-Fu"})


def test_build_refuses_another_version_of_the_source(tmp_path):
    source = tmp_path / "movies.db"
    with sqlite3.connect(source) as connection:
        connection.execute(OMDB)
        connection.execute(TOMATOES)
    with pytest.raises(CommandError, match="not the free table"):
        call_command("build_catalogue", source=source, to=tmp_path)


def test_file_that_is_no_database_is_named_as_such(tmp_path):
    source = tmp_path / "movies.db"
    source.write_text("not a database, and long enough to be looked at " * 40)
    with pytest.raises(CatalogueUnreadable):
        build.read_source(source)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not gzip", id="not gzip"),
        pytest.param(gzip.compress(b"id,title\n1,One\n"), id="too few columns"),
        pytest.param(gzip.compress(b"\xff\xfe"), id="not UTF-8"),
    ],
)
def test_damaged_table_is_a_typed_error(tmp_path, content):
    (tmp_path / "table.csv.gz").write_bytes(content)
    with pytest.raises(CatalogueUnreadable):
        list(table.read(tmp_path / "table.csv.gz"))
