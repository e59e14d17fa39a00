"""`.venv/bin/python -m benchmarks [NAME …]`: compare with peers, print a line each, and write var/bench/NAME.json.

Without names everything is measured except the slowest, MkDocs with 10,000 pages (some minutes): request it by name.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]

from benchmarks.catalogue import (  # noqa: E402
    builds,
    checking,
    filter_speed,
    first_visit,
)
from benchmarks.catalogue.builds import Workbench  # noqa: E402
from benchmarks.endpoint import (  # noqa: E402
    capacity,
    claim_speed,
    load,
    money_year,
    store_calls,
)
from benchmarks.measure import delete_set_aside  # noqa: E402
from benchmarks.report import Measurement  # noqa: E402

WORK = ROOT / "var" / "bench" / "work"
RUNS_SMALL, RUNS_LARGE = 5, 3

Steps = dict[str, Callable[[], Iterator[Measurement]]]


def steps() -> Steps:
    """Return every measurement by name; those of the same size share a workbench."""
    benches: dict[int, Workbench] = {}

    def bench(count: int) -> Workbench:
        if count not in benches:
            benches[count] = Workbench(ROOT, WORK / str(count), count)
        return benches[count]

    return {
        "claim-store-calls": lambda: store_calls.measure(ROOT),
        "claim-capacity": lambda: capacity.measure(ROOT),
        "load": lambda: load.measure(ROOT),
        "money-year": lambda: money_year.measure(ROOT),
        "claim-speed": lambda: claim_speed.measure(ROOT),
        "first-visit": lambda: first_visit.measure(ROOT, WORK / "visit"),
        "filter-10000": lambda: filter_speed.measure(ROOT, WORK / "filter"),
        "build-400-vs-hugo": lambda: builds.whole(bench(400), ("hugo",), RUNS_SMALL),
        "build-1000": lambda: builds.whole(bench(1000), ("hugo", "material"), RUNS_SMALL),
        "build-10000-vs-hugo": lambda: builds.whole(bench(10_000), ("hugo",), RUNS_LARGE),
        "check-10000-vs-pyyaml": lambda: checking.beside_pyyaml(bench(10_000), bench(1000), 1),
        "build-10000-vs-material": lambda: builds.whole(bench(10_000), ("material",), 1),
    }


SLOWEST = "build-10000-vs-material"


def main() -> None:
    """Run the measurements that are named, and print each result."""
    by_name = steps()
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(by_name))
    names = parser.parse_args().names or [name for name in by_name if name != SLOWEST]
    if unknown := sorted(set(names) - by_name.keys()):
        parser.error(f"no measurement is called {', '.join(unknown)}; there are {', '.join(by_name)}")
    try:
        for name in names:
            for measurement in by_name[name]():
                measurement.save(ROOT / "var" / "bench")
                print(measurement.line(), flush=True)
    finally:
        delete_set_aside()


if __name__ == "__main__":
    main()
