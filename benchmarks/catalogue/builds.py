"""Time and memory of building a whole catalogue, compared with Hugo and with plain MkDocs with Material."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.catalogue import kinds, peer_hugo, peer_material, synthetic
from benchmarks.catalogue.hugo_answers import Answers
from benchmarks.catalogue.hugo_frames import Frame
from benchmarks.measure import Command, Sample, compare, set_aside
from benchmarks.report import Measurement

DATE = synthetic.TODAY.isoformat()
FRAMES = {
    "list": "utforare/index.html",
    "compare": "jamfor/index.html",
    "choices": "urval/index.html",
}


class Workbench:
    """One folder with the same providers as input for each program; created once for each count."""

    def __init__(self, source: Path, folder: Path, count: int) -> None:
        self.source, self.folder, self.count = source, folder, count
        set_aside(folder)
        self.checkout = folder / "ours"
        self.checkout.mkdir(parents=True)
        self.providers = synthetic.checkout(source, self.checkout, count)
        self.words = synthetic.vocabulary(source)

    def ours(self) -> Command:
        """Build as a fresh clone does, without any output."""
        return Command("ours", self._build(), self.checkout, self._nothing_built)

    def hugo(self) -> Command:
        """Return Hugo's build of the same pages and files; it reuses frames and answers from our own output."""
        folder = self.folder / "hugo"
        if not folder.exists():
            dist = self.checkout / "dist"
            answers = Answers(dist, self.checkout / "site", DATE)
            frames = {kind: Frame.around_main(_text(dist / path)) for kind, path in FRAMES.items()}
            frames["provider"] = Frame.around_main(_text(dist / "utforare" / answers.order[0] / "index.html"))
            frames["selection"] = Frame.around_main(_text(dist / "urval" / answers.terms[0].code / "index.html"))
            peer_hugo.write_site(folder, self.providers, answers, frames, self.words)
        return peer_hugo.command(folder)

    def material(self) -> Command:
        """Return the build of the same facts by MkDocs with Material."""
        folder = self.folder / "material"
        if not folder.exists():
            peer_material.write_site(folder, self.providers, self.words)
        return peer_material.command(folder)

    def output(self) -> dict[str, Any]:
        """Count the pages of each kind on both sides, and their sizes: they must be similar to be compared."""
        sides = {"ours": self.checkout / "dist", "hugo": self.folder / "hugo" / "public"}
        return {side: kinds.count(folder) for side, folder in sides.items() if folder.exists()}

    def _build(self) -> tuple[str, ...]:
        return (sys.executable, "build.py", "build", "--date", DATE)

    def _nothing_built(self) -> None:
        for name in ("dist", "dist.builds", "var"):
            set_aside(self.checkout / name)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def whole(bench: Workbench, peers: Sequence[str], runs: int) -> Iterator[Measurement]:
    """Compare full builds, each program in turn."""
    ours = bench.ours()
    compare([ours], 1, memory=False)  # compiles our modules, and writes the pages that Hugo takes its frames from
    commands = [ours, *(getattr(bench, peer)() for peer in peers)]
    mine, *others = compare(commands, runs)
    for peer, sample in zip(peers, others, strict=True):
        yield from beside(f"build-{bench.count}-vs-{peer}", mine, sample, bench.output())


def beside(name: str, ours: Sample, peer: Sample, output: dict[str, Any]) -> Iterator[Measurement]:
    """Yield seconds (median) and megabytes (peak of the process tree) of the same runs."""
    details = {"ours": asdict(ours), "peer": asdict(peer), "output": output}
    yield Measurement(name, ours.median_seconds, peer.name, peer.median_seconds, "s", details)
    yield Measurement(f"{name}-memory", ours.peak_megabytes, peer.name, peer.peak_megabytes, "MB", details)
