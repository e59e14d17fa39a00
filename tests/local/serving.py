"""Site, API and sign-in behind a port of the machine's choice, answering until the test ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import app
from chalicelib.ledger_sqlite import SqliteLedger
from local.httpd import Server
from local.server import Local, open_local


@contextmanager
def answering(root: Path, *, dist: Path | None = None, var: Path | None = None, port: int = 0) -> Iterator[Local]:
    """Serve a project folder after a build; the ledger is closed at the end."""
    with Server(port) as server:
        running = open_local(server, root, dist=dist, var=var)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
    ledger = app.wired().ledger()
    app._wired.clear()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()
