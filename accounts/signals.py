"""Every user has a profile, whoever made the user: a form, the admin or the command line."""

from typing import Any

from accounts.models import Profile, User


def make_profile(instance: User, *, created: bool, raw: bool = False, **_: Any) -> None:
    """Left out for fixtures (`raw`), which bring profiles of their own."""
    if created and not raw:
        Profile.objects.get_or_create(user=instance)
