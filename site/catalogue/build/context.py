"""What all providers of one build have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from catalogue.open_data.bulk_files import Exports
from catalogue.policy.loader import Policy
from catalogue.rendering.renderer import Renderer


@dataclass(frozen=True)
class PageContext:
    """What it takes to lay providers out, and where their pages go."""

    renderer: Renderer
    common: str  # hash of all that decides a page besides the provider's own
    rows: Mapping[str, Mapping[str, Any]]  # id -> its authorisation as policy writes it
    shown: frozenset[str]
    dates: Mapping[str, Mapping[str, str]]
    staging: Path
    out: Path
    today: str
    exports: Exports
    same_world: bool = False  # all but the profiles is as it was in the last build

    def files(self, provider_id: str) -> dict[str, str]:
        """Name the output file of each language; none for a provider that is not shown."""
        if provider_id not in self.shown:
            return {}
        return {lang: f"{before}{provider_id}{after}" for lang, (before, after) in self._around_id.items()}

    def all_files(self, provider_id: str) -> list[str]:
        """Name every file that is a provider's own: its pages, and its open data."""
        files = list(self.files(provider_id).values())
        own = self.exports.own_file(provider_id) if files else ""
        return [*files, own] if own else files

    @cached_property
    def _around_id(self) -> dict[str, list[str]]:
        address = self.renderer.provider_address
        return {lang: address("\0", lang).split("\0") for lang in self.renderer.languages}


@dataclass(frozen=True)
class BuildContext:
    """What all providers of one build have in common; without pages, profiles are only checked."""

    policy: Policy
    today: date
    profiles: Mapping[str, tuple[str, str | Path]] = field(default_factory=dict)  # id -> path as shown, file
    pages: PageContext | None = None
