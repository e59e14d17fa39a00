"""What Hugo takes over from our own built pages, so that both sides write as much: everything that no provider decides.

A template says where with `<!-- ours: FROM … TO -->`: there stands what our page has from FROM up to TO.
"""

import re
from dataclasses import dataclass

_OURS = re.compile(r"<!-- ours: (.+?) … (.+?) -->")
_DATA_BLOCK = re.compile(r'<script type="application/ld\+json">.*?</script>')
_CHOICE = re.compile(r'(<a href="/urval/([0-9a-f]{8})/">.*?</a> <span class="number">)\d+(</span>)')
DATA_BLOCK = '{{ partial "data_block.html" . }}'


@dataclass(frozen=True)
class Frame:
    """A page of ours, and what of it stands around the content of <main>."""

    page: str
    before: str
    after: str

    @classmethod
    def around_main(cls, page: str) -> "Frame":
        """Cut a built page at its <main> element."""
        start = page.index(">", page.index("<main")) + 1
        return cls(page, page[:start], page[page.rindex("</main>") :])

    def wrap(self, template: str) -> str:
        """The frame as a Hugo template."""
        filled = _OURS.sub(lambda found: _literal(self._between(found[1], found[2])), template)
        before = _DATA_BLOCK.sub(lambda _: DATA_BLOCK, _literal(self.before))
        return f"{before}\n{filled}\n{_literal(self.after)}"

    def counted_by_hugo(self) -> str:
        """The page that leads to every selection: our own text, with each count put in by Hugo."""
        content = self.page[len(self.before) : self.page.rindex("</main>")]
        counted = _CHOICE.sub(r"""\1{{ len (index site.Taxonomies.urval "\2") }}\3""", _literal(content))
        return self.wrap(counted)

    def _between(self, start: str, end: str) -> str:
        first = self.page.index(start)
        return self.page[first : self.page.index(end, first)]


def _literal(html: str) -> str:
    return html.replace("{{", '{{ "{{" }}')
