"""The vault and the spool: what is kept, under which key, for whom, and that nothing stays behind."""

import io
import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from moodflix_site.common.checks import recordings_fit_into_a_request, storage_keys_are_fernet_keys
from moodflix_site.common.errors import TooLarge
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.common.storage import files, keys, spool, vault
from moodflix_site.common.tasks import sweep_spool
from moodflix_site.common.text import UnusableText

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
WORDS = "I keep thinking of the sea. ✨"
MEDIA = os.urandom(700_000)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def kept_files(settings):
    roots = (Path(settings.MEDIA_ROOT), Path(settings.SPOOL_ROOT))
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


def keep_media(owner, data=MEDIA, limit=1_000_000):
    return vault.keep_media(owner=owner, stream=io.BytesIO(data), content_type="audio/ogg", limit=limit)


def stored_bytes(stored):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM common_storedobject WHERE size = %s", [stored.size])
        return bytes(cursor.fetchone()[0])


def test_a_kept_text_comes_back_as_it_was(ada):
    stored = vault.keep_text(owner=ada, text=WORDS)
    assert vault.read_text(StoredObject.objects.get(pk=stored.pk)) == WORDS
    assert stored.scheme == "plain"


def test_with_a_key_neither_row_nor_file_holds_the_words(ada, settings):
    settings.STORAGE_ENCRYPTION_KEYS = [NEW]
    stored = vault.keep_text(owner=ada, text=WORDS)
    media = keep_media(ada, WORDS.encode() * 1000)
    assert stored.scheme == media.scheme == f"fernet:{keys.fingerprint(NEW)}"
    assert b"thinking of" not in stored_bytes(stored)
    assert all(b"thinking of" not in path.read_bytes() for path in kept_files(settings))
    assert vault.read_text(stored) == WORDS


@pytest.mark.parametrize("chosen", [[], [NEW]])
@pytest.mark.parametrize("data", [b"", b"x", MEDIA, MEDIA[: 2 * 256 * 1024]])
def test_kept_media_come_back_byte_for_byte(ada, settings, chosen, data):
    settings.STORAGE_ENCRYPTION_KEYS = chosen
    with vault.open_media(keep_media(ada, data)) as file:
        assert file.read() == data


def test_an_encrypted_file_that_was_cut_or_swapped_is_refused(ada, settings):
    settings.STORAGE_ENCRYPTION_KEYS = [NEW]
    first, second = keep_media(ada), keep_media(ada)
    whole = vault.media_path(first.file).read_bytes()
    one_record = 4 + int.from_bytes(whole[:4], "big")
    vault.media_path(first.file).write_bytes(whole[:one_record])
    vault.media_path(second.file).write_bytes(whole)
    for stored in (first, second):
        with pytest.raises(keys.KeyMissing):
            vault.open_media(stored)


def test_rows_open_after_the_key_was_rotated_and_the_old_key_can_go(ada, settings):
    plain = vault.keep_text(owner=ada, text=WORDS)
    settings.STORAGE_ENCRYPTION_KEYS = [OLD]
    text, media = vault.keep_text(owner=ada, text=WORDS + "!"), keep_media(ada)
    settings.STORAGE_ENCRYPTION_KEYS = [NEW, OLD]
    assert vault.read_text(text) == WORDS + "!"

    call_command("rotate_storage_keys", stdout=io.StringIO())
    settings.STORAGE_ENCRYPTION_KEYS = [NEW]
    rows = {row.pk: row for row in StoredObject.objects.all()}
    assert vault.read_text(rows[plain.pk]) == WORDS
    assert vault.read_text(rows[text.pk]) == WORDS + "!"
    with vault.open_media(rows[media.pk]) as file:
        assert file.read() == MEDIA
    assert len(kept_files(settings)) == 1


def test_a_missing_key_is_a_typed_error(ada, settings):
    settings.STORAGE_ENCRYPTION_KEYS = [OLD]
    stored = vault.keep_text(owner=ada, text=WORDS)
    settings.STORAGE_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(keys.KeyMissing) as caught:
        vault.read_text(stored)
    assert (caught.value.status, caught.value.code) == (503, "storage_key_missing")
    with pytest.raises(CommandError, match="Put it back"):
        call_command("rotate_storage_keys", stdout=io.StringIO())


def test_a_key_that_is_none_is_found_before_the_server_starts(settings):
    settings.STORAGE_ENCRYPTION_KEYS = [NEW, "not a key"]
    (error,) = storage_keys_are_fernet_keys()
    assert (error.id, "number 2" in error.msg, "not a key" in error.msg) == ("common.E001", True, False)


def test_recordings_have_to_fit_into_a_request(settings):
    assert recordings_fit_into_a_request() == []
    settings.MAX_AUDIO_FILE_SIZE = settings.MAX_UPLOAD_BYTES
    (error,) = recordings_fit_into_a_request()
    assert "MAX_UPLOAD_BYTES" in error.msg


def test_text_that_no_database_holds_is_refused(ada):
    for text in ("nul \0 here", "half \ud83d a pair"):
        with pytest.raises(UnusableText):
            vault.keep_text(owner=ada, text=text)
    assert not StoredObject.objects.exists()


def test_media_over_the_limit_are_not_read_to_the_end_and_leave_nothing(ada, settings):
    endless = io.BufferedReader(io.FileIO("/dev/zero"))
    with pytest.raises(TooLarge):
        vault.keep_media(owner=ada, stream=endless, content_type="audio/ogg", limit=300_000)
    assert kept_files(settings) == []
    assert not StoredObject.objects.exists()


def test_forgetting_takes_the_file_with_the_row_once_committed(ada, settings):
    stored = keep_media(ada)
    with transaction.atomic():
        vault.forget(stored)
        assert len(kept_files(settings)) == 1
    assert kept_files(settings) == []


def test_a_rolled_back_forgetting_keeps_both(ada, settings):
    stored = keep_media(ada)
    with transaction.atomic():
        vault.forget(stored)
        transaction.set_rollback(True)
    with vault.open_media(StoredObject.objects.get()) as file:
        assert file.read() == MEDIA


def test_erasing_a_person_erases_their_files_and_nobody_elses(ada, ben, settings):
    keep_media(ada)
    spool.put(owner=ada, stream=io.BytesIO(b"half an upload"), limit=100)
    theirs = keep_media(ben)
    ada.delete()
    assert kept_files(settings) == [vault.media_path(theirs.file)]


def test_an_upload_is_open_to_its_owner_only(ada, ben):
    entry = spool.put(owner=ada, stream=io.BytesIO(b"voice"), limit=100)
    with spool.open_upload(owner=ada, entry_id=entry.pk) as file:
        assert file.read() == b"voice"
    for other in (ben, None):
        with pytest.raises(spool.Gone):
            spool.open_upload(owner=other, entry_id=entry.pk)


def test_an_upload_over_its_limit_leaves_no_file_and_no_row(ada, settings):
    with pytest.raises(TooLarge):
        spool.put(owner=ada, stream=io.BytesIO(b"x" * 101), limit=100)
    assert kept_files(settings) == []
    assert not SpoolEntry.objects.exists()


def test_an_upload_that_breaks_off_leaves_no_file(ada, settings):
    class Broken:
        def __init__(self):
            self.chunks = [b"first part"]

        def read(self, size):
            if self.chunks:
                return self.chunks.pop()
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        spool.put(owner=ada, stream=Broken(), limit=1_000_000)
    assert kept_files(settings) == []


def test_an_expired_upload_cannot_be_opened_and_is_swept(ada, settings):
    old = spool.put(owner=ada, stream=io.BytesIO(b"old"), limit=100)
    fresh = spool.put(owner=None, stream=io.BytesIO(b"fresh"), limit=100)
    SpoolEntry.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(spool.Gone):
        spool.open_upload(owner=ada, entry_id=old.pk)
    assert sweep_spool() == 1
    assert kept_files(settings) == [spool.path_of(fresh)]
    with spool.open_upload(owner=None, entry_id=fresh.pk) as file:
        assert file.read() == b"fresh"


def test_the_sweep_takes_old_strays_and_leaves_young_and_foreign_files(ada, settings):
    kept = keep_media(ada)
    names = (files.new_name(), "a" * 32 + ".part", "b" * 32)
    stray, unfinished, young = (Path(settings.SPOOL_ROOT) / name for name in names)
    foreign = Path(settings.MEDIA_ROOT) / "readme.txt"
    for path in (stray, unfinished, young, foreign):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"?")
    past = time.time() - 2 * 3600
    for path in (stray, unfinished, foreign, vault.media_path(kept.file)):
        os.utime(path, (past, past))
    assert sweep_spool() == 2
    assert set(kept_files(settings)) == {young, foreign, vault.media_path(kept.file)}


def test_the_sweep_asks_for_many_names_at_once(ada, settings, django_assert_max_num_queries):
    kept = [spool.put(owner=ada, stream=io.BytesIO(b"voice"), limit=100) for _ in range(40)]
    past = time.time() - 2 * 3600
    for entry in kept:
        os.utime(spool.path_of(entry), (past, past))
    with django_assert_max_num_queries(8):
        assert sweep_spool() == 0
    assert len(kept_files(settings)) == 40


def test_files_that_vanish_while_the_sweep_looks_do_not_stop_it(settings):
    root = Path(settings.SPOOL_ROOT)
    root.mkdir(parents=True)
    names, past = [files.new_name() for _ in range(400)], time.time() - 2 * 3600
    over = threading.Event()

    def come_and_go():
        while not over.is_set():
            for name in names:
                (root / name).touch()
            for name in names:
                files.remove(root / name)

    other = threading.Thread(target=come_and_go)
    other.start()
    stray = root / files.new_name()
    try:
        for _ in range(30):
            stray.touch()
            os.utime(stray, (past, past))
            assert sweep_spool() == 1
    finally:
        over.set()
        other.join()
