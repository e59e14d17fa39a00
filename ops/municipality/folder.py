"""Writing of a municipality's folder: all of it, or nothing, and never over a file that stands there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder on the same disk as `folder`, and remove what is left of it."""
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
    with tempfile.TemporaryDirectory(prefix=".init-", dir=nearest) as name:
        written = Path(name) / "written"
        written.mkdir()
        yield written


def move_into(written: Path, folder: Path) -> list[str]:
    """Move everything in `written` into `folder`, or nothing; return the files that stood there and were left alone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    moved: list[tuple[Path, Path]] = []
    kept: list[str] = []
    try:
        _move(written, folder, moved, kept)
    except OSError:
        for source, target in moved:
            target.rename(source)
        raise
    return [str(Path(name).relative_to(folder)) for name in kept]


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]], kept: list[str]) -> None:
    """Move a file or folder that is not there yet, and what is in a folder that is."""
    if not target.exists() and not target.is_symlink():
        source.rename(target)
        moved.append((source, target))
    elif source.is_dir() and target.is_dir():
        for entry in sorted(source.iterdir()):
            _move(entry, target / entry.name, moved, kept)
    else:
        kept.append(str(target))


def replace(file: Path, text: str) -> None:
    """Replace a file in one step."""
    beside_it = file.with_name(f".{file.name}.new")
    beside_it.write_text(text, encoding="utf-8")
    beside_it.replace(file)


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts below a new folder."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
