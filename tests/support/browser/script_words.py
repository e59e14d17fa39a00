"""What words the site's scripts ask for, read out of their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from catalogue.staff.reception import BECAUSE
from chalicelib.register import parser

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "site" / "theme" / "assets"
SAYING = ("finder", "compare", "compare_pick", "guide_questions")
"""The scripts that are given just the words that they say."""
TOOLS = ("form", "own_number", "reception", "provider_desk", "finance", "staff_sign_in")
"""The scripts of tools, which are given their family of words."""
READS = re.compile(r"= wordsOf\(|\bspeaker\(")
OWN_SAY = re.compile(r"\bfunction say\(")  # a script whose `say` puts a finished text on the page
SPEAKERS = {"say": None, "staff": "staff", "statistics": "statistics", "this.event": "event", "this.because": "staff"}
"""What says words, and of which family; None is the family of the tool."""
FAMILY = {"own_number": "own", "finance": "finance"}  # else staff
ALWAYS = {"sign_in": "staff"}
_SAID = re.compile(r"(\w+(?:\.\w+)?) = wordsOf\(")
_COMPARED = re.compile(r"""[!=]==\s*"[^"]*"|"[^"]*"\s*[!=]==""")
_LITERAL = re.compile(r'"([^"]*)"|`([^`]*)`')
_TEST_CALL = re.compile(r"[\w.]+\([^()]*\) \?")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Asked(NamedTuple):
    """A place where a script asks for a word."""

    script: str
    family: str
    expression: str
    facts: str = ""


@cache
def source(script: str) -> str:
    """Read a script without its comments."""
    (file,) = ASSETS.rglob(f"{script}.js")
    text = file.read_text("utf-8")
    return re.sub(r"/\*\*[\s\S]*?\*/|(?:^|(?<=\s))// .*", "", text)


@cache
def closure(script: str) -> frozenset[str]:
    """Name a script and all that it imports."""
    return frozenset({script}).union(
        *map(closure, re.findall(r' from "(?:\.{1,2}/)+(?:[a-z]+/)*(\w+)\.js"', source(script)))
    )


def arguments(text: str, start: int) -> list[str]:
    """Part what stands between brackets that were opened just before `start`."""
    parts: list[str] = []
    depth, quote, begun = 0, "", start
    for at in range(start, len(text)):
        sign = text[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in _CLOSING:
            depth += 1
        elif sign in _CLOSING.values():
            if depth == 0:
                return [*parts, text[begun:at].strip()]
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[begun:at].strip())
            begun = at + 1
    raise AssertionError(f"a bracket is never closed: {text[start : start + 60]}")


def calls(script: str, name: str, place: int) -> set[str]:
    """Gather the literals that a function is called with at a place."""
    found = (arguments(source(script), match.end()) for match in re.finditer(rf"{re.escape(name)}\(", source(script)))
    return {literal for given in found if len(given) > place for literal in literals(given[place])}


def literals(expression: str) -> set[str]:
    """Give the texts that an expression can be; what something is compared with is none of them."""
    said = _TEST_CALL.sub("", _COMPARED.sub("", expression))
    return {plain or marked for plain, marked in _LITERAL.findall(said)} - {""}


def listed(script: str, pattern: str) -> set[str]:
    """Gather the literals of what a pattern finds in a script."""
    found = {one for match in re.findall(pattern, source(script), re.DOTALL) for one in literals(match)}
    assert found, f"{script}.js has nothing like {pattern}"
    return found


def asked_in(script: str, tool: str) -> Iterator[Asked]:
    """Find every place in a script that asks for a word, as part of a tool."""
    text = source(script)
    if script == "tool":
        return
    for name in set(_SAID.findall(text)) | ({"this.words"} if script == "form_draw" else set()):
        spelled = re.escape(name)
        yield from (Asked(script, "", f'"{key}"') for key in re.findall(rf"(?<![\w./]){spelled}\.(\w+)\b(?!\()", text))
        for match in re.finditer(rf"(?<![\w./]){spelled}\[", text):
            yield Asked(script, "", arguments(text, match.end())[0])
    for match in re.finditer(r"(?<!\.)\bfill\(", text) if "wordsOf" in text else ():
        yield Asked(script, "", *arguments(text, match.end())[:2])
    if OWN_SAY.search(text):
        return
    for name, family in SPEAKERS.items():
        if re.search(rf"\n  {name.removeprefix('this.')}\(", text):
            continue  # a method of its own
        for match in re.finditer(rf"(?:\bthis\.|(?<=\.\.\.)|(?<![\w.])){re.escape(name)}\((?!\))", text):
            given = arguments(text, match.end())
            family_here = family or ALWAYS.get(script) or FAMILY.get(tool, "staff")
            yield Asked(script, family_here, given[0], given[1] if len(given) > 1 else "")


def after(prefix: str, keys: set[str]) -> set[str]:
    """Put a prefix before keys."""
    return {prefix + key for key in keys}


UNITS, STANDINGS = {"session", "minute"}, {"open", "closed", "sealed"}
CORRECTIONS = {"reversal", "adjustment"}
ROLES = {"provider", "reception", "controller"}
UNUSABLE = {"number_revoked", "number_replaced", "number_expired", "number_not_yet_valid", "exhausted", "week_full"}
MINE = UNUSABLE - {"number_replaced"}  # whoever holds an old slip is not told that there is a new number


def computed() -> dict[tuple[str, str], set[str]]:
    """Tell for each word that is asked for by more than its name what it can be."""
    own_faults = listed("control_number", r"fault\(text\) \{(.*?)\n  \}")
    told = listed("own_number", r"OWN_FAULTS = \{(.*?)\}") | listed("look_up", r"FAULTS = \{(.*?)\}")
    told |= listed("report", r"ABOUT_NUMBER = \{(.*?)\}") | {"not_reached"}
    orders = set(
        re.findall(r'value="(\w+)"', (ROOT / "site/templates/finder.html").read_text("utf-8").split('id="place"')[0])
    )
    faults = listed("services", r"key: ([^,}]+)") | listed("parse_rows", r"\bkey: ([^,}]+)")
    columns = set(re.findall(r"(?m)^    (\w+): \(\{", source("statement_csv")))
    return {
        ("case_report", "key"): calls("case_report", "this.fail", 0),
        ("finder", "key"): listed("finder", r"const key = (.*?);"),
        ("finder", "order_${by}"): after("order_", orders),
        ("follow_up", "key"): listed("follow_up", r'\[("\w+"), [a-z]'),
        ("follow_up", "of_${name}"): after("of_", listed("follow_up", r"const (?:names|shares) = \[(.*?)\]")),
        ("follow_up", "because_${reason}"): after("because_", set(BECAUSE)),
        ("form", "key"): listed("form", r"const key = (errors.*?);"),
        ("form_draw", "word"): set(),
        ("handover", "change_${code}"): {"change_new_number_used"},
        ("handover", "slip_about_${issued.unit}"): after("slip_about_", UNITS),
        ("issue", "issue_${key}"): after("issue_", calls("issue", "this.fail", 0) | listed("issue", r'\[("no_\w+")')),
        ("lines", "event"): set(parser.EVENTS),
        ("lines", "kind_${kind}"): after("kind_", CORRECTIONS),
        ("look_up", "change_${key}"): after("change_", calls("look_up", "this.refuse", 0)),
        ("look_up", "done"): after("done_", listed("look_up", r'\[("\w+"), "\w+"\]') | {"reduce"}),
        ("look_up", "why_${told.reason}"): after("why_", UNUSABLE),
        ("month", "about_${status}"): after("about_", STANDINGS),
        ("months", "standing_${status}"): after("standing_", STANDINGS),
        ("number_field", "fault_${fault}"): after("fault_", own_faults | told),
        ("own_number", "about_${reason}"): after("about_", MINE | {"time_up"}),
        ("own_number", "heading_${reason}"): after("heading_", MINE - {"week_full"} | {"time_up"}),
        ("parse_rows", "column_${column}"): after("column_", listed("parse_rows", r"COLUMNS = \[(.*?)\]")),
        ("parse_event", "form_${event}"): after("form_", listed("parse_event", r"FORMS = \[(.*?)\]")),
        ("report", "found.key"): faults,
        ("report", "told"): calls("report", "this.ask", 2),
        ("report", "key"): listed("report", r'\[("check_\w+")'),
        ("services", "key"): set(),
        ("batch_report", "key"): calls("batch_report", "this.fail", 0) | faults,
        ("sign_in", "key"): calls("sign_in", "this.#tell", 0),
        ("sign_in", "as_${this.role}"): after("as_", ROLES),
        ("sign_in", "out_${why}"): after("out_", calls("sign_in", "this.out", 0)),
        ("statement", "key"): calls("statement", "this.fail", 1) | listed("statement", r"const key = (.*?);"),
        ("statement", "kind_${kind}"): after("kind_", CORRECTIONS),
        ("statement", "reason_${reason}"): set(),
        ("statement_csv", "csv_${kind}"): after("csv_", CORRECTIONS | {"claim"}),
        ("statement_csv", "reason_${reason}"): set(),
        ("statement_csv", "key"): columns,
    }


def keys(one: Asked, known: dict[tuple[str, str], set[str]], used: set[tuple[str, str]]) -> set[str]:
    """Give every word that a place can ask for; `used` gathers what was looked up in `known`."""
    found: set[str] = set()
    waiting = literals(one.expression) or {one.expression}
    while waiting:
        told = waiting.pop()
        if "${" not in told and told != one.expression:
            found.add(told)
            continue
        used.add((one.script, told))
        waiting |= known[one.script, told] - found - {told}
    return {f"{one.family}.{key}" if one.family else key for key in found}
