"""Addresses of pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommendations.tmdb.images import DEFAULT, picture


def test_a_poster_comes_in_every_width_and_keeps_its_place():
    poster = picture("/abc.jpg")
    assert poster.src == "https://image.tmdb.org/t/p/w342/abc.jpg"
    assert (poster.width, poster.height) == (342, 513)
    assert poster.srcset.split(", ")[0] == "https://image.tmdb.org/t/p/w92/abc.jpg 92w"
    assert poster.srcset.endswith("w780/abc.jpg 780w")


@pytest.mark.parametrize(
    ("kind", "size"), [("poster", (342, 513)), ("backdrop", (780, 439)), ("profile", (185, 278)), ("logo", (92, 92))]
)
def test_every_kind_has_its_shape(kind, size):
    found = picture("/abc.jpg", kind)
    assert (found.width, found.height) == size


@pytest.mark.parametrize("path", [None, ""])
def test_no_path_no_picture(path):
    assert picture(path) is None


def test_sizes_that_tmdb_has_now_replace_the_built_in_ones():
    sizes = replace(DEFAULT, posters=("w200", "w400", "h900", "original"))
    poster = picture("/abc.jpg", sizes=sizes)
    assert poster.width == 400
    assert [part.split()[1] for part in poster.srcset.split(", ")] == ["200w", "400w"]


def test_a_configuration_without_widths_falls_back_on_the_built_in_ones():
    assert picture("/abc.jpg", sizes=replace(DEFAULT, posters=("original",))).width == 342


def test_another_image_host_can_be_set(settings):
    settings.TMDB_IMAGE_URL = "https://images.example.org/t/p/"
    assert picture("/abc.jpg").src.startswith("https://images.example.org/t/p/w342/")
