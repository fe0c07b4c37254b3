import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.errors import TooManyTokens
from accounts.models import ApiToken
from accounts.tokens import LIMIT, create_token, revoke_token, user_for_token
from moodflix_site.common.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(ada):
    return create_token(user=ada, name="my script")


def _me(secret, scheme="Token"):
    return Client().get("/api/v1/me", headers={"authorization": f"{scheme} {secret}"})


def test_token_opens_the_api(token, ada):
    assert _me(token.secret).json()["email"] == ada.email


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "token"])
def test_scheme_may_be_written_in_several_ways(token, scheme):
    assert _me(token.secret, scheme).status_code == 200


def test_token_is_kept_as_a_fingerprint_only(token):
    assert token.secret.startswith("mf_")
    assert len(token.secret) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_apitoken")
        kept = str(cursor.fetchall())
    assert token.secret not in kept
    assert hashlib.sha256(token.secret.encode()).hexdigest() in kept
    assert token.secret not in repr(token)


@pytest.mark.parametrize(
    "forged", ["mf_wrong", "", "mf_", "mf_" + "x" * 10_000, "wrong", "mf_é", "' OR 1=1 --"], ids=range(7)
)
def test_forged_token_is_shut_out(token, forged):
    answer = _me(forged)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Token")
    assert answer.json()["error"]["code"]


def test_prefix_alone_opens_nothing(token):
    assert _me(token.row.prefix).status_code == 401


def test_nobody_gets_in_without_a_token(client):
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers


def test_token_of_a_closed_account_is_shut_out(token, ada):
    ada.is_active = False
    ada.save()
    assert _me(token.secret).status_code == 401


def test_revoked_token_is_shut_out(token, ada):
    revoke_token(user=ada, token_id=token.row.pk)
    assert _me(token.secret).status_code == 401


def test_token_needs_no_form_protection(token):
    client = Client(enforce_csrf_checks=True)
    answer = client.patch(
        "/api/v1/me",
        {"region": "NL"},
        content_type="application/json",
        headers={"authorization": f"Token {token.secret}"},
    )
    assert answer.status_code == 200


def test_use_is_noted(token):
    user_for_token(token.secret)
    token.row.refresh_from_db()
    assert token.row.last_used_at is not None


def test_use_is_noted_at_most_once_a_minute(token, django_assert_num_queries):
    user_for_token(token.secret)
    with django_assert_num_queries(1):
        user_for_token(token.secret)


def test_later_use_is_noted_again(token):
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    user_for_token(token.secret)
    token.row.refresh_from_db()
    assert token.row.last_used_at > timezone.now() - timedelta(minutes=1)


def test_person_makes_a_token_and_sees_it_once(as_ada):
    made = as_ada.post("/you/tokens", {"name": "my script"})
    secret = made.context["new_token"].secret
    assert secret in made.text
    assert "no-store" in made["Cache-Control"]
    again = as_ada.get("/you/").text
    assert secret not in again
    assert "my script" in again


def test_page_offers_a_token_while_there_is_room(as_ada, token):
    page = as_ada.get("/you/").text
    assert "Make a token" in page
    assert "Revoke one to make another." not in page


def test_token_without_a_name_is_refused_beside_the_field(as_ada):
    answer = as_ada.post("/you/tokens", {"name": "  "})
    assert answer.status_code == 400
    assert answer.context["token_form"].errors["name"]


@pytest.mark.parametrize("name", ["", "\n\t", "\u200b", "x" * 61])
def test_token_needs_a_usable_name(ada, name):
    with pytest.raises(BadInput):
        create_token(user=ada, name=name)


def test_number_of_tokens_is_bounded(as_ada, ada, ben):
    for number in range(LIMIT):
        create_token(user=ada, name=str(number))
    with pytest.raises(TooManyTokens):
        create_token(user=ada, name="one more")
    refused = as_ada.post("/you/tokens", {"name": "one more"})
    assert refused.status_code == 400
    assert "Revoke one to make another." in refused.text
    create_token(user=ben, name="of somebody else")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_bound_holds_when_many_ask_at_once(ada, at_once):
    for number in range(LIMIT - 2):
        create_token(user=ada, name=str(number))
    at_once(lambda: create_token(user=ada, name="one more"))
    assert ApiToken.objects.count() == LIMIT


def test_person_revokes_on_the_page(as_ada, token):
    as_ada.post(f"/you/tokens/{token.row.pk}/revoke")
    assert not ApiToken.objects.exists()


def test_token_of_somebody_else_cannot_be_revoked(client, ben, token):
    client.force_login(ben)
    assert client.post(f"/you/tokens/{token.row.pk}/revoke").status_code == 404
    assert ApiToken.objects.get() == token.row


@pytest.mark.parametrize("token_id", [0, 2**63, 10**30])
def test_impossible_token_is_not_found(ada, token_id):
    with pytest.raises(NotFound):
        revoke_token(user=ada, token_id=token_id)


def test_forged_form_makes_no_token(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/you/tokens", {"name": "forged"}).status_code == 403
    assert not ApiToken.objects.exists()
