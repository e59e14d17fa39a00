"""Gather, check, write: all files are read and all problems found before anything is written, and then everything is.

Whatever the folder, the time zone or the state of the cache, the same sources and the same day give the same bytes.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import overload

from catalogue import (
    against,
    batch,
    brochure,
    cache,
    changes,
    checks,
    crew,
    editor_schema,
    edits,
    exports,
    form_rules,
    guide,
    order,
    pages,
    policy,
    provenance,
    register_json,
    revision,
    search_index,
    shell,
    words,
    write,
    yamlfile,
    years,
)
from catalogue.batch import Job, Pages, Progress
from catalogue.brochure import Brochure
from catalogue.cache import Cache
from catalogue.card import Card
from catalogue.exports import Exports, Fragments
from catalogue.facet_table import Table
from catalogue.pages import PER_PAGE
from catalogue.pdf import PdfError
from catalogue.policy import Checked, Policy
from catalogue.problem import Message, Problem, has_errors
from catalogue.published import Published
from catalogue.render import Renderer
from catalogue.shell import ShellError
from catalogue.words import WordsError
from catalogue.write import Stamp, WriteError

REGISTER = Path("functions/chalicelib/data/register.json")
FORK_FROM = 300  # fewer providers are done before the processes have started
FORK_FROM_PAGES = 40  # the same for pages of the list
Wanted = tuple[str, Callable[[], str]]  # the key of a page, and what writes it
DAYS_AHEAD = 60  # how long an unattended page still finds the day's order

_NO_DATES = {
    "shallow": Message(
        "klonen är grund, så ingen uppgift får datum; hämta hela historiken med `git fetch --unshallow`",
        "the clone is shallow, so no fact gets a date; fetch the whole history with `git fetch --unshallow`",
    ),
    "no_git": Message(
        "git är inte installerat, så ingen uppgift får datum", "git is not installed, so no fact gets a date"
    ),
    "no_history": Message(
        "mappen har ingen git-historik, så ingen uppgift får datum", "there is no git history, so no fact gets a date"
    ),
}


class BuildError(Exception):
    """What stops a build although policy and profiles are sound, in one sentence."""


@dataclass(frozen=True)
class Report:
    """What a check or a build found, and what a build did; nothing was written if there are errors."""

    problems: tuple[Problem, ...] = ()
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings stop nothing."""
        return not has_errors(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Everything that is told although it stops nothing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


@dataclass(frozen=True)
class Sources:
    """What is read before the profiles: the rules, where each profile is, and every problem so far."""

    policy: Policy | None
    checked: Checked
    profiles: Mapping[str, tuple[str, Path]]  # id -> path as shown, file
    problems: tuple[Problem, ...]


def check(root: Path, *, today: date, progress: Progress | None = None) -> Report:
    """Find every problem of policy, profiles and words; write nothing."""
    begun = time.monotonic()
    with _without_collector():
        sources = gather(root, Checked())
        problems = [*sources.problems, *_profile_problems(root, sources, today, progress)]
    return Report(tuple(sorted(problems)), seconds=time.monotonic() - begun)


def check_against(root: Path, report: Report, name: str, today: date) -> Report:
    """Add to a report what a change of policy since the commit `name` may not do."""
    try:
        found = list(against.compare(root, revision.Revision.of(root, name), name, today))
    except revision.RevisionError as error:
        raise BuildError(f"{error}.") from error
    return replace(report, problems=tuple(sorted([*report.problems, *found])))


def gather(root: Path, known: Checked) -> Sources:
    """Read policy, list the profiles, and check everything that is not a profile."""
    rules, problems, checked = policy.load_again(root / "policy", root, known)
    listed, misplaced = checks.files(root / "providers", "providers")
    problems = [*problems, *misplaced, *years.load(root / "policy" / "statistics", root)[1]]
    if rules is not None:
        problems += words.check(root / "site", rules.municipality.languages)
        problems += pages.check(root / "site", rules.municipality.languages)
        problems += guide.check(root / "site", rules)
    return Sources(rules, checked, {file.stem: (path, file) for path, file in listed}, tuple(problems))


def _profile_problems(root: Path, sources: Sources, today: date, progress: Progress | None) -> list[Problem]:
    """Check all profiles; without a sound policy, only what can be told without one."""
    if sources.policy is None:
        return [problem for path, file in sources.profiles.values() for problem in _readable(path, file)]
    ids = sorted(sources.profiles)
    job = Job(sources.policy, today, sources.profiles)
    answers = list(batch.each(job, ids, crew.size(len(ids), FORK_FROM), progress))
    found = [problem for done in answers for problem in done.problems]
    return found + _across(root, [done.told for done in answers if done.told])


def _readable(path: str, file: Path) -> list[Problem]:
    data, problems = yamlfile.read(file, path)
    return problems if data is None else yamlfile.load(data, path)[1]


def _across(root: Path, told: Sequence[checks.Told]) -> list[Problem]:
    return checks.across(told, lambda path: (root / path).read_bytes())


def build(
    root: Path,
    *,
    today: date,
    out: Path | None = None,
    register: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check everything; if no file has an error, bring site and register up to date."""
    begun = time.monotonic()
    try:
        with write.alone(root / "var"), _without_collector():
            report = _Build(root.resolve(), today, out or root / "dist", register or root / REGISTER).run(progress)
    except (ShellError, WordsError, WriteError) as error:
        raise BuildError(str(error)) from error
    return replace(report, seconds=time.monotonic() - begun)


def print_brochure(root: Path, *, today: date, lang: str, out: Path) -> Report:
    """Check everything; if no file has an error, print the brochure in a language of the site."""
    root = root.resolve()
    report = check(root, today=today)
    sources = gather(root, Checked())
    if not report.ok or sources.policy is None:
        return report
    if lang not in sources.policy.municipality.languages:
        raise BuildError(f"{lang} is no language of this site: {', '.join(sources.policy.municipality.languages)}")
    staging = root / "var" / "staging-brochure"
    try:
        with write.alone(root / "var"):
            renderer = Renderer.of(root / "site", root / "var" / "shell", sources.policy, today)
            document = Brochure(renderer, lang, brochure.profiles(renderer, sources.profiles)).pdf(root / "site")
            write.put(write.fresh(staging), out, document)
    except (ShellError, WordsError, WriteError, PdfError) as error:
        raise BuildError(str(error)) from error
    finally:
        write.discard(staging)
    return report


class _Build:
    """One build, while nobody else builds."""

    def __init__(self, root: Path, today: date, out: Path, register: Path) -> None:
        self.root, self.today, self.out, self.register = root, today, out, register
        self.cache_file = root / "var" / "cache" / "build.json"
        self.staging = root / "var" / "staging"
        self.known = cache.read(self.cache_file)
        self.next = Cache()
        self.standing = write.survey(out)
        self.files: set[str] = set()  # besides the providers' pages
        self.staged = 0
        self.fragments: dict[str, Fragments] = {}  # of the files that hold every provider

    def run(self, progress: Progress | None) -> Report:
        """Gather, check, lay out, and only then move everything into place."""
        if not write.ours(self.standing):
            raise WriteError(f"{self.out} holds files that no build has made: empty it, or name another folder")
        shells_are_made = self._shells_ahead()
        sources = gather(self.root, self.known.policy)
        shells_are_made()
        if sources.policy is None or has_errors(sources.problems):
            found = _profile_problems(self.root, sources, self.today, progress)
            return Report(tuple(sorted([*sources.problems, *found])))
        self.next.policy = sources.checked
        try:
            write.fresh(self.staging)
            return self._lay_out(sources, sources.policy, progress)
        finally:
            write.discard(self.staging)

    def _shells_ahead(self) -> Callable[[], None]:
        """Let MkDocs work beside the reading of the policy when there are no shells at all; it takes about as long."""
        if (self.root / "var" / "shell").exists():
            return lambda: None
        return crew.ahead(lambda: _make_shells(self.root))

    def _lay_out(self, sources: Sources, rules: Policy, progress: Progress | None) -> Report:
        renderer = Renderer.of(self.root / "site", self.root / "var" / "shell", rules, self.today)
        ids = order.of_date(rules, self.today)
        laid_out = self._pages(renderer, sources, rules, ids)
        job = Job(rules, self.today, sources.profiles, laid_out)
        problems = [*sources.problems, *self._providers(job, laid_out, progress), *self._no_dates()]
        if has_errors(problems):
            return Report(tuple(sorted(problems)))
        cards = _Cards([self.next.rows[id_].card for id_ in ids])
        self._exports(laid_out.exports, ids)
        self._lists(renderer, ids, cards)
        self._parts(renderer, ids, cards)
        self._rest(renderer, rules, laid_out.exports, ids)
        return self._commit(rules, problems)

    def _pages(self, renderer: Renderer, sources: Sources, rules: Policy, ids: Sequence[str]) -> Pages:
        self.next.history = provenance.history(self.root, self.known.history)
        changed = provenance.uncommitted(self.root) if self.next.history.dates else ()
        dates = {id_: parts for id_, parts in self.next.history.dates.items() if id_ not in changed}
        shared = repr((rules.municipality, rules.services, rules.vocabulary, rules.coordinates, renderer.fees()))
        common = cache.key(renderer.digest, str(search_index.texts_too(rules)), shared)
        rows = {row["id"]: row for row in sources.checked.values["authorisations"]["providers"]}
        day, exported = self.today.isoformat(), renderer.exports(ids)
        return Pages(renderer, common, rows, frozenset(ids), dates, self.staging, self.out, day, exported)

    def _no_dates(self) -> list[Problem]:
        """Give one warning when no date is known at all."""
        missing = self.next.history.missing
        return [Problem("providers", 1, 1, "", missing, "warning", _NO_DATES[missing])] if missing else []

    def _providers(self, job: Job, laid_out: Pages, progress: Progress | None) -> list[Problem]:
        """Take what still holds from the last build, and do the rest."""
        pending: list[str] = []
        problems: list[Problem] = []
        self.fragments = exports.kept(self.out, self.known.exports, self.standing, laid_out.exports.files)
        for id_ in sorted(job.profiles.keys() | laid_out.shown):
            row = self.known.rows.get(id_)
            exported = id_ in self.fragments or id_ not in laid_out.shown
            if exported and row is not None and batch.reusable(job, laid_out, id_, row, self.standing):
                self.next.rows[id_] = row
                problems += row.warnings
            else:
                pending.append(id_)
        for done in batch.each(job, pending, crew.size(len(pending), FORK_FROM), progress):
            problems += done.problems
            self.staged += done.staged
            if done.fragments:
                self.fragments[done.id] = done.fragments
            if done.row is not None:
                self.next.rows[done.id] = done.row
        return problems + _across(self.root, [row.told for row in self.next.rows.values() if row.told])

    def _exports(self, exported: Exports, ids: Sequence[str]) -> None:
        """Write the files that hold every provider."""
        whole = exported.whole([self.fragments[id_] for id_ in ids])
        stamps = {file: self._place(file, one.data) for file, one in whole.items()}
        self.next.exports = exports.left(ids, whole, stamps)
        self.fragments = {}

    def _lists(self, renderer: Renderer, ids: Sequence[str], cards: _Cards) -> None:
        """Write those pages of the list that show something new."""
        shown = self._as_shown(ids)
        wanted: dict[str, Wanted] = {}
        for lang in renderer.languages:
            files = renderer.list_files(len(ids), lang)
            for page, file in enumerate(files, start=1):
                part = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
                key = cache.key(renderer.digest, self.today.isoformat(), str(len(ids)), *part)
                wanted[file] = key, partial(renderer.list_page, cards, lang, page, len(files))
                beside = renderer.compare_files(len(ids), lang)[page - 1]
                wanted[beside] = key, partial(renderer.compare_page, cards, lang, page, len(files))
        self._bring_up_to_date(wanted)

    def _as_shown(self, ids: Sequence[str]) -> list[str]:
        """Tell each provider's facts apart from those of another day or profile."""
        return [f"{self.next.rows[id_].key}{self.next.rows[id_].first}" for id_ in ids]

    def _parts(self, renderer: Renderer, ids: Sequence[str], cards: _Cards) -> None:
        """Write the parts of the list, and what the browser filters by, unless everyone stands as they did."""
        shown, day = self._as_shown(ids), self.today.isoformat()
        everyone = cache.key(renderer.digest, day, *shown)
        known, files = self.known.parts
        if known == everyone and all(self.known.pages[file][1] == self.standing.get(file) for file in files):
            self.next.pages.update({file: self.known.pages[file] for file in files})
            self.files.update(files)
            self.next.parts = self.known.parts
            return
        wanted = dict(self._wanted_parts(renderer, list(cards), shown, everyone))
        self._bring_up_to_date(wanted)
        self.next.parts = everyone, tuple(wanted)

    def _wanted_parts(
        self, renderer: Renderer, cards: Sequence[Card], shown: Sequence[str], everyone: str
    ) -> Iterator[tuple[str, Wanted]]:
        day = self.today.isoformat()
        table = Table.of(renderer.policy, cards)
        yield "facets.json", (everyone, partial(table.json, day))
        yield "search.json", (everyone, partial(search_index.data, renderer.policy, cards, day))
        for lang in renderer.languages:
            selections = renderer.selections(table, cards, lang)
            yield (
                pages.output_file(selections.speaker.where.of("selection")),
                (everyone, partial(renderer.choices, selections)),
            )
            yield (
                pages.output_file(selections.speaker.where.of("guide_questions")),
                (everyone, partial(renderer.guide, selections)),
            )
            for part in selections.parts():
                counts = repr((part.split.not_matching, part.split.not_stated, len(part.split.matching)))
                key = cache.key(renderer.digest, day, counts, *[shown[row] for row in part.rows])
                yield pages.output_file(part.address), (key, partial(renderer.selection, selections, part))

    def _bring_up_to_date(self, wanted: Mapping[str, Wanted]) -> None:
        """Write the pages whose key is not the one that they were written under."""
        pending: list[str] = []
        for file, (key, _) in wanted.items():
            if self.known.pages.get(file) == (key, self.standing.get(file)):
                self.next.pages[file] = self.known.pages[file]
            else:
                pending.append(file)

        def lay_out(file: str) -> tuple[Stamp, bool]:
            return write.place(self.staging, self.out, file, wanted[file][1]().encode())

        answers = crew.do(lay_out, pending, crew.size(len(pending), FORK_FROM_PAGES))
        for file, (stamp, staged) in zip(pending, answers, strict=True):
            self.next.pages[file] = (wanted[file][0], stamp)
            self.staged += staged
        self.files.update(wanted)

    def _rest(self, renderer: Renderer, rules: Policy, exported: Exports, ids: Sequence[str]) -> None:
        """Write everything else: these are few."""
        names = ((id_, self.next.rows[id_].told) for id_ in ids)
        cards = [
            {
                "id": id_,
                "name": told.name if told else rules.authorisations[id_].legal_name,
                "profile": told is not None,
            }
            for id_, told in names
        ]
        published = self._published(renderer, rules, exported, {str(card["id"]): str(card["name"]) for card in cards})
        for lang in renderer.languages:
            for file, html in (renderer.editorial(lang, cards) | renderer.about_published(lang, published)).items():
                self._place(file, html.encode())
        for file, data in published.documents():
            self._place(file, data)
        days = DAYS_AHEAD if len(ids) <= PER_PAGE else 1  # a page of many cannot be re-sorted: the others are elsewhere
        ahead = {day: order.of_date(rules, day) for day in (self.today + timedelta(n) for n in range(1, days))}
        self._place("order.json", renderer.order_data(ids, {self.today: ids} | ahead).encode())
        self._place(write.MARK, _schema(rules))
        self._place(form_rules.ADDRESS, _compact(form_rules.rules(rules)))
        for file, data in renderer.assets().items():
            self._place(file, data)

    def _published(self, renderer: Renderer, rules: Policy, exported: Exports, shown: Mapping[str, str]) -> Published:
        """Gather what is published besides the pages; whoever has left is named as the authorisation says."""
        self.next.edits = edits.edits(self.root, self.known.edits)
        told = changes.changes(rules, self.next.edits, self.today)
        left = {one.id: one.legal_name for one in rules.authorisations.values() if one.id not in shown}
        return Published(renderer.tongues, exported, list(shown), {**left, **shown}, told, self.next.edits.missing)

    def _place(self, file: str, data: bytes) -> Stamp:
        self.files.add(file)
        stamp, staged = write.place(self.staging, self.out, file, data)
        self.staged += staged
        return stamp

    def _commit(self, rules: Policy, problems: Sequence[Problem]) -> Report:
        """Move pages and register into place; then say in the cache what stands there."""
        expected = self.files.union(*(row.files for row in self.next.rows.values()))
        gone = sorted(self.standing.keys() - expected)
        write.commit(self.staging, self.out, gone)
        self.next.register = self._register(rules)
        if self.next != self.known:
            write.put(self.staging, self.cache_file, cache.content(self.next))
        return Report(tuple(sorted(problems)), self.staged, len(expected) - self.staged, len(gone))

    def _register(self, rules: Policy) -> Stamp:
        """Write the register, unless the one that stands was written from the same policy."""
        stands = write.stamp(self.register)
        if stands and stands == self.known.register and self.next.policy.digest == self.known.policy.digest != "":
            return stands
        text = register_json.text(register_json.register(rules))
        return write.put(self.staging, self.register, text.encode())


class _Cards(Sequence[Card]):
    """Cards in the day's order, each read only when its page of the list is written."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> list[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | list[Card]:
        """Read one card, or those of a page."""
        if isinstance(place, slice):
            return [json.loads(text) for text in self.texts[place]]
        card: Card = json.loads(self.texts[place])
        return card


def _make_shells(root: Path) -> None:
    municipality, _ = yamlfile.load((root / "policy" / "municipality.yaml").read_bytes(), "municipality.yaml")
    said = words.load(root / "site", municipality["languages"])
    shell.build(root / "site", root / "var" / "shell", said, pages.addresses(said, municipality["languages"]))


def _schema(rules: Policy) -> bytes:
    """Give the JSON Schema of a profile, for editors, under the address where it is published."""
    schema = {"$id": f"{rules.municipality.address.rstrip('/')}/{write.MARK}"} | editor_schema.json_schema(rules)
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave the cyclic garbage collector out: it costs a third of a large build, which makes hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
