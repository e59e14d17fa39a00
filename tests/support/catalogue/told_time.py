"""Builds a git repository whose commits have given dates."""

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository of profiles and authorisations, committed on days that a test chooses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("providers", "policy"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2026-01-01") -> None:
        """Run git with a fixed author, on a day."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        when = f"{day}T12:00:00+01:00"
        who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example", "GIT_AUTHOR_DATE": when}
        by = {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example", "GIT_COMMITTER_DATE": when}
        environment = kept | who | by | {"GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(("git", *arguments), cwd=self.folder, env=environment, check=True)

    def write(self, **files: str | None) -> None:
        """Write files by their names without folder; `authorisations` is the policy file; None deletes a file."""
        for name, text in files.items():
            id_ = name.replace("_", "-")
            path = self.folder / ("policy" if id_ == "authorisations" else "providers") / f"{id_}.yaml"
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")

    def commit(self, day: str, **files: str | None) -> None:
        """Write files, and commit them on a day."""
        self.write(**files)
        self.git("add", "--all", ".", day=day)
        self.git("commit", "--quiet", "--allow-empty", "--message", "change", day=day)
