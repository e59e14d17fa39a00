"""Writing of a municipality's folder: all of it, or nothing, and never over a file that stands there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder on the same disk as `folder`, and remove what is left of it."""
    nearest = next(parent for parent in folder.absolute().parents if parent.is_dir())
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=nearest, ignore_cleanup_errors=True) as name:
        written = Path(name) / folder.name
        written.mkdir()
        yield written


def move_into(written: Path, folder: Path) -> list[str]:
    """Move every file of `written` into `folder`, or none; return the files that stood there and were left alone."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        written.rename(folder)
        return []
    moved: list[Path] = []
    kept: list[str] = []
    try:
        for file in sorted(path for path in written.rglob("*") if path.is_file()):
            name = file.relative_to(written)
            target = folder / name
            if target.exists() or target.is_symlink():
                kept.append(name.as_posix())
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            file.rename(target)
            moved.append(target)
    except OSError:
        for target in moved:
            target.unlink()
        raise
    return kept


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
