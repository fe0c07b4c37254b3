"""Seals everything kept under the newest storage key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moodflix_site.common.storage import keys, rotation


class Command(BaseCommand):
    help = "Seal kept texts and media again with the first key of STORAGE_ENCRYPTION_KEYS. Old keys can go afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"{rotation.rotate_all()} sealed again with {keys.current_scheme()}.")
        except keys.KeyMissing as error:
            raise CommandError(
                "A row is sealed with a key that is not in STORAGE_ENCRYPTION_KEYS. Put it back."
            ) from error
