"""What the Python files of the house import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(*folders: str) -> list[str]:
    """Return the path of every Python file below the folders, seen from the root."""
    return sorted(str(file.relative_to(ROOT)) for folder in folders for file in (ROOT / folder).rglob("*.py"))


def imports(source: bytes) -> Iterator[str]:
    """Yield the full name of everything that a source imports, wherever in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


@cache
def imported(path: str) -> frozenset[str]:
    """Return the full name of everything that a file of ours imports."""
    return frozenset(imports((ROOT / path).read_bytes()))
