"""Who came, who left, what changed: neutral, newest first, and never more than is published."""

import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from catalogue.history import changes
from catalogue.history.changes import CatalogueChange
from catalogue.history.edits import Edits, ProfileEdit
from catalogue.policy.model import Authorisation, Period, Policy
from tests.support.catalogue import small
from tests.support.catalogue.small import ENDING, NORMAL
from tests.support.catalogue.told_time import Repository

TODAY = date(2026, 11, 22)
BASE = "https://kundval.example/"
ATOM = "{http://www.w3.org/2005/Atom}"


class Rules:
    """A policy of which only the authorisations are asked for."""

    def __init__(self, *rows: Authorisation) -> None:
        self.authorisations = {row.id: row for row in rows}


def provider(id_: str, *periods: tuple[str, str, str]) -> Authorisation:
    spans = tuple(
        Period(service, date.fromisoformat(start), date.fromisoformat(end) if end else None)
        for service, start, end in periods
    )
    return Authorisation(id_, f"{id_} AB", None, None, "private", "company", spans, None, (), ())


def told(*rows: Authorisation, edits: Edits | None = None) -> list[CatalogueChange]:
    rules: Policy = Rules(*rows)  # type: ignore[assignment]
    return changes.changes(rules, edits or Edits(), TODAY)


class TestPeriods:
    """The municipality's own dates say who came and who left; no history is needed for that."""

    def test_a_provider_comes_on_its_first_day(self) -> None:
        assert told(provider("a", ("fr", "2026-05-01", ""))) == [CatalogueChange("2026-05-01", "came", "a")]

    def test_who_ends_has_left_on_the_day_after(self) -> None:
        assert told(provider("a", ("fr", "2026-05-01", "2026-11-21")))[0] == CatalogueChange("2026-11-22", "left", "a")

    def test_the_last_day_is_a_day_in_the_list(self) -> None:
        assert [one.kind for one in told(provider("a", ("fr", "2026-05-01", "2026-11-22")))] == ["came"]

    def test_what_is_to_come_is_not_told(self) -> None:
        assert told(provider("a", ("fr", "2026-11-23", ""))) == []

    def test_two_services_on_one_day_are_one_arrival(self) -> None:
        rows = provider("a", ("fr", "2026-05-01", ""), ("fb", "2026-05-01", ""))
        assert told(rows) == [CatalogueChange("2026-05-01", "came", "a")]

    def test_a_second_service_is_not_an_arrival(self) -> None:
        rows = provider("a", ("fr", "2026-05-01", ""), ("fb", "2026-06-01", "2026-06-30"))
        assert [(one.kind, one.service) for one in told(rows)] == [
            ("service_ended", "fb"),
            ("service_began", "fb"),
            ("came", ""),
        ]

    def test_a_new_period_without_a_gap_is_no_event(self) -> None:
        rows = provider("a", ("fr", "2026-05-01", "2026-06-30"), ("fr", "2026-07-01", ""))
        assert told(rows) == [CatalogueChange("2026-05-01", "came", "a")]


class TestProfiles:
    """What the history says is told of those who are in the list today."""

    def test_a_change_is_told_with_its_parts(self) -> None:
        edits = Edits([ProfileEdit("2026-06-01", "a", "changed", ["hours"])])
        assert told(provider("a", ("fr", "2026-05-01", "")), edits=edits)[0] == CatalogueChange(
            "2026-06-01", "profile_changed", "a", parts=("hours",)
        )

    @pytest.mark.parametrize("rows", [(), (provider("a", ("fr", "2026-01-01", "2026-02-01")),)])
    def test_nothing_is_told_of_the_profile_of_who_is_not_in_the_list(self, rows: tuple[Authorisation, ...]) -> None:
        edits = Edits([ProfileEdit("2026-06-01", "a", "changed", ["hours"])])
        assert not [one for one in told(*rows, edits=edits) if one.kind.startswith("profile")]

    def test_a_row_that_was_taken_out_has_no_name(self) -> None:
        assert told(edits=Edits(taken_out=[("2026-06-01", 1)])) == [CatalogueChange("2026-06-01", "taken_out")]


def test_the_newest_stands_first_and_within_a_day_no_letter_decides() -> None:
    rows = [provider(letter * 3, ("fr", "2026-05-01", "")) for letter in "abcdefgh"]
    newer = provider("zzz", ("fr", "2026-06-01", ""))
    order = [one.provider for one in told(*rows, newer)]
    assert order[0] == "zzz"
    assert sorted(order[1:]) == [row.id for row in rows] != order[1:]
    assert [one.provider for one in told(*rows[::-1], newer)] == order


class TestPage:
    """The page, the feed and the data of a built site."""

    @pytest.fixture(scope="class")
    @staticmethod
    def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A history of three commits, built on the day of the last."""
        folder = small.checkout(tmp_path_factory.mktemp("changes") / "here")
        repository = Repository(folder)
        (folder / ".git" / "info" / "exclude").write_text("var\ndist\nfunctions\n", encoding="utf-8")
        repository.commit("2026-02-01")
        name = NORMAL.replace("-", "_")
        repository.commit("2026-03-01", **{name: small.PROFILES[NORMAL] + "languages: [sv]\nhemlig: x\n"})
        repository.commit("2026-03-02", **{name: small.PROFILES[NORMAL] + "languages: [sv]\n"})
        assert small.built(folder, date(2026, 12, 6)).ok
        return folder / "dist"

    def test_the_page_tells_it_in_plain_swedish(self, folder: Path) -> None:
        html = (folder / "forandringar/index.html").read_text(encoding="utf-8")
        assert '<a href="/utforare/tre-ekar/">Tre ekar</a> ändrade: språk.' in html
        assert f"{ENDING} AB (påhittat) är inte längre godkänd utförare." in html

    def test_the_page_repeats_no_text_of_a_profile(self, folder: Path) -> None:
        html = (folder / "forandringar/index.html").read_text(encoding="utf-8")
        assert "Vi samtalar" not in html
        assert "hemlig" not in html

    def test_every_entry_of_the_feed_has_an_id_of_its_own_and_a_page(self, folder: Path) -> None:
        feed = ET.parse(folder / "forandringar/atom.xml").getroot()  # noqa: S314 - our own file
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert len(set(ids)) == len(ids) > 0
        for entry in feed.iter(f"{ATOM}entry"):
            link = entry.find(f"{ATOM}link")
            assert link is not None
            address = link.get("href", "")
            assert (folder / address.removeprefix(BASE) / "index.html").is_file()

    @pytest.mark.parametrize(("lang", "file"), [("sv", "forandringar"), ("en", "en/changes")])
    def test_each_language_has_a_feed_by_rfc_4287(self, folder: Path, lang: str, file: str) -> None:
        feed = ET.parse(folder / file / "atom.xml").getroot()  # noqa: S314 - our own file
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        for element in [feed, *feed.iter(f"{ATOM}entry")]:
            assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        relations = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert (relations["self"] or "").endswith(f"{file}/atom.xml")

    def test_the_data_says_that_the_history_is_whole(self, folder: Path) -> None:
        data = json.loads((folder / "api/v1/changes.json").read_text(encoding="utf-8"))
        assert data["history"] == "complete"
        assert data["total"] == len(data["changes"]) > 0

    def test_an_entrys_id_stays_when_more_is_told(self, folder: Path) -> None:
        data = json.loads((folder / "api/v1/changes.json").read_text(encoding="utf-8"))
        assert f"2021-04-01-{NORMAL}-came" in {change["id"] for change in data["changes"]}


def test_without_a_history_the_page_says_so_and_still_tells_who_came(tmp_path: Path) -> None:
    folder = small.checkout(tmp_path / "here")
    report = small.built(folder)
    html = (folder / "dist/forandringar/index.html").read_text(encoding="utf-8")
    assert "Utförarnas egna ändringar går inte att visa just nu." in html
    assert "Tre ekar</a> är ny på listan." in html
    assert [warning.code for warning in report.warnings] == ["no_history"]
