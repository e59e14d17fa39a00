"""What `serve` prints to try, for every system of the sources: each claim is paid, in the words of its service."""

from pathlib import Path

import pytest

from tests.support.municipalities.sites import COMBINED, NAMES
from tests.support.ops import stories
from tests.support.ops.serving import answering, try_out

SERVICES = {"stockholm-2007": 3, COMBINED: 4}


def greeted(root: Path, capsys: pytest.CaptureFixture[str], *, claim: bool = False) -> tuple[str, str]:
    """Greet over a served policy; return what was printed, and what the printed commands answer."""
    with answering(root) as local:
        local.greet()
        said = capsys.readouterr().out
        return said, try_out(said) if claim else ""


@pytest.mark.parametrize("name", NAMES)
def test_each_claim_is_paid_as_it_stands(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, answers = greeted(stories.write(name, tmp_path), capsys, claim=True)
    assert answers.count("HTTP/1.1 201 Created") == SERVICES.get(name, 1)


def test_without_control_numbers_no_page_and_no_number_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said, _ = greeted(stories.write("stockholm-2024", tmp_path), capsys)
    assert "A claim to try, of Familjerådgivning, by a reference of the provider's own:" in said
    assert "number" not in said


def test_hours_are_granted_and_claimed_as_hours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, _ = greeted(stories.write("nacka", tmp_path), capsys)
    assert " hours, to " in said
    assert '"minutes": 60' in said


def test_a_site_without_english_has_no_address_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, _ = greeted(stories.write("attested", tmp_path), capsys)
    assert "/en/" not in said


def test_what_cannot_be_claimed_today_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said, _ = greeted(stories.write_endpoint(tmp_path, tariffs=[]), capsys)
    assert (
        "No claim to try today: policy/tariffs.yaml: no price of Familjerådgivning (own or private) is in force on "
        in said
    )
    assert "A claim to try" not in said
