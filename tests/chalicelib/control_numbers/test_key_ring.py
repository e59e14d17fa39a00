"""One secret in use, one older, in a file that only its owner can read."""

from pathlib import Path

import pytest

from chalicelib.control_numbers import control_number, key_ring
from chalicelib.control_numbers.key_ring import KeyRing, KeysError

NEW, OLD, OLDER = (letter * 32 for letter in (b"n", b"o", b"p"))
NUMBER = "7K3M9RT4WXC6"


class TestRing:
    """At most two secrets are live."""

    @pytest.mark.parametrize("live", [(), (NEW, OLD, OLDER)], ids=["none", "three"])
    def test_one_or_two_secrets_can_be_live(self, live: tuple[bytes, ...]) -> None:
        with pytest.raises(KeysError, match="one or two can be live"):
            KeyRing(live)

    def test_the_same_secret_twice_is_refused(self) -> None:
        with pytest.raises(KeysError, match="the same"):
            KeyRing((NEW, NEW))

    def test_a_short_secret_is_refused(self) -> None:
        with pytest.raises(KeysError, match="at least 32 bytes"):
            KeyRing((NEW[:-1],))

    def test_a_number_has_a_place_under_each_live_secret_the_current_first(self) -> None:
        places = KeyRing((NEW, OLD)).hashes(NUMBER)
        assert places == KeyRing((NEW,)).hashes(NUMBER) + KeyRing((OLD,)).hashes(NUMBER)
        assert len(set(places)) == 2

    def test_nothing_secret_shows_when_a_ring_or_a_candidate_is_printed(self) -> None:
        ring = KeyRing((NEW, OLD))
        (candidate,) = ring.chains("subject", "key", 1)[1]
        shown = repr(ring) + repr(candidate) + str(candidate)
        secrets = (repr(NEW), NEW.decode(), candidate.number, candidate.request, *candidate.hashes)
        assert not [secret for secret in secrets if secret in shown]


class TestChains:
    """The numbers that a request can get are its own, and the same each time."""

    def test_the_same_request_gets_the_same_numbers(self) -> None:
        ring = KeyRing((NEW,))
        assert ring.chains("subject", "key", 3) == ring.chains("subject", "key", 3)

    def test_every_number_of_a_chain_is_valid_and_another(self) -> None:
        found = [candidate.number for candidate in KeyRing((NEW,)).chains("subject", "key", 3)[0]]
        assert all(map(control_number.is_valid, found))
        assert len(set(found)) == 3

    def test_a_number_that_looks_like_a_personal_identity_number_is_passed_over(self) -> None:
        (chain,) = KeyRing((bytes(range(32)),)).chains("desk", "k440528", 3)  # its first number would be 6W99-1012-T702
        assert [candidate.number for candidate in chain if candidate.number == "6W991012T702"] == []
        assert len(chain) == 3

    @pytest.mark.parametrize(("subject", "key"), [("subject", "other"), ("other", "key"), ("subjectk", "ey")])
    def test_another_subject_or_key_gets_other_numbers(self, subject: str, key: str) -> None:
        ring = KeyRing((NEW,))
        ours, theirs = ring.chains("subject", "key", 3)[0], ring.chains(subject, key, 3)[0]
        assert not {one.number for one in ours} & {one.number for one in theirs}
        assert ours[0].request != theirs[0].request

    def test_the_older_secret_keeps_its_chain_after_a_rotation(self) -> None:
        before = KeyRing((OLD,)).chains("subject", "key", 3)[0]
        assert KeyRing((NEW, OLD)).chains("subject", "key", 3)[1] == before

    def test_a_new_number_must_be_free_under_both_secrets(self) -> None:
        ring = KeyRing((NEW, OLD))
        candidate = ring.chains("subject", "key", 1)[0][0]
        assert candidate.hashes == ring.hashes(candidate.number)

    def test_a_place_is_never_the_mark_of_a_request(self) -> None:
        candidate = KeyRing((NEW,)).chains("subject", "key", 1)[0][0]
        assert candidate.request not in candidate.hashes


class TestFile:
    """Secrets lie in a file of their owner's, or nowhere."""

    def test_a_created_file_can_be_read_back(self, tmp_path: Path) -> None:
        path = tmp_path / "var" / "secrets"
        key_ring.create(path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert len(key_ring.read(path).live) == 1

    def test_two_created_files_hold_different_secrets(self, tmp_path: Path) -> None:
        key_ring.create(tmp_path / "one")
        key_ring.create(tmp_path / "two")
        assert (tmp_path / "one").read_text() != (tmp_path / "two").read_text()

    def test_a_secret_is_never_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "secrets"
        key_ring.create(path)
        before = path.read_text()
        with pytest.raises(KeysError, match="never overwritten"):
            key_ring.create(path)
        assert path.read_text() == before

    def test_the_first_line_is_the_secret_in_use(self, tmp_path: Path) -> None:
        assert key_ring.read(_file(tmp_path, f"{NEW.hex()}\n{OLD.hex()}\n")).live == (NEW, OLD)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
    def test_a_file_that_others_can_open_is_refused(self, tmp_path: Path, mode: int) -> None:
        with pytest.raises(KeysError, match="chmod 600"):
            key_ring.read(_file(tmp_path, NEW.hex(), mode))

    def test_a_missing_file_is_refused_and_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(KeysError, match="There is no file of secrets"):
            key_ring.read(tmp_path / "secrets")
        assert not (tmp_path / "secrets").exists()

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(KeysError, match="cannot be read"):
            key_ring.read(tmp_path)

    @pytest.mark.parametrize("text", ["hunter2" * 10, "sécret"])
    def test_what_is_not_hexadecimal_is_refused_without_repeating_it(self, tmp_path: Path, text: str) -> None:
        with pytest.raises(KeysError, match="hexadecimal") as refusal:
            key_ring.read(_file(tmp_path, text))
        assert text not in str(refusal.value)
        assert refusal.value.__suppress_context__

    def test_a_third_line_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(KeysError, match="There are 3 secrets"):
            key_ring.read(_file(tmp_path, "\n".join(secret.hex() for secret in (NEW, OLD, OLDER))))


def _file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "secrets"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path
