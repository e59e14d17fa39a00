"""Summary of a proposed change of profiles or policy for its reviewer: as text, and as HTML for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from catalogue.contributions.diff import Difference
from catalogue.contributions.policy_diff import FileChange
from catalogue.contributions.policy_diff_text import PolicyDiffFormatter
from catalogue.i18n.formatting import Formats, ordinary_spaces
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.profiles import schema
from catalogue.profiles.model import Profile
from catalogue.schema.problem import Language, Problem, sanitise
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.views.provider import Presenter
from catalogue.views.rows.field_rows import FieldRow

_LINE_END = re.compile(r"\r\n|\r|\n")
HTML_MAX = 60_000  # GitHub accepts comments of up to 65,536 characters
WHO_ANSWERS = ("name", "contact.phone", "contact.email", "contact.website", "contact.booking")
"""The fields by which residents find a provider: whoever changes them can lead its visitors elsewhere."""
STEPS_MAX = (1000, 100, 20)  # of policy: limits to try, until the comment is short enough


class ProfileVersions(NamedTuple):
    """A profile's bytes before and after; None if there is no file."""

    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Proposal:
    """A proposed change, summarised in one language."""

    policy: Policy
    words: Messages
    today: date
    changed: Mapping[str, ProfileVersions]  # id → its profile before and after
    problems: Sequence[Problem] = ()
    refused: str = ""
    rules: Sequence[FileChange] = ()  # what changes in policy

    @property
    def language(self) -> Language:
        """Return the language of problem messages: Swedish or English."""
        return "sv" if self.words.lang != "en" else "en"

    def text(self) -> str:
        """Format the summary as lines for a terminal."""
        lines = [f"{self.words['report.refused']} {self.refused}"] if self.refused else []
        lines += self._policy_formatter.lines(self.rules)
        for view in self._profiles(pages=False):
            lines += [f"{view['path']}: {view['name']}", *([f"  {view['state']}"] if view["state"] else [])]
            lines += [f"  {sanitise(ordinary_spaces(self._difference.text(step)), 600)}" for step in view["steps"]]
        return "\n".join([*lines, *(problem.text(self.language) for problem in sorted(self.problems))])

    def alarms(self) -> list[str]:
        """Return a line for each standing profile whose name or contact changes, with the changed fields."""
        lines = []
        for id_, states in sorted(self.changed.items()):
            if states.before is None or states.after is None:
                continue
            steps = self._difference.steps(*(self._read(id_, data) for data in states))
            labels = [step.label for step in steps if step.key in WHO_ANSWERS]
            if labels:
                lines.append(self.words.format("report.alarm", fields=", ".join(labels)))
        return lines

    def email(self, id_: str) -> str | None:
        """Return the e-mail address in a profile as it will be; None if it has none, or cannot be read."""
        profile = self._read(id_, self.changed[id_].after)
        return profile["contact"].get("email") if profile else None

    def html(self, site: Path) -> str:
        """Format the summary as HTML; profile texts are escaped, in `code`, so that none becomes a mention or link.

        The comment is parsed as Markdown, where HTML ends at the first empty line, so there are no empty lines.
        """
        environment = Environment(
            loader=FileSystemLoader(site / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_on_one_line,
        )
        template = environment.get_template("proposal.html")
        lines = {
            severity: [
                problem.text(self.language) for problem in sorted(self.problems) if problem.severity == severity[:-1]
            ]
            for severity in ("errors", "warnings")
        }
        facts = {"words": self.words.texts, "refused": self.refused, **lines}
        for pages, steps in ((True, STEPS_MAX[0]), *((False, most) for most in STEPS_MAX)):
            rules = self._policy_formatter.tables(self.rules, steps)
            html = template.render(facts, rules=rules, profiles=list(self._profiles(pages=pages)))
            if len(html) <= HTML_MAX:
                return html
        too = f"<p>{self.words['report.rules_too']}</p>\n" if self.rules else ""
        return f"<p>{self.words['report.long']}</p>\n{too}"

    @property
    def _policy_formatter(self) -> PolicyDiffFormatter:
        return PolicyDiffFormatter(Formats(self.words))

    @property
    def _difference(self) -> Difference:
        return Difference(self.policy.context, self.words)

    def _profiles(self, *, pages: bool) -> Iterator[dict[str, Any]]:
        for id_, states in sorted(self.changed.items()):
            before, after = (self._read(id_, data) for data in states)
            yield {
                "path": f"providers/{sanitise(id_)}.yaml",
                "name": (after or before or {}).get("name", ""),
                "state": self._state(states, before, after),
                "steps": self._difference.steps(before, after) if self._is_readable(states, before, after) else [],
                "pages": (self._page(id_, before), self._page(id_, after)) if pages else None,
            }

    @staticmethod
    def _is_readable(states: ProfileVersions, before: Profile | None, after: Profile | None) -> bool:
        """Return whether every version that exists could be read."""
        return (before is None) == (states.before is None) and (after is None) == (states.after is None)

    def _state(self, states: ProfileVersions, before: Profile | None, after: Profile | None) -> str:
        if not self._is_readable(states, before, after):
            return self.words["report.unreadable"]
        if states.before is None:
            return self.words["report.new"]
        if states.after is None:
            return self.words["report.gone"]
        return self.words["report.same"] if before == after else ""

    def _read(self, id_: str, data: bytes | None) -> Profile | None:
        return None if data is None else schema.check(f"providers/{id_}.yaml", data, self.policy)[0]

    def _page(self, id_: str, profile: Profile | None) -> str:
        """Return the text of the provider's page, line by line."""
        authorisation = self.policy.authorisations.get(id_)
        if authorisation is None or profile is None:
            return ""
        presenter = Presenter.from_policy(self.policy, self.words, self.today)
        view = presenter.provider(profile, AuthorisedProvider.from_authorisation(authorisation, self.today), {})
        return "\n".join(_lines(view))


def _on_one_line(value: object) -> Markup:
    """Escape a value, with line ends as `<br>`."""
    return Markup(_LINE_END.sub("<br>", escape(value)))  # noqa: S704 - it is escaped here


def _lines(view: Any) -> Iterator[str]:  # noqa: ANN401 - a page's view, of any structure
    if isinstance(view, FieldRow):
        value = ", ".join(view.several) or (view.value.striptags() if isinstance(view.value, Markup) else view.value)
        yield f"{view.label}: {value}" if view.label else value
    elif isinstance(view, str):
        yield view
    elif isinstance(view, tuple) and all(isinstance(part, str) for part in view):
        yield " · ".join(part for part in view if part)
    elif isinstance(view, dict):
        for key, item in view.items():
            if key not in ("has_profile", "leaves", "source", "lang"):
                yield from _lines(item)
    elif isinstance(view, list | tuple):
        for item in view:
            yield from _lines(item)
