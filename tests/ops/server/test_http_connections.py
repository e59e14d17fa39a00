"""Connections are kept, answered at once, and never crossed."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

from ops.server.serve import Local
from tests.support.ops.serving import LATE_SECONDS, ask


class TestConnections:
    """Kept open, answered at once."""

    def test_a_connection_is_kept(self, local: Local) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
        sockets = set()
        for path in ("/", "/v1/health", "/nothing", "/dev/jwks.json"):
            connection.request("GET", path)
            connection.getresponse().read()
            sockets.add(id(connection.sock))
        assert len(sockets) == 1
        connection.close()

    def test_two_hundred_requests_do_not_wait_for_nagle(self, local: Local) -> None:
        """Without TCP_NODELAY each waits 40 ms for the other side, on any machine."""
        connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
        waits = []
        for _ in range(200):
            begun = time.monotonic()
            connection.request("GET", "/assets/site.css")
            connection.getresponse().read()
            waits.append(time.monotonic() - begun)
        assert min(waits[20:]) < 0.04
        connection.close()

    def test_fifty_clients_at_once_are_all_answered(self, local: Local) -> None:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: ask(local, "GET", "/v1/health")[0], range(50)))
        assert answers == [200] * 50

    def test_answers_never_cross_between_threads(self, local: Local) -> None:
        headers = {"Authorization": f"Bearer {local.client.issuer.token('controller')}"}

        def months(thread: int) -> list[tuple[str, str]]:
            connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
            pairs = []
            for turn in range(50):
                month = f"20{thread + 10}-{turn % 12 + 1:02}"
                connection.request("GET", f"/v1/claims?month={month}", headers=headers)
                pairs.append((month, json.loads(connection.getresponse().read())["month"]))
            connection.close()
            return pairs

        with ThreadPoolExecutor(8) as pool:
            found = [pair for asked in [pool.submit(months, thread) for thread in range(8)] for pair in asked.result()]
        assert len(found) == 400
        assert not [pair for pair in found if pair[0] != pair[1]]
