"""`build.py identity` asks an issuer that others wrote, by what the handbook says to write for each product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from chalicelib.register.codes import ROLES
from ops.cli.municipality import identity_
from tests.support.catalogue import small
from tests.support.issuer import by_hand, shapes
from tests.support.issuer.foreign import ForeignIssuer, running
from tests.support.issuer.town import write_identity

SITE = "https://kundval.example"
SHAPES = {
    "entra": shapes.FLAT,
    "keycloak": shapes.NESTED,
    "cognito": shapes.NO_AUD,
    "auth0": shapes.NAMESPACED,
    "adfs": shapes.OTHER_ISS,
}
pytestmark = pytest.mark.xdist_group("identity of a foreign issuer")


class Town(NamedTuple):
    """A folder whose policy names an issuer that runs."""

    root: Path
    issuer: ForeignIssuer

    def identity(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Run the command; return exit code and output."""
        done = CliRunner().invoke(identity_, ["--data", str(self.root), *arguments], input=typed)
        return done.exit_code, done.output


@pytest.fixture(scope="module", params=SHAPES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Run an issuer, and write it into a policy."""
    with running(SHAPES[request.param], SITE) as issuer:
        root = small.checkout(tmp_path_factory.mktemp("town"))
        write_identity(root, [issuer.entry(ROLES)])
        yield Town(root, issuer)


def test_there_is_nothing_against_what_the_handbook_says_to_write(town: Town) -> None:
    code, output = town.identity()
    assert (code, "error:" in output, "warning:" in output) == (0, False, False), output


def test_its_token_lets_in_whom_it_is_for(town: Town) -> None:
    code, output = town.identity("--token", "-", typed=by_hand.token(town.issuer, "dana"))
    assert code == 0, output
    assert "reception" in output
    assert "controller" in output


def test_a_token_endpoint_on_another_host_is_to_be_named(tmp_path: Path) -> None:
    with running(shapes.NO_AUD, SITE) as issuer:
        write_identity(small.checkout(tmp_path), [issuer.entry(ROLES) | {"origins": []}])
        code, output = Town(tmp_path, issuer).identity()
    assert code == 1
    assert f"http://localhost:{issuer.port}" in output


def test_an_issuer_that_does_not_know_the_sites_origin_is_to_be_told(tmp_path: Path) -> None:
    with running(shapes.FLAT, "https://another.example") as issuer:
        write_identity(small.checkout(tmp_path), [issuer.entry(ROLES)])
        code, output = Town(tmp_path, issuer).identity()
    assert code == 1
    assert "CORS" in output
