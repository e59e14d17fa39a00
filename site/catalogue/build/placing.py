"""What stands in the output, and what is staged beside it: a file is staged only when it will be another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.build import output, workers
from catalogue.build.output import Bytes, Stamp

FORK_FROM = 40  # fewer pages are done before the processes have started

Wanted = tuple[str, Callable[[], str | bytes]]  # the key of a page, and what writes it
Known = Mapping[str, tuple[str, Stamp]]  # page -> the key that it was written under, and how it stood then


@dataclass
class Placing:
    """Stages the files of one build, besides the providers' own, and remembers which there shall be."""

    staging: Path
    out: Path
    standing: Mapping[str, Stamp]
    files: set[str] = field(default_factory=set)
    staged: int = 0

    def place(self, file: str, *parts: Bytes) -> Stamp:
        """Stage a file unless it stands already."""
        self.files.add(file)
        stamp, staged = output.place(self.staging, self.out, file, *parts)
        self.staged += staged
        return stamp

    def stand(self, files: Iterable[str], known: Known) -> bool:
        """Tell whether nobody has touched these since the build that knew them."""
        return all(file in known and known[file][1] == self.standing.get(file) for file in files)

    def keep(self, files: Iterable[str], known: Known) -> dict[str, tuple[str, Stamp]]:
        """Leave these as they stand."""
        kept = {file: known[file] for file in files}
        self.files.update(kept)
        return kept

    def bring_up_to_date(self, wanted: Mapping[str, Wanted], known: Known) -> dict[str, tuple[str, Stamp]]:
        """Write the pages whose key is not the one that they were written under."""
        done = self.keep(
            [file for file, (key, _) in wanted.items() if known.get(file) == (key, self.standing.get(file))], known
        )
        pending = [file for file in wanted if file not in done]

        def lay_out(file: str) -> tuple[Stamp, bool]:
            page = wanted[file][1]()
            return output.place(self.staging, self.out, file, page.encode() if isinstance(page, str) else page)

        answers = workers.map_parallel(lay_out, pending, workers.worker_count(len(pending), FORK_FROM))
        for file, (stamp, staged) in zip(pending, answers, strict=True):
            done[file] = (wanted[file][0], stamp)
            self.staged += staged
        self.files.update(pending)
        return done
