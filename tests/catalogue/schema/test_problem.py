import json
import re
from pathlib import Path

from catalogue.policy import rules
from catalogue.schema import problem
from catalogue.schema.problem import Problem, make_problem
from tests.support.tables import assert_rows

SOURCES = Path(problem.__file__).parents[1]
OFFICE = SOURCES.parents[1] / "office"
PHONE = make_problem("phone_format", "providers/exempelbyran.yaml", 7, 10, key="contact.phone")
NEAR = make_problem(
    "choice_unknown", "providers/b.yaml", 2, 1, key="languages[0]", meant="emdr", unknown="emrd", choices="eft, emdr"
)


class TestWhatIsTold:
    """One line a problem, as compilers write, in the reader's language."""

    def test_text_names_place_severity_key_message_and_code(self) -> None:
        assert PHONE.text("en") == (
            "providers/exempelbyran.yaml:7:10: error: contact.phone: "
            "write a Swedish telephone number, such as 08-465 004 00 or +46 8 465 004 00 [phone_format]"
        )

    def test_a_near_word_is_suggested_in_both_languages(self) -> None:
        assert "menade du `emdr`?" in NEAR.text("sv")
        assert "did you mean `emdr`?" in NEAR.text("en")

    def test_a_problem_of_a_whole_file_has_no_key(self) -> None:
        assert make_problem("file_empty", "a.yaml").text("en") == "a.yaml:1:1: error: the file is empty [file_empty]"

    def test_json_holds_every_field(self) -> None:
        (told,) = json.loads(problem.report([PHONE], "json", "en"))
        assert told == {
            "path": "providers/exempelbyran.yaml",
            "line": 7,
            "column": 10,
            "key": "contact.phone",
            "code": "phone_format",
            "severity": "error",
            "message": PHONE.message.en,
        }

    def test_github_shows_the_line(self) -> None:
        assert PHONE.github("en").startswith(
            "::error file=providers/exempelbyran.yaml,line=7,col=10,title=phone_format::contact.phone: write"
        )

    def test_github_escapes_what_would_end_a_command(self) -> None:
        odd = Problem("a,b:c.yaml", 1, 1, "", "file_empty", "error", problem.Message("100 %\nslut", "100 %\nend"))
        assert odd.github("sv") == "::error file=a%2Cb%3Ac.yaml,line=1,col=1,title=file_empty::100 %25%0Aslut"

    def test_a_report_is_sorted_by_path_line_and_column(self) -> None:
        late, early = make_problem("file_empty", "a.yaml", 10), make_problem("file_empty", "a.yaml", 9)
        assert problem.report([PHONE, late, early], language="en").splitlines() == [
            early.text("en"),
            late.text("en"),
            PHONE.text("en"),
        ]

    def test_a_warning_forbids_nothing(self) -> None:
        assert not problem.has_errors([make_problem("provider_ended", "a.yaml", id_="a")])
        assert problem.has_errors([PHONE])


class TestWhatIsShownOfAFile:
    """A terminal and a log get one short line, with nothing hidden in it and nobody named by number."""

    def test_invisible_characters_are_spelt_out(self) -> None:
        assert problem.sanitise("a\u202eb\x1b[31m\n") == "a\\u202eb\\u001b[31m\\u000a"

    def test_a_long_value_is_cut(self) -> None:
        assert len(problem.sanitise("x" * 1000)) == problem.SHOWN_MAX_CHARACTERS

    def test_a_personal_identity_number_is_never_repeated(self) -> None:
        told = make_problem("choice_unknown", "a.yaml", unknown="900602-2397", meant="900602-2397", choices="")
        assert "2397" not in told.text("sv") + told.text("en")

    def test_braces_in_a_value_are_only_text(self) -> None:
        assert "{key_}" in make_problem("choice_unknown", "a.yaml", unknown="{key_}", choices="").text("en")


class TestWhatEachCodeSays:
    """`data/problems.yaml` and the code that uses it do not part."""

    def test_every_code_is_an_error_or_a_warning(self) -> None:
        codes = problem.message_templates()
        assert_rows(((code, True) for code in codes), lambda code: codes[code]["severity"] in ("error", "warning"))

    def test_every_code_speaks_swedish_and_english(self) -> None:
        codes = problem.message_templates()
        assert_rows(((code, 2) for code in codes), lambda code: len({codes[code]["sv"], codes[code]["en"]} - {""}))

    def test_both_languages_name_the_same_facts(self) -> None:
        names = re.compile(r"(?<!\{)\{(\w+)\}")
        codes = problem.message_templates()
        rows = [(code, set(names.findall(saying["sv"]))) for code, saying in codes.items()]
        assert_rows(rows, lambda code: set(names.findall(codes[code]["en"])))

    def test_every_code_is_used(self) -> None:
        sources = [*SOURCES.rglob("*.py"), *OFFICE.rglob("*.py"), SOURCES / "profiles" / "neutrality.yaml"]
        text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
        used = set(re.findall(r"[\"' ]([a-z][a-z0-9_]+)[\"'\n]", text))
        assert problem.message_templates().keys() - used == set()

    def test_every_code_that_is_given_says_something(self) -> None:
        text = "\n".join(source.read_text(encoding="utf-8") for source in SOURCES.rglob("*.py"))
        given = set(re.findall(r"\b(?:make_problem|Unreadable)\(\"(\w+)\"", text))
        given |= set(re.findall(r"(?:seen\.(?:key_)?fault|Fault)\((?:[^\"()]|\([^()]*\))*\"([a-z]+_[a-z_]+)\"", text))
        assert len(given) > 40
        assert given - problem.message_templates().keys() == set()

    def test_every_policy_rule_states_itself_in_one_sentence(self) -> None:
        assert all(rule.__doc__ and rule.__doc__.count("\n") == 0 for rule, _ in rules.CHECKS)
