"""A domain with å, ä or ö stands as it is written on pages, and in ASCII in links and in the formats of others."""

import json
from pathlib import Path

import pytest

from tests.support.catalogue import small

WRITTEN, SENT = "försök.example", "xn--frsk-5qac.example"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small catalogue with one provider at such a domain."""
    text = small.PROFILES[small.NORMAL].replace(
        f"https://{small.NORMAL}.kundval.example/", f"https://{WRITTEN}/\n  email: info@{WRITTEN}"
    )
    folder = small.checkout(tmp_path_factory.mktemp("domain") / "here", {**small.PROFILES, small.NORMAL: text})
    report = small.built(folder)
    assert report.ok, report.problems
    return folder / "dist"


def test_the_page_shows_it_as_written_and_links_in_ascii(dist: Path) -> None:
    page = (dist / "utforare" / small.NORMAL / "index.html").read_text(encoding="utf-8")
    assert f'href="mailto:info@{SENT}"' in page
    assert f'href="https://{SENT}/"' in page
    assert WRITTEN in page.replace("<wbr>", "")
    assert f'"email":"info@{SENT}"' in page.replace('": "', '":"')


def test_hsds_has_the_ascii_form_and_our_own_document_what_was_written(dist: Path) -> None:
    services = json.loads((dist / "api/v1/hsds/services.json").read_bytes())["contents"]
    (service,) = [service for service in services if service.get("email")]
    organization = service["organization"]
    assert (service["email"], organization["website"]) == (f"info@{SENT}", f"https://{SENT}/")
    providers = json.loads((dist / "api/v1/providers.json").read_bytes())["providers"]
    (profile,) = [provider["profile"] for provider in providers if provider["id"] == small.NORMAL]
    assert profile["contact"]["email"] == f"info@{WRITTEN}"
