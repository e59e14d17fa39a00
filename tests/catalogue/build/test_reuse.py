"""What the last build made is taken again when, and only when, nothing that it shows has changed."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue.build import cache, output, providers, reuse
from catalogue.build.cache import ProviderRecord
from tests.catalogue.build.test_providers import job
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL, OWN, PARTNER

LONG_AGO = 1_600_000_000


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = small.checkout(tmp_path / "here")
    small.built(folder)
    return folder


def row(folder: Path, provider: str) -> ProviderRecord:
    """What a build notes of a provider."""
    done = providers.one(job(folder, folder / "var" / "staging"), provider)
    assert done.row is not None
    return done.row


def still(folder: Path, provider: str, known: ProviderRecord, *, same_world: bool = False) -> ProviderRecord | None:
    """Whether the next build takes it again."""
    again = job(folder, folder / "var" / "staging")
    assert again.pages is not None
    pages = replace(again.pages, same_world=same_world)
    return reuse.still(again, pages, provider, known, output.survey(folder / "dist"))


def test_an_unchanged_profile_is_taken_again_though_another_has_changed(built: Path) -> None:
    known = row(built, PARTNER)
    small.edit(built / "providers" / f"{OWN}.yaml", "Vi samtalar", "Vi talar")
    assert still(built, PARTNER, known) is not None


def test_a_changed_one_is_not(built: Path) -> None:
    known = row(built, OWN)
    small.edit(built / "providers" / f"{OWN}.yaml", "Vi samtalar", "Vi talar")
    assert still(built, OWN, known) is None


class TestTheNoteOfAFile:
    """A file that bears the note of the last build is not read again; any change gives it another."""

    @pytest.fixture
    def file(self, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A profile, at a time when its note has settled."""
        file = built / "providers" / f"{OWN}.yaml"
        now = file.stat().st_ctime_ns + 10 * reuse.SETTLED_NS
        monkeypatch.setattr(time, "time_ns", lambda: now)
        return file

    def test_the_same_note_in_the_same_world_needs_no_reading(self, built: Path, file: Path) -> None:
        known = row(built, OWN)._replace(key="of another content")
        assert reuse.seen(file) == known.seen != ""
        assert still(built, OWN, known, same_world=True) == known

    def test_in_another_world_the_file_is_read(self, built: Path, file: Path) -> None:
        known = row(built, OWN)._replace(key="of another content")
        assert reuse.seen(file) == known.seen
        assert still(built, OWN, known) is None

    def test_as_many_other_bytes_with_their_time_set_back_are_seen(self, built: Path, file: Path) -> None:
        os.utime(file, (LONG_AGO, LONG_AGO))
        known = row(built, OWN)
        text = file.read_bytes()
        file.write_bytes(text.replace(b"Vi samtalar", b"Ni samtalar"))
        os.utime(file, (LONG_AGO, LONG_AGO))
        assert file.stat().st_size == len(text)
        assert still(built, OWN, known, same_world=True) is None

    def test_a_file_that_was_only_touched_is_read_and_gets_its_new_note(self, built: Path, file: Path) -> None:
        known = row(built, OWN)
        os.utime(file, (LONG_AGO, LONG_AGO))
        again = still(built, OWN, known, same_world=True)
        assert again == known._replace(seen=reuse.seen(file))
        assert again.seen != known.seen


def test_a_note_is_not_trusted_while_it_is_fresh(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = built / "providers" / f"{OWN}.yaml"
    changed = file.stat().st_ctime_ns
    monkeypatch.setattr(time, "time_ns", lambda: changed + reuse.SETTLED_NS - 1)
    assert reuse.seen(file) == ""


def test_a_file_that_is_not_there_has_no_note(built: Path) -> None:
    assert reuse.seen(built / "providers" / "nobody.yaml") == ""


def test_the_key_of_no_profile_is_not_that_of_an_empty_one(built: Path) -> None:
    ready = job(built, built / "var" / "staging")
    assert ready.pages is not None
    assert reuse.key(ready.pages, NORMAL, None) != reuse.key(ready.pages, NORMAL, b"")
    assert len(cache.key("")) == 32


def test_a_policy_with_a_warning_is_another_world_when_it_changes(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns() + 10 * reuse.SETTLED_NS
    monkeypatch.setattr(time, "time_ns", lambda: now)
    (built / "policy" / "notes.yaml").write_text("Nothing reads this.\n", encoding="utf-8")
    assert "file_not_read" in [problem.code for problem in small.built(built).problems]
    small.edit(built / "policy" / "authorisations.yaml", f"{NORMAL} AB", f"{NORMAL} Nya AB")
    small.built(built)
    assert f"{NORMAL} Nya AB" in (built / "dist" / "utforare" / NORMAL / "index.html").read_text(encoding="utf-8")
