"""Gather, check, write: all files are read and all problems found before anything is written, and then everything is.

Whatever the folder, the time zone or the state of the cache, the same sources and the same day give the same bytes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from catalogue import encoding
from catalogue.build import cache, check, providers, reuse, workers
from catalogue.build import output as write
from catalogue.build.cache import Cache
from catalogue.build.check import FORK_FROM, Sources
from catalogue.build.context import BuildContext, PageContext
from catalogue.build.list_plan import Cards, Lists
from catalogue.build.output import Stamp, WriteError
from catalogue.build.placing import Placing
from catalogue.build.providers import Progress
from catalogue.build.report import BuildError, Report
from catalogue.history import changes, edits, last_changed
from catalogue.i18n import messages, urls
from catalogue.i18n.messages import WordsError
from catalogue.i18n.urls import PER_PAGE
from catalogue.open_data import bulk_files
from catalogue.open_data.bulk_files import Exports, Fragments, Gathered
from catalogue.open_data.publication import Published
from catalogue.policy import daily_order
from catalogue.policy import register as register_json
from catalogue.policy.loader import Policy
from catalogue.profiles import form_rules, json_schema
from catalogue.rendering import shell
from catalogue.rendering.list_pages import ListPages
from catalogue.rendering.renderer import Renderer
from catalogue.rendering.shell import ShellError
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, has_errors
from catalogue.search import searched
from catalogue.views.running_costs import CostsError

REGISTER = Path("functions/chalicelib/data/register.json")
DAYS_AHEAD = 60  # how long an unattended page still finds the day's order


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
        with write.alone(root / "var"), check.without_collector():
            report = _Build(root.resolve(), today, out or root / "dist", register or root / REGISTER).run(progress)
    except (ShellError, WordsError, CostsError, WriteError) as error:
        raise BuildError(str(error)) from error
    return replace(report, seconds=time.monotonic() - begun)


class _Build:
    """One build, while nobody else builds."""

    def __init__(self, root: Path, today: date, out: Path, register: Path) -> None:
        self.root, self.today, self.out, self.register = root, today, out, register
        self.cache_file = root / "var" / "cache" / "build.json"
        self.staging = root / "var" / "staging"
        self.known = cache.read(self.cache_file)
        self.next = Cache()
        self.folders = write.unchanged(out, self.known.folders)
        self.placing = Placing(self.staging, out, write.survey(out, self.known.files(), self.folders))
        self.fragments: dict[str, Fragments] = {}  # of the files that hold every provider: those of the last build
        self.gathered = Gathered()  # and those of this one

    def run(self, progress: Progress | None) -> Report:
        """Gather, check, lay out, and only then move everything into place."""
        if not write.ours(self.placing.standing):
            raise WriteError(f"{self.out} holds files that no build has made: empty it, or name another folder")
        shells_are_made = self._shells_ahead()
        sources = check.gather(self.root, self.known.policy)
        shells_are_made()
        if sources.policy is None or has_errors(sources.problems):
            return Report(check.problems(self.root, sources, self.today, progress))
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
        return workers.run_in_background(lambda: _make_shells(self.root))

    def _lay_out(self, sources: Sources, rules: Policy, progress: Progress | None) -> Report:
        renderer = Renderer.of(self.root / "site", self.root / "var" / "shell", rules, self.today)
        ids = daily_order.order_on(rules, self.today)
        laid_out = self._pages(renderer, sources, rules, ids)
        job = BuildContext(rules, self.today, sources.profiles, laid_out)
        problems = [*sources.problems, *self._providers(job, laid_out, progress), *self.next.history.problems()]
        if has_errors(problems):
            return Report(tuple(sorted(problems)))
        self._exports(laid_out.exports, ids)
        self._lists(renderer, ids)
        self._rest(renderer, rules, laid_out.exports, ids)
        return self._commit(rules, problems)

    def _pages(self, renderer: Renderer, sources: Sources, rules: Policy, ids: Sequence[str]) -> PageContext:
        self.next.history = last_changed.history(self.root, self.known.history)
        changed = last_changed.uncommitted(self.root) if self.next.history.dates else ()
        dates = {id_: parts for id_, parts in self.next.history.dates.items() if id_ not in changed}
        shared = repr((rules.municipality, rules.services, rules.vocabulary, rules.coordinates, renderer.fees()))
        common = cache.key(renderer.digest, str(searched.texts_too(rules)), shared)
        rows = {row["id"]: row for row in sources.checked.values["authorisations"]["providers"]}
        day, exported = self.today.isoformat(), renderer.exports(ids)
        self.next.world = cache.key(common, sources.checked.digest, self.next.history.head, self.next.history.missing)
        same = self.next.world == self.known.world
        return PageContext(renderer, common, rows, frozenset(ids), dates, self.staging, self.out, day, exported, same)

    def _providers(self, job: BuildContext, laid_out: PageContext, progress: Progress | None) -> list[Problem]:
        """Take what still holds from the last build, and do the rest."""
        pending: list[str] = []
        problems: list[Problem] = []
        self.fragments = bulk_files.kept(self.out, self.known.exports, self.placing.standing, laid_out.exports.files)
        for id_ in sorted(job.profiles.keys() | laid_out.shown):
            row = self.known.rows.get(id_)
            exported = id_ in self.fragments or id_ not in laid_out.shown
            still = reuse.still(job, laid_out, id_, row, self.placing.standing) if exported and row else None
            if still:
                self.next.rows[id_] = still
                problems += still.warnings
            else:
                pending.append(id_)
        for done in providers.build_providers(job, pending, workers.worker_count(len(pending), FORK_FROM), progress):
            problems += done.problems
            self.placing.staged += done.staged
            if done.fragments:
                self.gathered.add(done.id, done.fragments)
            if done.row is not None:
                self.next.rows[done.id] = done.row
        return problems + check.across(self.root, (row.told for row in self.next.rows.values() if row.told))

    def _exports(self, exported: Exports, ids: Sequence[str]) -> None:
        """Write the files that hold every provider."""
        new = self.gathered.places
        whole = exported.whole([self.gathered[id_] if id_ in new else self.fragments[id_] for id_ in ids])
        stamps = {file: self.placing.place(file, *one.parts) for file, one in whole.items()}
        self.next.exports = bulk_files.left(ids, whole, stamps)
        self.fragments, self.gathered = {}, Gathered()

    def _lists(self, renderer: Renderer, ids: Sequence[str]) -> None:
        """Write the list and what is made of it, those pages that show something new."""
        rows = [self.next.rows[id_] for id_ in ids]
        lists = Lists(
            ListPages.of(renderer),
            Cards([row.card for row in rows]),
            [row.line for row in rows],
            [f"{row.key}{row.first}" for row in rows],
        )
        known = self.known.pages
        self.next.pages = self.placing.bring_up_to_date(dict(lists.pages()), known)
        everyone = lists.everyone()
        if self.known.parts[0] == everyone and self.placing.stand(self.known.parts[1], known):
            self.next.pages |= self.placing.keep(self.known.parts[1], known)
            self.next.parts = self.known.parts
        else:
            wanted = dict(lists.parts(everyone))
            self.next.pages |= self.placing.bring_up_to_date(wanted, known)
            self.next.parts = everyone, tuple(wanted)

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
            prose = renderer.editorial(lang, cards)
            wanted = {file: (cache.key(self.next.policy.digest, shown), write) for file, shown, write in prose}
            self.next.pages |= self.placing.bring_up_to_date(wanted, self.known.pages)
            for file, html in renderer.about_published(lang, published).items():
                self.placing.place(file, html.encode())
        for file, data in published.documents():
            self.placing.place(file, data)
        days = DAYS_AHEAD if len(ids) <= PER_PAGE else 1  # a page of many cannot be re-sorted: the others are elsewhere
        ahead = {day: daily_order.order_on(rules, day) for day in (self.today + timedelta(n) for n in range(1, days))}
        self.placing.place("order.json", renderer.order_data(ids, {self.today: ids} | ahead))
        self.placing.place(write.MARK, _schema(rules))
        self.placing.place("identity.json", renderer.identity_data())
        self.placing.place(form_rules.ADDRESS, encoding.dumps(form_rules.rules(rules)))
        for file, data in renderer.assets().items():
            self.placing.place(file, data)

    def _published(self, renderer: Renderer, rules: Policy, exported: Exports, shown: Mapping[str, str]) -> Published:
        """Gather what is published besides the pages; whoever has left is named as the authorisation says."""
        self.next.edits = edits.edits(self.root, self.known.edits)
        told = changes.changes(rules, self.next.edits, self.today)
        left = {one.id: one.legal_name for one in rules.authorisations.values() if one.id not in shown}
        return Published(renderer.tongues, exported, list(shown), {**left, **shown}, told, self.next.edits.missing)

    def _commit(self, rules: Policy, problems: Sequence[Problem]) -> Report:
        """Move pages and register into place; then say in the cache what stands there."""
        expected = self.placing.files.union(*(row.files for row in self.next.rows.values()))
        gone = sorted(self.placing.standing.keys() - expected)
        changed = write.commit(self.staging, self.out, gone)
        self.next.others = tuple(sorted(self.placing.files))
        folders = write.folders_of(expected)
        still = {folder: noted for folder, noted in self.folders.items() if folder in folders and folder not in changed}
        self.next.folders = still | write.noted(self.out, folders - still.keys())
        self.next.register = self._register(rules)
        if self.next != self.known:
            write.put(self.staging, self.cache_file, cache.content(self.next))
        return Report(tuple(sorted(problems)), self.placing.staged, len(expected) - self.placing.staged, len(gone))

    def _register(self, rules: Policy) -> Stamp:
        """Write the register, unless the one that stands was written from the same policy."""
        stands = write.stamp(self.register)
        if stands and stands == self.known.register and self.next.policy.digest == self.known.policy.digest:
            return stands
        text = register_json.text(register_json.register(rules))
        return write.put(self.staging, self.register, text.encode())


def _make_shells(root: Path) -> None:
    municipality, _ = yaml_reader.load((root / "policy" / "municipality.yaml").read_bytes(), "municipality.yaml")
    said = messages.load(root / "site", municipality["languages"])
    shell.build(root / "site", root / "var" / "shell", said, urls.addresses(said, municipality["languages"]))


def _schema(rules: Policy) -> bytes:
    """Give the JSON Schema of a profile, for editors, under the address where it is published."""
    schema = {"$id": f"{rules.municipality.address.rstrip('/')}/{write.MARK}"} | json_schema.json_schema(rules)
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
