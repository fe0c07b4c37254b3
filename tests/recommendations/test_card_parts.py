"""Parts of cards that are drawn once: what differs from page to page, and from person to person, is filled in."""

from dataclasses import replace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from recommendations.evenings import rows_for
from recommendations.templatetags import card_parts
from tests.recommendations.invented import TODAY

pytestmark = pytest.mark.django_db
DRAWN = Template("{% load card_parts %}{% card_feedback film %}{% why_panel film %}")
INCLUDED = Template(
    '{% include "recommendations/_card_feedback.html" with feedback=None %}{% include "recommendations/_why.html" %}'
)


@pytest.fixture
def card(ada):
    return rows_for(user=ada, scores={"joy": 1}, day=TODAY)[0].films[0]


def _context(user, card, path="/mood/pick/joy", **shown):
    request = RequestFactory().get(path)
    request.user = user
    return Context({"request": request, "film": card, "user": user, "csrf_token": "one-token", **shown})


def _lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_part_is_what_its_template_draws(ada, card):
    shown = {"evening": "mood=joy&seen=1", "where": "watchlist"}
    drawn, included = (one.render(_context(ada, card, **shown)) for one in (DRAWN, INCLUDED))
    assert _lines(drawn) == _lines(included)


def test_each_page_has_its_own_token_and_way_back(ada, card):
    first = DRAWN.render(_context(ada, card, "/mood/pick/joy"))
    second = DRAWN.render(_context(ada, card, "/for-you", csrf_token="other-token"))
    assert 'value="/mood/pick/joy"' in first
    assert 'value="/for-you"' in second
    assert 'value="one-token"' in first
    assert 'value="other-token"' in second
    assert "one-token" not in second


def test_what_a_visitor_wrote_into_the_address_is_escaped(ada, card):
    shown = {"evening": '"><script>1</script>', "back_to": f"/x?{card_parts.TOKEN}<b>"}
    drawn = DRAWN.render(_context(ada, card, **shown))
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert drawn.count("one-token") == drawn.count('name="csrfmiddlewaretoken" value="one-token"') == 1


def test_buttons_follow_what_was_said(ada, card):
    pressed = DRAWN.render(_context(ada, replace(card, feedback="like", saved=True)))
    assert 'value="undo-like" aria-pressed="true"' in pressed
    assert 'value="undo-save" aria-pressed="true"' in pressed
    assert "undo-" not in DRAWN.render(_context(ada, card)).replace('"undo-seen"', "")
