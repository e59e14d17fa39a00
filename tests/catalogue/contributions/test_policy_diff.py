"""What a change of policy does, told key by key: nothing that a file says otherwise is left out."""

from pathlib import Path

import pytest

from catalogue.contributions import policy_diff
from catalogue.contributions.policy_diff import FileVersions
from catalogue.contributions.policy_diff_text import PolicyDiffFormatter
from catalogue.i18n.formatting import Formats
from tests.support.catalogue.wording import words

ROOT = Path(__file__).parents[3]
POLICY = ROOT / "tests" / "cases" / "policy"
WORDS = words("sv", "en")
TARIFF = """  - service: familjeradgivning
    event: session
    regi: private
    counsellors: 1
    from: {since}
    amount: "{amount}"
    fee: on_top
    source:
      sv: Nämnden.
      en: The committee.
"""
OLD = TARIFF.format(since="2022-01-01", amount="1104")


def told(path: str, before: str | None, after: str | None, language: str = "en") -> list[str]:
    """What is said of a file that differs, line by line."""
    sides = (None if side is None else side.encode() for side in (before, after))
    found = policy_diff.changes({path: FileVersions(*sides)})
    return [line.replace("\u00a0", " ") for line in PolicyDiffFormatter(Formats(WORDS[language])).lines(found)]


def edited(name: str, old: str, new: str) -> list[str]:
    """What is said when a text of one of the files is replaced by another."""
    text = (POLICY / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return told(f"policy/{name}.yaml", text, text.replace(old, new, 1))[1:]


class TestPrices:
    """Kronor with per cent, and from when."""

    def test_an_appended_price_is_compared_with_the_one_that_it_takes_over_from(self) -> None:
        before = "tariffs:\n" + TARIFF.format(since="2019-01-01", amount="960") + OLD
        after = before + TARIFF.format(since="2027-01-01", amount="1150")
        assert told("policy/tariffs.yaml", before, after) == [
            "policy/tariffs.yaml:",
            (
                "  tariffs[familjeradgivning, session, private, 1, 2027-01-01].amount: SEK 1,104 → SEK 1,150, +4.2%, "
                "new entry, from 2027-01-01"
            ),
        ]

    def test_swedish_is_told_in_swedish(self) -> None:
        after = "tariffs:\n" + OLD + TARIFF.format(since="2027-01-01", amount="1000.50")
        assert told("policy/tariffs.yaml", "tariffs:\n" + OLD, after, "sv")[1] == (
            "  tariffs[familjeradgivning, session, private, 1, 2027-01-01].amount: 1 104 kr → 1 000,50 kr, −9,4 %, "
            "ny post, från 2027-01-01"
        )

    def test_an_edited_price_is_told_with_its_own_day(self) -> None:
        after = "tariffs:\n" + OLD.replace("1104", "1114")
        assert told("policy/tariffs.yaml", "tariffs:\n" + OLD, after)[1:] == [
            (
                "  tariffs[familjeradgivning, session, private, 1, 2022-01-01].amount: SEK 1,104 → SEK 1,114, +0.9%, "
                "from 2022-01-01"
            )
        ]

    def test_a_price_that_is_taken_away_shows_what_holds_without_it(self) -> None:
        before = "tariffs:\n" + OLD + TARIFF.format(since="2027-01-01", amount="1150")
        (line,) = told("policy/tariffs.yaml", before, "tariffs:\n" + OLD)[1:]
        assert line.endswith("amount: SEK 1,150 → SEK 1,104, −4.0%, the entry is removed, from 2027-01-01")

    def test_a_first_price_has_nothing_to_be_compared_with(self) -> None:
        lines = told("policy/tariffs.yaml", "tariffs: []\n", "tariffs:\n" + OLD)[1:]
        assert "].amount: Not stated → SEK 1,104, new entry, from 2022-01-01" in lines[0]

    def test_an_entry_that_says_what_held_already_is_told_all_the_same(self) -> None:
        after = "tariffs:\n" + OLD + TARIFF.format(since="2027-01-01", amount="1104")
        assert told("policy/tariffs.yaml", "tariffs:\n" + OLD, after)[1:] == [
            "  tariffs[familjeradgivning, session, private, 1, 2027-01-01], new entry, from 2027-01-01"
        ]

    def test_a_price_of_nothing_has_no_per_cent(self) -> None:
        free = "tariffs:\n" + OLD.replace("1104", "0")
        (line,) = told("policy/tariffs.yaml", free, "tariffs:\n" + OLD)[1:]
        assert line.endswith("amount: SEK 0 → SEK 1,104, from 2022-01-01")

    def test_the_same_amount_written_otherwise_is_told(self) -> None:
        (line,) = told("policy/tariffs.yaml", "tariffs:\n" + OLD, "tariffs:\n" + OLD.replace('"1104"', "1104"))[1:]
        assert line.endswith("amount: SEK 1,104 → 1104, from 2022-01-01")


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        (
            "fees",
            'amount: "450"',
            'amount: "500"',
            "fees[familjeradgivning, 2019-01-01].amount: SEK 450 → SEK 500, +11.1%, from 2019-01-01",
        ),
        (
            "fees",
            'amount: "0"',
            'amount: "50"',
            "fees[familjeradgivning, 2019-01-01].exempt.amount: SEK 0 → SEK 50, from 2019-01-01",
        ),
        (
            "fees",
            "paid_by: municipality",
            "paid_by: provider",
            "fees[familjeradgivning, 2019-01-01].exempt.paid_by: municipality → provider, from 2019-01-01",
        ),
        (
            "fees",
            "late_cancellation, no_show]",
            "late_cancellation]",
            (
                'fees[familjeradgivning, 2019-01-01].events: ["session", "late_cancellation", "no_show"] → '
                '["session", "late_cancellation"], from 2019-01-01'
            ),
        ),
        (
            "services",
            "granted: 5",
            "granted: 6",
            "services[familjeradgivning].granted: 5 → 6, as soon as it is deployed",
        ),
        (
            "services",
            "sessions: 3",
            "sessions: 4",
            "services[familjeradgivning].extra[children_under_18].sessions: 3 → 4, as soon as it is deployed",
        ),
        (
            "services",
            "presence_codes: false",
            "presence_codes: true",
            "services[familjeradgivning].presence_codes: false → true, as soon as it is deployed",
        ),
        (
            "services",
            "    hsa_code: ",
            "    case_reports: true\n    hsa_code: ",
            "services[familjeradgivning].case_reports: Not stated → true, as soon as it is deployed",
        ),
        (
            "authorisations",
            "to: 2026-10-31",
            "to: 2026-12-31",
            (
                "providers[ensamma-exemplet].services[familjeradgivning, 2022-02-01].to: 2026-10-31 → 2026-12-31, "
                "from 2026-12-31"
            ),
        ),
        (
            "authorisations",
            "supplier: L-1007",
            "supplier: L-1008",
            "providers[ensamma-exemplet].supplier: L-1007 → L-1008, as soon as it is deployed",
        ),
        (
            "accounts",
            'account: "463"',
            'account: "464"',
            'accounts[familjeradgivning, municipality].account: "463" → "464", as soon as it is deployed',
        ),
        (
            "order",
            "seed: ",
            "seed: ny-",
            "orders[2019-01-01].seed: kundval-demonstration-2026 → ny-kundval-demonstration-2026, from 2019-01-01",
        ),
        (
            "budget",
            "own_unit_sessions: 6151",
            "own_unit_sessions: 6151\n    kronor: '7000000'",
            "budgets[familjeradgivning, 2024].kronor: Not stated → SEK 7,000,000, from 2024",
        ),
        ("municipality", "demo: true", "demo: false", "demo: true → false, as soon as it is deployed"),
    ],
)
def test_every_kind_of_value_is_told(name: str, old: str, new: str, line: str) -> None:
    assert edited(name, old, new) == [f"  {line}"]


class TestRows:
    """Rows are told apart by what names them."""

    def test_a_provider_that_came_is_told_with_what_is_said_of_it(self) -> None:
        came = (
            "providers:\n  - id: ny-mottagning\n    legal_name: Nya AB\n    services:\n"
            "      - service: familjeradgivning\n        from: 2027-01-01\n"
        )
        assert edited("authorisations", "providers:\n", came) == [
            "  providers[ny-mottagning].legal_name: Not stated → Nya AB, new entry, as soon as it is deployed",
            "  providers[ny-mottagning].services[familjeradgivning, 2027-01-01], new entry, from 2027-01-01",
        ]

    def test_a_provider_that_left_is_told(self) -> None:
        text = (POLICY / "authorisations.yaml").read_text(encoding="utf-8")
        lines = told("policy/authorisations.yaml", text, text[: text.index("  - id: ensamma-exemplet")])[1:]
        assert lines[1].startswith("  providers[ensamma-exemplet].supplier: L-1007 → Not stated, the entry is removed")
        assert all("ensamma-exemplet" in line and "the entry is removed" in line for line in lines)

    def test_a_row_in_between_moves_no_other(self) -> None:
        before = "help_lines:\n  - {number: '112', name: {sv: Nöd}}\n"
        after = "help_lines:\n  - {number: 116 111, name: {sv: Bris}}\n  - {number: '112', name: {sv: Nöd}}\n"
        assert told("policy/municipality.yaml", before, after)[1:] == [
            "  help_lines[116 111].name.sv: Not stated → Bris, new entry, as soon as it is deployed"
        ]

    def test_a_help_line_without_a_number_is_known_by_its_name(self) -> None:
        chat = "  - {web: 'https://a.example/', name: {sv: Chatt}, about: {sv: Vi svarar.}}\n"
        before = f"help_lines:\n{chat}"
        after = "help_lines:\n  - {sms: '112', name: {sv: Nöd}}\n" + chat.replace("Vi svarar.", "Öppet.")
        assert told("policy/municipality.yaml", before, after)[1:] == [
            '  help_lines[Nöd].sms: Not stated → "112", new entry, as soon as it is deployed',
            "  help_lines[Chatt].about.sv: Vi svarar. → Öppet., as soon as it is deployed",
        ]

    def test_a_further_language_is_known_by_its_code(self) -> None:
        before = "further_languages:\n  - {language: ar}\n  - {language: so}\n"
        after = before.replace("  - {language: ar}\n", "").replace("so}", "so, reviewed_by: Tolkarna}")
        assert told("policy/municipality.yaml", before, after)[1:] == [
            "  further_languages[so].reviewed_by: Not stated → Tolkarna, as soon as it is deployed",
            "  further_languages[ar], the entry is removed, as soon as it is deployed",
        ]

    def test_rows_that_change_places_are_told(self) -> None:
        rows = ["  - {number: 116 111}\n", "  - {number: 020-50}\n"]
        before, after = ("help_lines:\n" + "".join(part) for part in (rows, rows[::-1]))
        assert told("policy/municipality.yaml", before, after)[1:] == [
            '  help_lines: ["116 111", "020-50"] → ["020-50", "116 111"], as soon as it is deployed'
        ]

    def test_two_rows_of_one_name_are_both_told(self) -> None:
        before = "tariffs:\n" + OLD
        (line, *_) = told("policy/tariffs.yaml", before, before + OLD.replace("1104", "9999"))[1:]
        assert "private, 1, 2022-01-01, 2].amount: Not stated → SEK 9,999" in line

    def test_a_word_of_the_vocabulary_that_goes_is_told(self) -> None:
        before, after = "methods:\n  eft: {sv: känslofokus}\n  imago: {sv: imago}\n", "methods:\n  eft: {sv: EFT}\n"
        assert told("policy/vocabulary.yaml", before, after)[1:] == [
            "  methods.eft.sv: känslofokus → EFT, as soon as it is deployed",
            "  methods.imago.sv: imago → Not stated, as soon as it is deployed",
        ]

    def test_a_figure_of_a_statistics_file_is_told(self) -> None:
        before, after = '{"tables": {"cases": {"cases": 5}}}', '{"tables": {"cases": {"cases": 7}}}'
        assert told("policy/statistics/2025.json", before, after)[1:] == [
            "  tables.cases.cases: 5 → 7, as soon as it is deployed"
        ]


class TestFiles:
    """A file that differs is never passed over in silence."""

    @pytest.mark.parametrize(
        ("path", "before", "after", "line"),
        [
            ("policy/order.yaml", "a: 1\n", "# why\na: 1\n", "No rule changes, only comments"),
            ("policy/order.yaml", "a: 1\nb: 2\n", "b: 2\na: 1\n", "No rule changes, only comments"),
            ("policy/order.yaml", None, "a: 1\n", "New file"),
            ("policy/order.yaml", "a: 1\n", None, "The file is removed"),
            ("policy/order.yaml", "a: 1\n", "a: [\n", "The file has faults or cannot be read"),
            ("policy/order.yaml", "a: 1\n", "a: 1\na: 2\n", "The file has faults or cannot be read"),
            ("policy/order.yaml", None, None, "The file has faults or cannot be read"),
            ("policy/README.md", "a\n", "b\n", "The text of the file changes"),
            ("policy/README.md", None, "b\n", "New file"),
        ],
    )
    def test_what_becomes_of_it_is_said(self, path: str, before: str | None, after: str | None, line: str) -> None:
        assert told(path, before, after)[0].startswith(f"{path}: {line}")

    @pytest.mark.parametrize(
        "after", ["a: null\n", "a: ''\n", "a: {}\n", "a: []\n", "a: '1'\n", "a: 1.0\n", "~\n", "{}\n"]
    )
    def test_no_two_values_read_alike(self, after: str) -> None:
        assert len(told("policy/order.yaml", "a: 1\n", after)) > 1

    def test_what_can_be_read_of_a_file_with_faults_is_told(self) -> None:
        assert told("policy/order.yaml", "a: 1\n", "a: 2\na: 2\n")[1:] == ["  a: 1 → 2, as soon as it is deployed"]

    def test_a_file_that_cannot_be_read_is_not_told_as_emptied(self) -> None:
        assert len(told("policy/order.yaml", "a: 1\n", "a: [\n")) == 1

    @pytest.mark.parametrize("name", sorted(path.stem for path in POLICY.glob("*.yaml")))
    def test_every_value_of_every_file_is_one_that_a_change_of_it_tells(self, name: str) -> None:
        text = (POLICY / f"{name}.yaml").read_text(encoding="utf-8")
        lines = told(f"policy/{name}.yaml", text, None)
        assert lines[0].endswith("The file is removed")
        assert len(lines) > 2


class TestOneLine:
    """Whatever a file says, each step is one short line of what can be seen."""

    def test_a_line_break_and_what_is_invisible_are_written_out(self) -> None:
        assert told("policy/order.yaml", "a: x\n", 'a: "y\\n\\n::error::z"\n')[1:] == [
            "  a: x → y\\u000a\\u000a::error::z, as soon as it is deployed"
        ]

    def test_a_personal_identity_number_is_not_repeated(self) -> None:
        assert told("policy/order.yaml", "a: x\n", "a: 191212121212\n")[1:] == ["  a: x → …, as soon as it is deployed"]

    def test_a_long_text_is_cut(self) -> None:
        (line,) = told("policy/order.yaml", "a: x\n", f"a: {'y' * 5000}\n")[1:]
        assert len(line) < 500

    def test_what_there_is_no_room_for_is_counted(self) -> None:
        many = "".join(f"k{number}: 1\n" for number in range(30))
        found = policy_diff.changes(
            {"policy/a.yaml": FileVersions(b"{}", many.encode()), "policy/b.yaml": FileVersions(None, b"c: 1\n")}
        )
        first, second = PolicyDiffFormatter(Formats(WORDS["en"])).tables(found, 20)
        assert (len(first["steps"]), first["more"]) == (
            20,
            "More changes in the file that do not fit here: 10",
        )
        assert (second["steps"], second["more"][-1]) == ([], "1")


class TestIssuers:
    """Who may sign in, and as what, is told issuer by issuer."""

    ISSUER = "https://inloggning.kundval.example"
    AUDIENCE = "    audience: kundval\n"
    NEW = "new entry, as soon as it is deployed"

    def test_a_role_that_an_issuer_gives_is_told_with_the_issuer(self) -> None:
        assert edited("municipality", self.AUDIENCE, f"{self.AUDIENCE}    role_values: {{Ekonomi: controller}}\n") == [
            f"  identity[{self.ISSUER}].role_values.Ekonomi: Not stated → controller, as soon as it is deployed"
        ]

    def test_one_more_issuer_is_a_new_entry(self) -> None:
        entry = f"{self.AUDIENCE}  - issuer: https://b.example\n    jwks: https://b.example/jwks\n    audience: b\n"
        assert edited("municipality", self.AUDIENCE, entry) == [
            f"  identity[https://b.example].jwks: Not stated → https://b.example/jwks, {self.NEW}",
            f"  identity[https://b.example].audience: Not stated → b, {self.NEW}",
        ]

    def test_another_issuer_is_told_whole(self) -> None:
        told_of = edited("municipality", f"issuer: {self.ISSUER}", "issuer: https://b.example")
        assert (
            f"  identity[{self.ISSUER}].audience: kundval → Not stated, the entry is removed, as soon as it is deployed"
            in told_of
        )
        assert f"  identity[https://b.example].audience: Not stated → kundval, {self.NEW}" in told_of
