"""`build.py identity` as an officer runs it: a whole policy, a draft, and one with faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from ops.cli.municipality import identity_
from tests.support import frozen
from tests.support.ops.issuers import LocalIssuer, issuing


@pytest.fixture
def issuer() -> Iterator[LocalIssuer]:
    """An issuer in which everything is as it should be."""
    with issuing() as running:
        yield running


def asked(root: Path, *issuers: object) -> tuple[int, str]:
    """Run the command over the demonstration with these issuers; return exit code and output."""
    frozen.laid(root)
    file = root / "policy" / "municipality.yaml"
    before, _, _ = file.read_text(encoding="utf-8").partition("\nidentity:")
    file.write_text(f"{before}\n{yaml.safe_dump({'identity': list(issuers)})}", encoding="utf-8")
    done = CliRunner().invoke(identity_, ["--data", str(root)])
    return done.exit_code, done.output


def row(issuer: LocalIssuer, **changes: object) -> dict[str, object]:
    """Return an entry of policy."""
    return {"issuer": issuer.issuer, "jwks": f"{issuer.issuer}/jwks", "audience": "kundval", **changes}


def test_where_all_is_right_it_says_so_and_how_to_try(issuer: LocalIssuer, tmp_path: Path) -> None:
    code, output = asked(tmp_path, row(issuer))
    assert code == 0
    assert "error:" not in output
    assert output.endswith("Sign in yourself: python3 build.py serve --own-sign-in\n")


def test_what_to_register_is_listed_for_every_language(issuer: LocalIssuer, tmp_path: Path) -> None:
    _, output = asked(tmp_path, row(issuer))
    for path in ("/personal/inloggning/", "/en/staff/sign-in/", "/fi/henkilokunta/kirjautuminen/"):
        assert f"    https://kundval.example{path}\n" in output
        assert f"    http://localhost:8000{path}\n" in output


def test_the_roles_are_listed_as_the_issuer_names_them(issuer: LocalIssuer, tmp_path: Path) -> None:
    with issuing() as other:
        staff = {"roles": ["reception", "controller"], "roles_claim": "groups"}
        values = {"Mottagning": "reception", "controller": "controller"}
        _, output = asked(tmp_path, row(issuer, **staff, role_values=values), row(other, roles=["provider"]))
    assert f"{issuer.issuer} (reception, controller)\n" in output
    assert "    groups = Mottagning (reception)\n    groups = controller\n" in output
    assert output.count("provider = the provider's id in policy/authorisations.yaml.") == 1


def test_an_error_is_counted_and_fails(issuer: LocalIssuer, tmp_path: Path) -> None:
    issuer.discovery(issuer=f"{issuer.issuer}/")
    code, output = asked(tmp_path, row(issuer))
    assert code == 1
    assert f"\nerror: identity[0].issuer: discovery says that the issuer is {issuer.issuer}/. Write:" in output
    assert output.endswith("identity: 1 error to correct, in policy/municipality.yaml or at the issuer.\n")


def test_a_second_issuer_is_asked_though_the_first_is_not_there(issuer: LocalIssuer, tmp_path: Path) -> None:
    with issuing() as gone:
        pass
    code, output = asked(
        tmp_path, row(gone, roles=["reception", "controller"]), row(issuer, roles=["provider"], client="another")
    )
    assert (code, issuer.forms[0]["client_id"]) == (1, "another")
    assert "identity[1]" not in output


def test_open_questions_are_listed_and_the_rest_is_asked(issuer: LocalIssuer, tmp_path: Path) -> None:
    code, output = asked(tmp_path, row(issuer, jwks="TODO: Where are the keys?", audience="TODO: Which client?"))
    assert code == 1
    assert output.count("[todo]") == 2
    assert f"Write: jwks: {issuer.issuer}/jwks\n" in output
    assert issuer.forms == []


def test_an_issuer_that_is_a_question_is_one_and_no_name_for_examples(tmp_path: Path) -> None:
    todo = {"issuer": "TODO: Which?", "jwks": "TODO: Where?", "audience": "TODO"}
    code, output = asked(tmp_path, todo)
    assert (code, output.count("[todo]"), "uppgift-saknas" in output) == (1, 3, False)


def test_a_policy_with_other_errors_is_to_be_corrected_first(tmp_path: Path) -> None:
    code, output = asked(tmp_path, {"issuer": "login", "jwks": "https://login.kommun.internal", "audience": "kundval"})
    assert code == 1
    assert "policy/municipality.yaml:" in output
    assert output.endswith("identity: correct these first; no issuer was asked.\n")
