"""Extracts from the source of the site's scripts which locale texts they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.register import codes

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "site" / "theme" / "assets"
SAYING = ("finder", "search_found", "compare", "compare_pick", "guide_questions")
"""The scripts that receive only the texts that they use."""
TOOLS = ("form", "own_number", "reception", "provider_desk", "finance", "staff_sign_in")
"""The scripts of tools, which receive a whole family of texts."""
READS = re.compile(r"= wordsOf\(|\bspeaker\(")
OWN_SAY = re.compile(r"\bfunction say\(")  # a script whose `say` puts a finished text on the page
SPEAKERS = {"say": None, "staff": "staff", "statistics": "statistics", "this.event": "event", "this.because": "staff"}
"""The functions that look texts up, and their family; None is the family of the tool."""
FAMILY = {"own_number": "own", "finance": "finance"}  # else staff
ALWAYS = {"sign_in": "staff"}
FORMS = ("one", "other")
"""The plural categories of Swedish, English and Finnish."""
_COUNTED = re.compile(r"(?P<own>\bsay\.plural|\bfillCount)\(|(?<![.\w])plural\((?:this\.)?\w+, ")
_SAID = re.compile(r"(\w+(?:\.\w+)?) = wordsOf\(")
_OF_THE_LIST = re.compile(r'from "\./list_words\.js"')  # the words of `finder`, which its parts share
_COMPARED = re.compile(r"""[!=]==\s*"[^"]*"|"[^"]*"\s*[!=]==""")
_LITERAL = re.compile(r'"([^"]*)"|`([^`]*)`')
_TEST_CALL = re.compile(r"[\w.]+\([^()]*\) \?")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class TextUse(NamedTuple):
    """A place where a script uses a text."""

    script: str
    family: str
    expression: str
    facts: str = ""
    counted: bool = False  # it has a form for each plural category


@cache
def source(script: str) -> str:
    """Read a script without its comments."""
    (file,) = ASSETS.rglob(f"{script}.js")
    text = file.read_text("utf-8")
    return re.sub(r"/\*\*[\s\S]*?\*/|(?:^|(?<=\s))// .*", "", text)


@cache
def closure(script: str) -> frozenset[str]:
    """Return a script and all that it imports."""
    return frozenset({script}).union(
        *map(closure, re.findall(r' from "(?:\.{1,2}/)+(?:[a-z]+/)*(\w+)\.js"', source(script)))
    )


def arguments(text: str, start: int) -> list[str]:
    """Split the arguments inside a bracket that opens just before `start`."""
    parts: list[str] = []
    depth, quote, begun = 0, "", start
    for position in range(start, len(text)):
        sign = text[position]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
        elif sign in _CLOSING:
            depth += 1
        elif sign in _CLOSING.values():
            if depth == 0:
                return [*parts, text[begun:position].strip()]
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[begun:position].strip())
            begun = position + 1
    raise AssertionError(f"a bracket is never closed: {text[start : start + 60]}")


def calls(script: str, name: str, index: int) -> set[str]:
    """Return the literals that a function is called with as its argument number `index`."""
    argument_lists = (
        arguments(source(script), match.end()) for match in re.finditer(rf"{re.escape(name)}\(", source(script))
    )
    return {literal for passed in argument_lists if len(passed) > index for literal in literals(passed[index])}


def literals(expression: str) -> set[str]:
    """Return the literals that an expression can evaluate to; literals in comparisons are not among them."""
    code = _TEST_CALL.sub("", _COMPARED.sub("", expression))
    return {plain or marked for plain, marked in _LITERAL.findall(code)} - {""}


def listed(script: str, pattern: str) -> set[str]:
    """Return the literals in the matches of a pattern in a script."""
    values = {value for match in re.findall(pattern, source(script), re.DOTALL) for value in literals(match)}
    assert values, f"{script}.js has nothing like {pattern}"
    return values


def use_of(script: str, family: str, passed: list[str]) -> TextUse:
    """Return the use of a text that is asked for with these arguments: its key, and its facts."""
    return TextUse(script, family, passed[0], passed[1] if len(passed) > 1 else "")


def asked_in(script: str, tool: str) -> Iterator[TextUse]:
    """Yield every use of a text in a script, as part of a tool."""
    text = source(script)
    if script == "tool":
        return
    own = {"texts"} if _OF_THE_LIST.search(text) else set()
    for name in own | set(_SAID.findall(text)) | ({"this.words"} if script == "form_draw" else set()):
        spelled = re.escape(name)
        yield from (
            TextUse(script, "", f'"{key}"') for key in re.findall(rf"(?<![\w./]){spelled}\.(\w+)\b(?!\()", text)
        )
        for match in re.finditer(rf"(?<![\w./]){spelled}\[", text):
            yield TextUse(script, "", arguments(text, match.end())[0])
    yield from counted_in(script, tool)
    for match in re.finditer(r"(?<!\.)\bfill\(", text) if own or "wordsOf" in text else ():
        yield use_of(script, "", arguments(text, match.end()))
    if OWN_SAY.search(text):
        return
    for name, family in SPEAKERS.items():
        if re.search(rf"\n  {name.removeprefix('this.')}\(", text):
            continue  # a method of its own
        for match in re.finditer(rf"(?:\bthis\.|(?<=\.\.\.)|(?<![\w.])){re.escape(name)}\((?!\))", text):
            passed = arguments(text, match.end())
            family_here = family or ALWAYS.get(script) or FAMILY.get(tool, "staff")
            yield use_of(script, family_here, passed)


def counted_in(script: str, tool: str) -> Iterator[TextUse]:
    """Yield every use of a text with a count in a script."""
    text = source(script)
    for match in _COUNTED.finditer(text) if script != "words" else ():
        passed = arguments(text, match.end())
        speaks = (match["own"] or "").endswith("plural")
        family = (ALWAYS.get(script) or FAMILY.get(tool, "staff")) if speaks else ""
        if match["own"] or passed[0] != "key":  # else it passes on what it is asked
            yield use_of(script, family, [passed[0], *passed[2:]])._replace(counted=True)


def after(prefix: str, keys: set[str]) -> set[str]:
    """Add a prefix to keys."""
    return {prefix + key for key in keys}


UNITS, STANDINGS = {"session", "minute"}, {"open", "ready", "closed"}
CORRECTIONS = {"reversal", "adjustment"}
ROLES = {"provider", "reception", "controller"}
UNUSABLE = {"number_revoked", "number_replaced", "number_expired", "number_not_yet_valid", "exhausted", "week_full"}
MINE = UNUSABLE - {"number_replaced"}  # the holder of an old slip does not learn that there is a new number


def refusals() -> set[str]:
    """Return the keys of the sentences that say why a sign-in failed."""
    keys = calls("authorization", "Fault", 0) | listed("authorization", r"const key = (.*?);")
    return keys | calls("caller", "Fault", 0) | listed("caller", r"REASONS = \{(.*?)\}")


def computed() -> dict[tuple[str, str], set[str]]:
    """Return the possible keys for each use whose key is computed."""
    character_faults = listed("number_field", r"MISTYPED = \[(.*?)\]")
    spelling_faults = listed("control_number", r"fault\(text\) \{(.*?)\n  \}") | character_faults
    number_faults = listed("own_number", r"OWN_FAULTS = \{(.*?)\}") | listed("look_up", r"FAULTS = \{(.*?)\}")
    number_faults |= listed("report", r"ABOUT_NUMBER = \{(.*?)\}") | {"not_reached"}
    orders = set(
        re.findall(r'value="(\w+)"', (ROOT / "site/templates/finder.html").read_text("utf-8").split('id="place"')[0])
    )
    faults = listed("services", r"key: ([^,}]+)") | listed("parse_rows", r"\bkey: ([^,}]+)")
    faults |= listed("parse_date", r"\bkey: ([^,}]+)")
    faults |= after("report_code_", character_faults)
    columns = set(re.findall(r"(?m)^    (\w+): \(\{", source("statement_csv")))
    changes = set(re.findall(r'\["(\w+)", "(?:change|askTotal)"\]', source("look_up")))
    return {
        ("availability", "availability_is_${accepts}"): after("availability_is_", {"yes", "not_now"}),
        ("batch_csv", "key"): listed("batch_csv", r"const added = \[(.*?)\]"),
        ("case_report", "key"): calls("case_report", "this.fail", 0),
        ("follow_up", "complaint_${about}"): after("complaint_", set(codes.COMPLAINTS)),
        ("follow_up", "concerns_${regi}"): after("concerns_", set(codes.CONCERNS)),
        ("follow_up", "hand_over_${code}"): after("hand_over_", set(codes.NOT_IN_TURN)),
        ("hand_over", "hand_over_${because}"): after("hand_over_", set(codes.NOT_IN_TURN)),
        ("hand_over", "turn_${state.turn_by}"): after("turn_", {"rank", "criterion", "price"}),
        ("contacts", "key"): {"contact_counted", "contact_undone"},
        ("claim_correction", "${verb}_before"): {"reverse_before", "adjust_before"},
        ("claim_correction", "${verb}_done"): {"reverse_done", "adjust_done"},
        ("claim_correction", "event"): set(codes.EVENTS),
        ("list_words", "key"): set(),
        ("ordering", "key"): listed("ordering", r"const key = (.*?);"),
        ("ordering", "order_${by}"): after("order_", orders),
        ("follow_up", "key"): listed("follow_up", r'\[("\w+"), [a-z]'),
        ("follow_up", "of_${name}"): after("of_", listed("follow_up", r"const (?:names|shares) = \[(.*?)\]")),
        ("follow_up", "because_${reason}"): after("because_", set(codes.BECAUSE)),
        ("follow_up", "beyond_${code}"): after("beyond_", set(codes.BEYOND_REASONS)),
        ("form", "key"): set(),
        ("form_draw", "word"): set(),
        ("handover", "change_${code}"): {"change_new_number_used"},
        ("handover", "slip_about_${issued.unit}"): after("slip_about_", UNITS),
        ("issue", "issue_${key}"): after("issue_", calls("issue", "this.fail", 0) | listed("issue", r'\[("no_\w+")')),
        ("lines", "event"): set(codes.EVENTS),
        ("lines", "kind_${kind}"): after("kind_", CORRECTIONS),
        ("look_up", "change_${key}"): after("change_", calls("look_up", "this.refuse", 0)),
        ("look_up", "done"): after("done_", changes | {"reduce", "charge"}),
        ("look_up", "why_${state.reason}"): after("why_", UNUSABLE),
        ("month", "about_${status}"): after("about_", STANDINGS - {"closed"}),
        ("months", "standing_${status}"): after("standing_", STANDINGS),
        ("number_field", "fault_${fault}"): after("fault_", spelling_faults | number_faults),
        ("own_number", "about_${reason}"): after("about_", MINE | {"time_up"}),
        ("own_number", "heading_${reason}"): after("heading_", MINE - {"week_full"} | {"time_up"}),
        ("parse_headings", "column_${column}"): after("column_", listed("parse_headings", r"COLUMNS = \[(.*?)\]")),
        ("parse_rows", "column_${column}"): {"column_number", "column_code"},
        ("parse_event", "form_${event}"): after("form_", listed("parse_event", r"FORMS = \[(.*?)\]")),
        ("price_correction", "key"): calls("price_correction", "this.said", 0),
        ("report", "fault.key"): faults,
        ("report", "waiting"): calls("report", "this.ask", 2),
        ("report", "key"): listed("report", r'\[("check_\w+")'),
        ("search_found", "key"): set(),
        ("search_found", "kind_${value.kind}"): after("kind_", listed("search_found", r"KINDS = \[(.*?)\]")),
        ("services", "key"): set(),
        ("batch_report", "key"): calls("batch_report", "this.fail", 0) | faults,
        ("batch_report", "passed"): listed("parse_sheet", r'("several_is_\w+")'),
        ("batch_report", "note"): listed("parse_date", r"\bnote: ([^,}]+)"),
        ("sign_in", "key"): calls("sign_in", "this.#tell", 0) | refusals(),
        ("sign_in", "detail"): calls("authorization", "Fault", 2) | calls("caller", "Fault", 2),
        ("sign_in", "as_${this.role}"): after("as_", ROLES),
        ("sign_in", "out_${why}"): after("out_", calls("sign_in", "this.out", 0)),
        ("statements", "event"): set(codes.EVENTS),
        ("statements", "kind_${kind}"): after("kind_", CORRECTIONS),
        ("statement", "key"): calls("statement", "this.fail", 1) | listed("statement", r"const key = (.*?);"),
        ("statement", "kind_${kind}"): after("kind_", CORRECTIONS),
        ("statement", "reason_${reason}"): set(),
        ("statement_csv", "csv_${kind}"): after("csv_", CORRECTIONS | {"claim"}),
        ("statement_csv", "reason_${reason}"): set(),
        ("statement_csv", "key"): columns,
    }


def keys(use: TextUse, known: dict[tuple[str, str], set[str]], used: set[tuple[str, str]]) -> set[str]:
    """Return every key that a use can have; `used` collects what was looked up in `known`."""
    found_keys: set[str] = set()
    waiting = literals(use.expression) or {use.expression}
    while waiting:
        expression = waiting.pop()
        if "${" not in expression and expression != use.expression:
            found_keys.add(expression)
            continue
        used.add((use.script, expression))
        waiting |= known[use.script, expression] - found_keys - {expression}
    if use.counted:
        found_keys = {f"{key}.{form}" for key in found_keys for form in FORMS}
    return {f"{use.family}.{key}" if use.family else key for key in found_keys}
