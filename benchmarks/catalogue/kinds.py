"""The output of a build by kind of page: number of files, and their median size in bytes."""

import statistics
from pathlib import Path

KINDS = {
    "provider": ("utforare/*/index.html",),
    "list": ("utforare/index.html", "utforare/sida/*/index.html"),
    "selection": ("urval/*/**/index.html",),
    "choices": ("urval/index.html",),
    "comparison": ("jamfor/index.html", "jamfor/sida/*/index.html"),
    "profile for the form": ("profiles/*.json", "utforare/*.json"),
    "answers to filter by": ("facets.json",),
    "words to search in": ("search.json",),
    "open data, JSON": ("api/v1/providers.json",),
    "open data, CSV": ("api/v1/providers.csv",),
}
"""Each kind and its paths, in our output or in Hugo's; both write all of these."""


def count(folder: Path) -> dict[str, dict[str, int]]:
    """Count files and bytes of each kind, and of everything in the folder."""
    counts = {
        kind: _sizes(sorted({path for pattern in patterns for path in folder.glob(pattern)}))
        for kind, patterns in KINDS.items()
    }
    return counts | {"everything": _sizes([path for path in folder.rglob("*") if path.is_file()])}


def _sizes(files: list[Path]) -> dict[str, int]:
    sizes = [path.stat().st_size for path in files] or [0]
    return {"files": len(files), "median_bytes": int(statistics.median(sizes)), "bytes": sum(sizes)}
