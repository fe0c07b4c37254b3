from pathlib import Path

import pytest
from django.db import connection

from accounts.personal_data import erase_everything
from accounts.services import mark_seen

pytestmark = pytest.mark.django_db(transaction=True)
SIGN = "a title that stands nowhere else 7391"


def _on_disk():
    name = connection.settings_dict["NAME"]
    return b"".join(path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}*"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's own files")
def test_erasure_leaves_nothing_in_the_files_of_the_database(ada):
    mark_seen(user=ada, film_id=7, title=SIGN, year=1995)
    assert SIGN.encode() in _on_disk()
    erase_everything(user=ada)
    assert SIGN.encode() not in _on_disk()
