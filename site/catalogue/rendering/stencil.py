"""A piece of a template that stands many times on thousands of pages: asked for once, with marks where texts go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from catalogue.views.field_rows import FieldRow
from catalogue.views.provider import Person

KNOWN_MAX = 4096  # texts and rows of few words ("Hiss: Ja"); the others are as many as there are providers
_MARKS = ("\ue000", "\ue001", "\ue002", "\ue003")

_plain = lru_cache(maxsize=KNOWN_MAX)(lambda text: str(escape(text)))


def escaped(text: str) -> str:
    """Give text as HTML; what is markup already stays as it is.

    >>> escaped("Du & jag"), escaped(Markup("a<wbr>b"))
    ('Du &amp; jag', 'a<wbr>b')
    """
    return _plain(text) if type(text) is str else str(escape(text))


def _stencil(html: object) -> str:
    """Turn what a macro made of the marks into a format string."""
    text = str(html).replace("%", "%%")
    for mark in _MARKS:
        text = text.replace(mark, "%s")
    return text


def sheet(template: Template, texts: Sequence[str], **same: object) -> Callable[..., str]:
    """Ask for a template once, and give what writes it with the texts of each provider; all else is the `same`."""
    marks = dict(zip(texts, _MARKS, strict=False))
    form = template.render(same | marks).replace("%", "%%")
    for name, mark in marks.items():
        form = form.replace(mark, f"%({name})s")
    return lambda **given: form % {name: escaped(text) for name, text in given.items()}


def filters(templates: Environment) -> dict[str, Callable[..., Markup]]:
    """Give the filters that write rows, opening hours and staff as the macros of `rows.html` do."""
    macros = templates.get_template("rows.html").make_module()
    return {
        "rows": _rows(macros.row),  # type: ignore[attr-defined]
        "facts": _rows(lambda *row: macros.fact(*row[:3])),  # type: ignore[attr-defined]
        "hours": _hours(macros.hours),  # type: ignore[attr-defined]
        "people": _people(macros.person),  # type: ignore[attr-defined]
    }


def _rows(macro: Callable[..., object]) -> Callable[[Iterable[FieldRow]], Markup]:
    known: dict[FieldRow, str] = {}

    @cache
    def shape(state: str, note: bool, link: bool) -> str:  # noqa: FBT001 - each shape has or lacks them
        label, value, said, to = _MARKS
        return _stencil(macro(label, value, state, said if note else "", to if link else "", ()))

    def written(row: FieldRow) -> str:
        label, value, state, note, link, several = row
        if several:
            return str(macro(*row))
        texts = (label, link, value, note) if link else (label, value, note)
        given = texts if note else texts[:-1]
        return shape(state, bool(note), bool(link)) % tuple([escaped(text) for text in given])

    def one(row: FieldRow) -> str:
        if not (row.state or row.several) or type(row.value) is not str:  # markup is not the text that equals it
            return written(row)
        html = known.get(row)
        if html is None:
            html = written(row)
            if len(known) < KNOWN_MAX:
                known[row] = html
        return html

    return lambda facts: Markup("".join([one(row) for row in facts]))  # noqa: S704 - our own template, escaped


def _hours(macro: Callable[..., object]) -> Callable[[Iterable[tuple[str, str]]], Markup]:
    stated, missing = _stencil(macro(*_MARKS[:2])), _stencil(macro(_MARKS[0], ""))

    @lru_cache(maxsize=KNOWN_MAX)
    def one(line: tuple[str, str]) -> str:
        return stated % (escaped(line[0]), escaped(line[1])) if line[1] else missing % escaped(line[0])

    return lambda lines: Markup("".join(map(one, lines)))  # noqa: S704 - our own template, escaped


def _people(macro: Callable[..., object]) -> Callable[[Iterable[Person]], Markup]:
    @cache
    def shape(title: bool, credentials: bool, name: bool) -> str:  # noqa: FBT001 - each shape has or lacks them
        called = (mark if stated else "" for mark, stated in zip(_MARKS, (title, credentials, name), strict=False))
        return _stencil(macro(*called))

    def one(person: Person) -> str:
        return shape(*map(bool, person)) % tuple([escaped(text) for text in person if text])

    return lambda people: Markup("".join(map(one, people)))  # noqa: S704 - our own template, escaped
