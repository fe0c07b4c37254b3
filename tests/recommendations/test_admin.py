"""Staff's desk: rows, films and feedback."""

import pytest
from django.urls import reverse

from recommendations.catalogue import loading
from recommendations.evenings import rows_for
from recommendations.feedback import opinions
from recommendations.models import Film, FilmRow, MoodRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def _list(name):
    return reverse(f"admin:recommendations_{name}_changelist")


def _form(page):
    """Every field of a change form as the browser would send it back."""
    forms = [page.context["adminform"].form, *(formset.formset for formset in page.context["inline_admin_formsets"])]
    fields = {}
    for form in forms:
        parts = [form.management_form, *form.forms] if hasattr(form, "management_form") else [form]
        for part in parts:
            for bound in part:
                value = bound.value()
                if value is not None and value is not False:
                    fields[bound.html_name] = value
                if bound.field.show_hidden_initial:
                    fields[bound.html_initial_name] = value
    return {name: "on" if value is True else value for name, value in fields.items()}


@pytest.mark.parametrize("name", ["film", "filmrow", "moodrow", "filmfeedback"])
def test_lists_open_within_a_bounded_number_of_queries(desk, ada, name, django_assert_max_num_queries):
    for film in Film.objects.all()[:30]:
        opinions.like(user=ada, film_id=film.pk)
    with django_assert_max_num_queries(16):
        assert desk.get(_list(name)).status_code == 200


def test_films_are_found_by_title_director_and_id(desk, film):
    vertigo = film("Vertigo")
    for asked in ("vertig", "hitchcock vertigo", str(vertigo.pk)):
        assert vertigo in desk.get(_list("film"), {"q": asked}).context["cl"].result_list


@pytest.mark.parametrize("query", ["AND OR *", '"', "'; DROP TABLE x; --", "9" * 40])
def test_search_for_films_survives_whatever_is_typed(desk, query):
    assert desk.get(_list("film"), {"q": query}).status_code == 200


def test_edited_film_remembers_what_staff_wrote(desk, film):
    vertigo = film("Vertigo")
    address = reverse("admin:recommendations_film_change", args=[vertigo.pk])
    fields = {**_form(desk.get(address)), "title": "Vertigo, restored"}
    assert desk.post(address, fields).status_code == 302
    vertigo.refresh_from_db()
    assert (vertigo.title, vertigo.edited_fields) == ("Vertigo, restored", ["title"])
    loading.load(force=True)
    vertigo.refresh_from_db()
    assert vertigo.title == "Vertigo, restored"


def test_unlisted_film_is_offered_no_more(desk):
    first = rows_for(user=None, scores={"joy": 1})[0].films[0]
    address = reverse("admin:recommendations_film_change", args=[first.id])
    fields = _form(desk.get(address))
    del fields["listed"]
    assert desk.post(address, fields).status_code == 302
    assert first.id not in [card.id for row in rows_for(user=None, scores={"joy": 1}) for card in row.films]


def test_films_are_neither_added_nor_deleted_by_hand(desk, film):
    assert desk.get(reverse("admin:recommendations_film_add")).status_code == 403
    assert desk.get(reverse("admin:recommendations_film_delete", args=[film("Vertigo").pk])).status_code == 403


def test_row_that_staff_rename_shows_its_new_name_at_once(desk):
    rows_for(user=None, scores={"joy": 1})
    comedy = FilmRow.objects.get(key="comedy")
    address = reverse("admin:recommendations_filmrow_change", args=[comedy.pk])
    assert desk.post(address, {**_form(desk.get(address)), "title": "Laughs"}).status_code == 302
    assert rows_for(user=None, scores={"joy": 1})[0].title == "Laughs"


def test_weight_that_staff_set_reorders_the_rows(desk):
    page = desk.get(_list("moodrow"), {"mood": "joy"})
    formset = page.context["cl"].formset
    fields = {bound.html_name: bound.value() for part in (formset.management_form, *formset.forms) for bound in part}
    musical = MoodRow.objects.get(mood="joy", row__key="musical")
    place = next(n for n, form in enumerate(formset.forms) if form.instance.pk == musical.pk)
    comedy = next(n for n, form in enumerate(formset.forms) if form.instance.row.key == "comedy")
    fields |= {f"form-{place}-weight": "1.0", f"form-{comedy}-weight": "0.1", "_save": "Save"}
    assert desk.post(f"{_list('moodrow')}?mood=joy", fields).status_code == 302
    assert rows_for(user=None, scores={"joy": 1})[0].key == "musical"


def test_feedback_can_only_be_read(desk, ada, film):
    opinions.like(user=ada, film_id=film("Vertigo").pk)
    entry = ada.film_feedback.get()
    address = reverse("admin:recommendations_filmfeedback_change", args=[entry.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"kind": "dislike"}).status_code == 403
    assert desk.get(reverse("admin:recommendations_filmfeedback_delete", args=[entry.pk])).status_code == 403
