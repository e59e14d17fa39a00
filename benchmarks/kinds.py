"""What a build wrote of each kind: how many files, and the median of their bytes."""

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
"""Each kind and where it lies, in our output or in Hugo's; both write all that stands here."""


def count(folder: Path) -> dict[str, dict[str, int]]:
    """Files and median bytes of each kind, and all that lies in the folder."""
    told = {
        kind: _told(sorted({path for place in places for path in folder.glob(place)})) for kind, places in KINDS.items()
    }
    return told | {"everything": _told([path for path in folder.rglob("*") if path.is_file()])}


def _told(files: list[Path]) -> dict[str, int]:
    sizes = [path.stat().st_size for path in files] or [0]
    return {"files": len(files), "median_bytes": int(statistics.median(sizes)), "bytes": sum(sizes)}
