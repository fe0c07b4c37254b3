"""The key that an installation makes for itself: one, whole, and for its owner's eyes."""

import multiprocessing

from moodflix_site.secret_key import kept_secret_key


def _key_at_once(start, folder, found):
    start.wait()
    found.put(kept_secret_key(folder))


def test_processes_that_start_together_read_one_whole_key(tmp_path):
    forked = multiprocessing.get_context("fork")
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        start, found = forked.Barrier(6), forked.Queue()
        processes = [forked.Process(target=_key_at_once, args=(start, folder, found)) for _ in range(6)]
        for process in processes:
            process.start()
        keys = {found.get(timeout=20) for _ in processes}
        for process in processes:
            process.join()
        assert [len(key) for key in keys] == [50]
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_the_key_survives_a_restart_and_is_readable_by_its_owner_alone(tmp_path):
    assert kept_secret_key(tmp_path) == kept_secret_key(tmp_path)
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
