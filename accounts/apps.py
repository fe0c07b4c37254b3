"""People: users, profiles, consent, watch rows and tokens."""

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_save


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import own_data, signals

        post_save.connect(signals.make_profile, sender="accounts.User", dispatch_uid="accounts.make_profile")
        pre_save.connect(signals.guard_address, sender="account.EmailAddress", dispatch_uid="accounts.guard_address")
        own_data.register()
