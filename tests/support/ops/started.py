"""`serve --production` as a process, as a service manager starts it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.support.ops.installation import Environment
from tests.support.ops.serving import LATE_SECONDS, ROOT

Process = tuple["subprocess.Popen[str]", IO[str], IO[str]]

START = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from ops.self_hosted import serve as production
sys.exit(production.serve(Path({root!r}), {port}))
"""


def started(root: Path, environment: Environment, port: int) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    paths = [str(ROOT), str(ROOT / "site"), str(ROOT / "functions")]
    return subprocess.Popen(
        [sys.executable, "-c", START.format(paths=paths, root=str(root), port=port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
    )


@contextmanager
def running(root: Path, environment: Environment, port: int) -> Iterator[Process]:
    """Run the command until the end, or at most until it is late; yield it with what it says and what is wrong."""
    process = started(root, environment, port)
    late = threading.Timer(4 * LATE_SECONDS, process.kill)  # a test may build several times
    late.start()
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield process, process.stdout, process.stderr
    finally:
        late.cancel()
        process.kill()  # where a test failed before it had told it to stop
        process.communicate()
