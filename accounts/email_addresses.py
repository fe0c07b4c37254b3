"""The table of confirmed addresses that sign-in reads, kept in step when staff change an address."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


def replace_address(*, user: User) -> None:
    """`user.email` becomes the only address, unconfirmed: the old one no longer signs in or resets the password."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
