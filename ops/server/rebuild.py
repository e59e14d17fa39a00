"""Rebuild on save: when policy, profiles or the site's own files change, the build runs again beside the server."""

import contextlib
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from catalogue import SITE

QUIET_SECONDS = 0.2  # an editor saves in several steps
_CHANGES = {"created", "modified", "moved", "deleted"}
_NOT_SOURCES = {"__pycache__", ".mypy_cache", ".ruff_cache"}


def is_source_change(event: FileSystemEvent) -> bool:
    """Return whether an event changed a source file; reads, caches and editors' temporary files do not count."""
    parts = Path(str(event.src_path)).parts
    hidden = parts[-1].startswith((".", "#")) or parts[-1].endswith(("~", ".tmp", ".swp", ".pyc"))
    moved_in = event.event_type == "moved"  # an editor may write beside the file and move it into place
    return (
        event.event_type in _CHANGES
        and not event.is_directory
        and not _NOT_SOURCES.intersection(parts)
        and (moved_in or not hidden)
    )


class Rebuilder(FileSystemEventHandler):
    """Runs the build command after every save, one run at a time."""

    def __init__(
        self, root: Path, command: Sequence[str], built: Callable[[bool], None], before: Callable[[], None]
    ) -> None:
        """Prepare; `before` is called before every run, and `built` after it with whether it succeeded."""
        self._before = before
        self._root = root
        self._command = command
        self._built = built
        self._saved = threading.Event()
        self._stopping = threading.Event()
        self._running: subprocess.Popen[bytes] | None = None
        self._observer = Observer()
        self._thread = threading.Thread(target=self._work, name="rebuild", daemon=True)

    def build(self) -> bool:
        """Run the build once and return whether it succeeded; its problems go straight to the terminal."""
        self._before()
        self._running = subprocess.Popen(self._command, cwd=self._root, start_new_session=True)
        succeeded = self._running.wait() == 0
        self._running = None
        return succeeded

    def watch(self) -> None:
        """Start watching the folders that exist; called before the first build, so that no save is missed."""
        for folder in (self._root / "policy", self._root / "providers", SITE):
            if folder.is_dir():
                self._observer.schedule(self, str(folder), recursive=True)
        try:
            self._observer.start()
        except OSError as refusal:  # the system's limit of watches is reached
            print(f"Saves are not noticed, start again to rebuild: {refusal.strerror}.", flush=True)

    def start(self) -> None:
        """Start rebuilding, also for what was saved since `watch`."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and terminate a running build."""
        self._stopping.set()
        self._saved.set()
        running = self._running
        if running is not None:
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
        self._observer.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note that a source was saved."""
        if is_source_change(event):
            self._saved.set()

    def _work(self) -> None:
        while self._saved.wait():
            if self._stopping.wait(QUIET_SECONDS):
                return
            self._saved.clear()
            succeeded = self.build()
            if not self._stopping.is_set():
                self._built(succeeded)
