"""Lists of the API come in pages, and all of them in one envelope."""

import pytest

LISTS = ["/api/v1/readings", "/api/v1/films?q=the"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada_api(client, ada):
    client.force_login(ada)
    return client


def page(client, address, number):
    return client.get(f"{address}{'&' if '?' in address else '?'}page={number}")


@pytest.mark.parametrize("address", LISTS)
def test_every_list_has_the_same_envelope(ada_api, address):
    assert set(page(ada_api, address, 1).json()) == {"count", "next", "previous", "results"}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("number", ["999999", "-1", "0", "x", "9" * 40])
def test_a_page_that_is_not_there_is_said_whichever_way_it_is_missed(ada_api, address, number):
    answer = page(ada_api, address, number)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
