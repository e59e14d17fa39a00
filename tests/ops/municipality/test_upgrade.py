"""A municipality takes a new version by one changed line, and keeps everything that it published."""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.ops import own_repository as own

pytestmark = [pytest.mark.xdist_group("upgrade"), pytest.mark.proof("tests/ops/municipality/test_repository.py")]


@dataclass
class Upgraded:
    """What was said and published with the first version, and with the second."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)
    sites: list[dict[str, bytes]] = field(default_factory=list)

    def run(self, command: str) -> None:
        """Check or build on the one day, as somebody does in the municipality's folder."""
        done = own.run(self.folder, sys.executable, "build.py", command, "--date", own.DAY, "--language", "sv")
        assert done.returncode == 0, done.stdout + done.stderr
        self.said[f"{command} {len(self.sites)}"] = done.stdout


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """Check and build, change the line, check and build."""
    folder = tmp_path_factory.mktemp("upgrade")
    product = own.product(folder / "product")
    upgraded = Upgraded(own.municipality(folder / "municipality", product))
    for version in ("v1", "v2"):
        if version != "v1":
            own.change_version(upgraded.folder, "v1", version)
        upgraded.run("check")
        upgraded.run("build")
        upgraded.sites.append(own.published(upgraded.folder))
    return upgraded


class TestOneChangedLine:
    """From v1 to v2."""

    def test_the_new_version_is_in_use(self, upgraded: Upgraded) -> None:
        page = "tillganglighet/index.html"
        assert [own.NEWS in site[page].decode() for site in upgraded.sites] == [False, True]

    def test_one_line_of_the_repository_differs(self, upgraded: Upgraded) -> None:
        assert own.git(upgraded.folder, "diff", "--numstat") == "1\t1\tMakefile"

    def test_nothing_is_left_that_git_would_add(self, upgraded: Upgraded) -> None:
        assert own.git(upgraded.folder, "status", "--porcelain") == "M Makefile"

    def test_check_says_the_same_of_the_same_files(self, upgraded: Upgraded) -> None:
        assert upgraded.said["check 0"] == upgraded.said["check 1"]

    def test_what_the_product_did_not_change_is_published_to_the_byte(self, upgraded: Upgraded) -> None:
        before, after = upgraded.sites
        assert [path for path in {**before, **after} if before.get(path) != after.get(path)] == [
            "tillganglighet/index.html"
        ]

    def test_nothing_of_the_demonstration_is_published(self, upgraded: Upgraded) -> None:
        words = own.demonstration_words()
        assert len(words) > 20
        assert [
            (path, word)
            for site in upgraded.sites
            for path, text in site.items()
            for word in words
            if word.encode() in text
        ] == []


class TestWhatIsTheMunicipalitys:
    """What stands on the site after the upgrade is the municipality's own."""

    @pytest.fixture
    def site(self, upgraded: Upgraded) -> dict[str, bytes]:
        return upgraded.sites[-1]

    def test_its_providers_keep_their_ids_and_names(self, site: dict[str, bytes]) -> None:
        providers = json.loads(site["api/v1/providers.json"])["providers"]
        assert sorted((row["id"], row["name"]) for row in providers) == [
            ("exempelasens-familjehjalp", "Exempelåsens familjehjälp AB"),
            ("exempelby-familjeenhet", "Exempelby familjeenhet"),
            ("pahittade-oar", "Påhittade Öar AB"),
            ("samtalsrummet-fiktion", "Samtalsrummet Fiktion AB"),
        ]

    def test_the_changes_are_those_of_its_own_history(self, site: dict[str, bytes]) -> None:
        changes = json.loads(site["api/v1/changes.json"])["changes"]
        assert [(row["date"], row["provider"]) for row in changes if row["kind"] == "profile_changed"] == [
            ("2026-11-03", own.CHANGED)
        ]

    def test_its_figures_are_there(self, site: dict[str, bytes]) -> None:
        assert "731" in site["statistik/index.html"].decode()

    def test_the_order_of_the_day_follows_its_own_seed(self, upgraded: Upgraded, site: dict[str, bytes]) -> None:
        rules = (upgraded.folder / "policy" / "order.yaml").read_text(encoding="utf-8")
        (seed,) = re.findall(r"seed: ['\"]?([0-9a-f]{32})", rules)
        assert seed in site["sa-ordnas-listan/index.html"].decode()

    def test_the_register_is_its_own(self, upgraded: Upgraded) -> None:
        register = (upgraded.folder / "var" / "register.json").read_text(encoding="utf-8")
        assert "familjebehandling" in register
        assert "familjeradgivning" not in register


def test_a_version_that_is_not_there_is_one_sentence_and_the_folder_stays(upgraded: Upgraded) -> None:
    done = own.run(upgraded.folder, "make", "check", "VERSION=v9")
    assert done.returncode != 0
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Version v9 gick inte att hämta. Står det rätt på raderna VERSION och PRODUCT?" in done.stderr
    assert "couldn't find remote ref v9" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("order", own.DAY), own.CHANGED), (("account", "--help"), "--repository"), (("--help",), "payment-run")],
    ids=["its own folder", "no folder", "all commands"],
)
def test_every_command_runs_as_it_does_with_the_product(
    upgraded: Upgraded, arguments: tuple[str, ...], named: str
) -> None:
    done = own.run(upgraded.folder, sys.executable, "build.py", *arguments)
    assert done.returncode == 0, done.stderr
    assert named in done.stdout
