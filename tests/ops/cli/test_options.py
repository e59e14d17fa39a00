"""What is typed at the command line is read as people write it."""

import click
import pytest

from ops.cli.options import Kronor


@pytest.mark.parametrize("text", ["4421442", "4 421 442 kr", "4\u00a0421\u00a0442:-", "4421442,00"])
def test_kronor_are_read_as_people_write_them(text: str) -> None:
    assert Kronor().convert(text, None, None) == 4_421_442


@pytest.mark.parametrize("text", ["4.421.442", "4421442,50", "-5", "4,4 mkr"])
def test_what_is_not_a_whole_number_of_kronor_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="Write it like this: 4421442"):
        Kronor().convert(text, None, None)
