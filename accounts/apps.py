"""People: users, profiles, consent, watch rows and tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
