"""Time of checking all profiles, compared with PyYAML only reading them; and memory for ten times as many."""

import sys
from collections.abc import Iterator
from dataclasses import asdict

from benchmarks.catalogue.builds import DATE, Workbench
from benchmarks.measure import Command, compare, peak_megabytes
from benchmarks.report import Measurement

READ_ONLY = """
import pathlib, yaml
for file in sorted(pathlib.Path("providers").glob("*.yaml")):
    yaml.load(file.read_bytes(), Loader=yaml.SafeLoader)
"""


def check(bench: Workbench) -> Command:
    """Return our check of every profile by every rule; it writes nothing."""
    return Command("ours", (sys.executable, "build.py", "check", "--date", DATE), bench.checkout, lambda: None)


def read(bench: Workbench) -> Command:
    """Return a program in which PyYAML's pure-Python loader reads every profile and checks nothing."""
    return Command("PyYAML", (sys.executable, "-c", READ_ONLY), bench.checkout, lambda: None)


def beside_pyyaml(large: Workbench, small: Workbench, runs: int) -> Iterator[Measurement]:
    """Yield the seconds for all profiles; then the peak memory, compared with that for a tenth of them."""
    ours, peer = compare([check(large), read(large)], runs, memory=False)
    name = f"check-{large.count}-vs-pyyaml"
    details = {"ours": asdict(ours), "peer": asdict(peer)}
    yield Measurement(name, ours.median_seconds, "PyYAML", peer.median_seconds, "s", details)
    yield Measurement(
        f"check-{large.count}-memory",
        peak_megabytes(check(large)),
        f"{small.count} profiles",
        peak_megabytes(check(small)),
        "MB",
    )
