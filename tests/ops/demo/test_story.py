"""The demonstration: it runs on the demonstration's own rules, and a figure that does not come out stops it."""

import subprocess
import sys
from pathlib import Path

import pytest

from catalogue import REGISTER
from chalicelib.api import problems
from ops.demo import story
from ops.demo.events import Event
from ops.demo.stage import DemoEndpoint, Resident, WrongError, expect
from ops.demo.terminal import Terminal, format_sum, kronor
from tests.support import frozen
from tests.support.demonstration.files import TODAY

pytestmark = pytest.mark.xdist_group("story")  # run once, by one worker


class Cheaper(DemoEndpoint):
    """Expects a price that policy does not have."""

    def price_ore(
        self, who: str, resident: Resident, days_ago: int, event: Event | None = None, minutes: int | None = None
    ) -> tuple[int, int]:
        """A price out of the air."""
        del who, resident, days_ago, event, minutes
        return 100_000, 45_000


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the code and the demonstration's own rules."""
    return frozen.checkout(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def printed(checkout: Path) -> "subprocess.CompletedProcess[str]":
    """One run, as a person starts it."""
    return subprocess.run(
        [sys.executable, "build.py", "demo", "--date", TODAY.isoformat()],
        cwd=checkout,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


class TestTheRun:
    """What an officer of the municipality reads."""

    def test_it_ends_well(self, printed: "subprocess.CompletedProcess[str]") -> None:
        assert (printed.returncode, printed.stderr) == (0, "")

    def test_a_refusal_of_each_kind_is_shown(self, printed: "subprocess.CompletedProcess[str]") -> None:
        shown, _, not_shown = printed.stdout.partition("Not shown:")
        lines = {code: f"  {kind.status}  {code} " for code, kind in problems.PROBLEM_TYPES.items()}
        listed = {code: (line in shown, line in not_shown) for code, line in lines.items()}
        assert {code for code, places in listed.items() if sum(places) != 1} == set()
        assert sum(in_story for in_story, _ in listed.values()) > 40

    def test_its_sums_are_right_by_hand(self, printed: "subprocess.CompletedProcess[str]") -> None:
        said = printed.stdout.replace("\u00a0", " ")
        assert "4 × 1 104 kr = 4 416 kr" in said  # the second provider: what was left of number A
        assert "1 104 kr + 450 kr = 1 554 kr" in said  # an exempt resident: the municipality pays the fee (D28)
        assert "1 × 1 554 kr + 2 × 1 104 kr − 1 × 1 104 kr = 2 658 kr" in said  # the first provider's month
        assert "10 × 1 104 kr − 2 × 1 104 kr = 8 832 kr   (refusals)" in said  # the third's
        assert "= 16 972 kr" in said  # 1 066 + 2 658 + 8 832 + 4 416

    def test_a_session_is_never_lost(self, printed: "subprocess.CompletedProcess[str]") -> None:
        for line in ("5 − 5 = 0", "8 − 1 = 7", "5 − 1 = 4"):
            assert line in printed.stdout

    def test_no_line_is_too_wide_to_read(self, printed: "subprocess.CompletedProcess[str]") -> None:
        assert max(map(len, printed.stdout.splitlines())) <= 110


class TestAWrongFigure:
    """One clear line and exit code 1."""

    def test_it_stops_with_what_was_wrong(
        self, checkout: Path, printed: "subprocess.CompletedProcess[str]", tmp_path: Path
    ) -> None:
        assert printed.returncode == 0  # the register is built
        stage = Cheaper.open(checkout / REGISTER, tmp_path, TODAY)
        with pytest.raises(WrongError, match="the municipality pays: expected 100000, got 110400"):
            story.run_sections(checkout, stage, Terminal())

    def test_a_build_that_fails_stops_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert story.run(tmp_path, TODAY, build=lambda: False) == 1
        assert "the build succeeded: expected True, got False" in capsys.readouterr().err

    def test_what_comes_out_is_let_through(self) -> None:
        expect("one", 1, 1)
        with pytest.raises(WrongError, match="two: expected 2, got 3"):
            expect("two", 3, 2)


class TestAmounts:
    """As people write them."""

    @pytest.mark.parametrize(
        ("ore", "text"),
        [
            (0, "0 kr"),
            (45_000, "450 kr"),
            (110_400, "1 104 kr"),
            (-110_450, "−1 104.50 kr"),
            (100_000_000, "1 000 000 kr"),
        ],
    )
    def test_an_amount(self, ore: int, text: str) -> None:
        assert kronor(ore).replace("\u00a0", " ") == text

    def test_an_addition(self) -> None:
        assert format_sum([100, 100, -100]).replace("\u00a0", " ") == "2 × 1 kr − 1 × 1 kr = 1 kr"
