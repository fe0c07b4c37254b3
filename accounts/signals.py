"""What holds whoever writes the row: a form, the admin, the command line or django-allauth."""

from typing import Any

from allauth.account.models import EmailAddress

from accounts.errors import AddressNotConfirmed, AddressTaken
from accounts.models import Profile, User


def make_profile(instance: User, *, created: bool, raw: bool = False, **_: Any) -> None:
    """Every user has a profile. Left out for fixtures (`raw`), which bring profiles of their own."""
    if created and not raw:
        Profile.objects.get_or_create(user=instance)


def guard_address(instance: EmailAddress, *, raw: bool = False, **_: Any) -> None:
    """An address only takes over signing in when it is confirmed, and nobody else signs in with it."""
    if raw or not instance.primary or instance.email == instance.user.email:
        return
    if not instance.verified:
        raise AddressNotConfirmed
    if User.objects.filter(email=instance.email).exclude(pk=instance.user_id).exists():
        raise AddressTaken
