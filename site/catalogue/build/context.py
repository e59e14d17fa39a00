"""The context shared by all providers of one build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catalogue.build.output import Tree
from catalogue.open_data.bulk_files import Exports
from catalogue.policy.model import Policy
from catalogue.profiles.availability import Availability
from catalogue.rendering.renderer import Renderer


@dataclass(frozen=True)
class PageContext:
    """Everything needed to render providers' pages, and the tree to write them to."""

    renderer: Renderer
    shown: frozenset[str]
    dates: Mapping[str, Mapping[str, str]]  # id -> part of the profile -> when it was last changed
    exports: Exports
    tree: Tree
    availability: Availability


@dataclass(frozen=True)
class BuildContext:
    """The context shared by all providers of one build; without `pages`, profiles are only checked."""

    policy: Policy
    today: date
    profiles: Mapping[str, tuple[str, str | Path]] = field(default_factory=dict)  # id -> path as shown, file
    pages: PageContext | None = None
