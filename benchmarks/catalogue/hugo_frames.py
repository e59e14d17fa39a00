"""The parts of our own pages that Hugo copies, so that both sides write as much: all that depends on no provider.

A template marks where with `<!-- ours: FROM … TO -->`: it is replaced by our page's text from FROM up to TO.
"""

import re
from dataclasses import dataclass

_OURS = re.compile(r"<!-- ours: (.+?) … (.+?) -->")
_DATA_BLOCK = re.compile(r'<script type="application/ld\+json">.*?</script>')
_CHOICE = re.compile(r'(<a href="/urval/([0-9a-f]{8})/">.*?</a> <span class="number">)\d+(</span>)')
DATA_BLOCK = '{{ partial "data_block.html" . }}'


@dataclass(frozen=True)
class Frame:
    """A page of ours, and its parts before and after the content of <main>."""

    page: str
    before: str
    after: str

    @classmethod
    def around_main(cls, page: str) -> "Frame":
        """Create a frame from a built page, cut at its <main> element."""
        start = page.index(">", page.index("<main")) + 1
        return cls(page, page[:start], page[page.rindex("</main>") :])

    def wrap(self, template: str) -> str:
        """Return the frame as a Hugo template around another."""
        filled = _OURS.sub(lambda match: _literal(self._between(match[1], match[2])), template)
        before = _DATA_BLOCK.sub(lambda _: DATA_BLOCK, _literal(self.before))
        return f"{before}\n{filled}\n{_literal(self.after)}"

    def counted_by_hugo(self) -> str:
        """Return the template of the page of all selections: our own text, with each count by Hugo."""
        content = self.page[len(self.before) : self.page.rindex("</main>")]
        counted = _CHOICE.sub(r"""\1{{ len (index site.Taxonomies.urval "\2") }}\3""", _literal(content))
        return self.wrap(counted)

    def _between(self, start: str, end: str) -> str:
        first = self.page.index(start)
        return self.page[first : self.page.index(end, first)]


def _literal(html: str) -> str:
    return html.replace("{{", '{{ "{{" }}')
