"""Personal API tokens: 256 random bits, shown once, kept as SHA-256."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.errors import TooManyTokens
from accounts.models import ApiToken, User
from accounts.names import printable
from moodflix_site.common.errors import BadInput, NotFound

PREFIX = "mf_"
SHOWN = 9  # characters of a token that stay readable: enough to tell tokens apart, 220 bits short of using one
LONGEST = 64  # characters of any token we ever made
LIMIT = 20
NAME_LENGTH = 60
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    row: ApiToken
    secret: str = field(repr=False)  # the only time it exists outside the person's hands


def create_token(*, user: User, name: str) -> NewToken:
    """Raises BadInput for an unusable name and TooManyTokens past `LIMIT`."""
    name = printable(name)
    if not name or len(name) > NAME_LENGTH:
        message = f"Give the token a name of 1 to {NAME_LENGTH} characters."
        raise BadInput(message, fields={"name": message})
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # counting and adding are one step
        if ApiToken.objects.filter(user=user).count() >= LIMIT:
            raise TooManyTokens
        row = ApiToken.objects.create(user=user, name=name, prefix=secret[:SHOWN], digest=_digest(secret))
    return NewToken(row, secret)


def revoke_token(*, user: User, token_id: int) -> None:
    """NotFound for another person's token, as for none."""
    if not ApiToken.objects.filter(user=user, pk=token_id).delete()[0]:
        raise NotFound("There is no such token.")


def user_for_token(secret: str) -> User | None:
    """Who `secret` speaks for; None when it is unknown, revoked, or its person may no longer sign in."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    token = ApiToken.objects.select_related("user").filter(digest=_digest(secret)).first()
    if token is None or not token.user.is_active:
        return None
    _note_use(token)
    return token.user


def _note_use(token: ApiToken) -> None:
    """At most one write a minute, so that a busy program does not turn each read into a write."""
    stale = timezone.now() - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < stale:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=timezone.now())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
