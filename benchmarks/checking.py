"""How long it takes to check all profiles, beside PyYAML's loader merely reading them; and memory stays flat."""

import sys
from collections.abc import Iterator
from dataclasses import asdict

from benchmarks.builds import DATE, Workbench
from benchmarks.measure import Command, compare, peak_megabytes
from benchmarks.report import Measurement

READ_ONLY = """
import pathlib, yaml
for file in sorted(pathlib.Path("providers").glob("*.yaml")):
    yaml.load(file.read_bytes(), Loader=yaml.SafeLoader)
"""


def check(bench: Workbench) -> Command:
    """Every rule over every profile, and nothing written."""
    return Command("ours", (sys.executable, "build.py", "check", "--date", DATE), bench.checkout, lambda: None)


def read(bench: Workbench) -> Command:
    """The pure-Python loader reads every profile and checks nothing."""
    return Command("PyYAML", (sys.executable, "-c", READ_ONLY), bench.checkout, lambda: None)


def beside_pyyaml(large: Workbench, small: Workbench, runs: int) -> Iterator[Measurement]:
    """Seconds for all profiles; then the peak of memory beside that of a tenth of them."""
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
