"""Time of one change of the filters in the browser with 10,000 providers, compared with a plain filter over objects.

Both run in the same page of the same chromium, in turn, on the same invented providers: ours reads the columns of
/facets.json and counts every facet under the other choices; the peer has one object per provider, as most lists do, and
filters them once for the list and once per facet for its counts. Both must give the same providers and the same counts.
"""

import gzip
import http.server
import random
import shutil
import statistics
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.catalogue import synthetic
from benchmarks.report import Measurement
from catalogue.policy import daily_order, loader
from catalogue.schema import yaml_reader, yaml_writer
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import card_of
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import Columns

COUNT = 10_000
CHANGES = 60
ROUNDS = 5  # each in a fresh page; a change's time is the median of them, so that one disturbed moment has no effect
LIMIT_MS = 50.0
LIMIT_BYTES = 200_000
SEED = 20261121
SIDES = ("ours", "peer")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGE = "<!doctype html><title>Measured</title>"
MEASURED = """async ({ choices }) => {
  const { table, chosen, narrow } = await import("./filter.js");
  const data = await (await fetch("./facets.json")).json();
  const rows = data.ids.map((_, row) => row), keys = Object.keys(data.facets);
  const begun = performance.now(), made = table(data), prepared = performance.now() - begun;
  const objects = rows.map((row) => Object.fromEntries(keys.map((key) => {
    const { sets, columns, values } = data.facets[key], set = sets[columns[0][row]];
    return [key, set === null ? null : set.map((one) => values[one])];
  })));
  const holds = (one, [key, wanted]) => one[key] !== null && one[key].some((value) => wanted.includes(value));
  const plain = (choice) => {
    const picked = Object.entries(choice), counts = {};
    const shown = objects.filter((one) => picked.every((pick) => holds(one, pick)));
    for (const key of keys) {
      const others = picked.filter(([other]) => other !== key);
      const left = objects.filter((one) => others.every((pick) => holds(one, pick)));
      counts[key] = data.facets[key].values.map((value) => left.filter((one) => one[key]?.includes(value)).length);
    }
    return { shown: shown.length, counts };
  };
  const ours = (choice) => narrow(made, rows, chosen(made, new Map(Object.entries(choice))));
  const times = { ours: [], peer: [], prepared, differences: 0 };
  for (const choice of choices) {
    let start = performance.now();
    const mine = ours(choice);
    times.ours.push(performance.now() - start);
    start = performance.now();
    const theirs = plain(choice);
    times.peer.push(performance.now() - start);
    const same = mine.rows.length === theirs.shown && keys.every((key) =>
      JSON.stringify(mine.facets.get(key).values) === JSON.stringify(theirs.counts[key]));
    if (!same) times.differences++;
  }
  return times;
}"""


class ResultsDiffer(RuntimeError):  # noqa: N818 - it names what happened
    """The two sides give different results, so they cannot be compared."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Log nothing: the terminal is for the measurements."""


def measure(source: Path, folder: Path) -> Iterator[Measurement]:
    """Measure one change (the slowest, and the median), the opening, and the compressed size of the facets."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    index = synthetic_index(source)
    text = index.json(synthetic.TODAY.isoformat()).decode()
    (folder / "facets.json").write_text(text, encoding="utf-8")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(source / "site" / "theme" / "assets" / "list" / "filter.js", folder / "filter.js")
    times = in_browser(folder, choices(index))
    if times["differences"]:
        raise ResultsDiffer(f"{times['differences']} of {CHANGES} changes gave other providers or counts than the peer")
    ours, peer = times["ours"][1:], times["peer"][1:]  # the first is the page as it opens, not a change
    yield Measurement("filter-10000", statistics.median(ours), "objects", statistics.median(peer), "ms", times)
    yield Measurement("filter-10000-slowest", max(ours), "limit", LIMIT_MS, "ms", {"peer": max(peer)})
    opening = times["prepared"] + times["ours"][0]
    yield Measurement("filter-10000-opening", opening, "objects", times["peer"][0], "ms")
    weight = len(gzip.compress(text.encode()))
    yield Measurement("filter-10000-facets", weight / 1000, "limit", LIMIT_BYTES / 1000, "kB", {"raw": len(text)})


def synthetic_index(source: Path) -> FacetIndex:
    """Build the facet index of the invented providers, as a build does."""
    rules, problems = loader.load(source / "policy", source)
    if rules is None:
        raise ValueError(f"the policy has errors: {problems}")
    today, rows, columns = synthetic.TODAY.isoformat(), [], Columns.from_policy(rules)
    for provider in synthetic.providers(synthetic.vocabulary(source), COUNT, SEED):
        row: Any = provider.authorisation
        authorised = AuthorisedProvider(
            provider.id,
            row["legal_name"],
            None,
            sole_trader=False,
            regi=row["regi"],
            services=tuple((entry["service"], entry["from"]) for entry in row["services"]),
        )
        profile, _ = yaml_reader.load(yaml_writer.dump(provider.profile).encode(), provider.id)
        rows.append(columns.row(profile, authorised, card_of(profile, authorised, today)))
    positions = {id_: position for position, id_ in enumerate(daily_order.order([row.id for row in rows], "bench", 0))}
    return FacetIndex.from_rows(columns, sorted(rows, key=lambda row: positions[row.id]))


def choices(table: FacetIndex) -> list[dict[str, list[str]]]:
    """Return the choices to measure: none first, as the page opens; then up to five facets with up to three values."""
    rng = random.Random(SEED)  # noqa: S311 - choices to measure, not secrets
    facets = [column.facet for column in table.columns.values()]

    def choice() -> dict[str, list[str]]:
        picked = rng.sample(facets, rng.randint(1, 5))
        return {f.key: rng.sample(f.values, min(len(f.values), rng.randint(1, 3))) for f in picked}

    return [{}, *(choice() for _ in range(CHANGES - 1))]


def in_browser(folder: Path, choices: list[dict[str, list[str]]]) -> dict[str, Any]:
    """Run both sides in Debian's chromium, and return the medians of all rounds."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise FileNotFoundError("this measurement needs chromium: apt-get install chromium")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            rounds = [_run_round(browser, f"http://127.0.0.1:{server.server_port}/", choices) for _ in range(ROUNDS)]
            browser.close()
    finally:
        server.shutdown()
        thread.join()
    return {
        **{side: _medians([round_[side] for round_ in rounds]) for side in SIDES},
        "prepared": statistics.median(round_["prepared"] for round_ in rounds),
        "differences": sum(round_["differences"] for round_ in rounds),
    }


def _medians(rounds: list[list[float]]) -> list[float]:
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _run_round(browser: Browser, address: str, choices: list[dict[str, list[str]]]) -> dict[str, Any]:
    page = browser.new_page()
    page.goto(address)
    times: dict[str, Any] = page.evaluate(MEASURED, {"choices": choices})
    page.close()
    return times
