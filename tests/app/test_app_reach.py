"""Every status and code that openapi.yaml describes can be got, one request each; none is described in vain."""

from pathlib import Path

import pytest

from tests.support.app.local_endpoint import opened
from tests.support.app.reach import EVERY_CASE, provoke
from tests.support.app.reach_any import ANY_ROUTE
from tests.support.app.reach_good import GOOD
from tests.support.app.reach_own import OWN_WAYS
from tests.support.app.sending import Case
from tests.support.tables import assert_rows


@pytest.mark.parametrize("route", sorted(GOOD), ids=" ".join)
def test_every_answer_of_a_route_is_reached(route: tuple[str, str], register_path: Path, tmp_path: Path) -> None:
    def answered(case: Case) -> tuple[int, str]:
        folder = tmp_path / f"{case[2]} {case[3]}"
        folder.mkdir()
        with opened(folder, register_path) as endpoint:
            answer = provoke(endpoint, case)
        return answer.status, answer.json()["code"] if answer.status >= 400 else "ok"

    assert_rows(((case, case[2:]) for case in EVERY_CASE if case[:2] == route), answered)


def test_no_way_leads_to_what_is_not_described() -> None:
    assert set(OWN_WAYS) <= set(EVERY_CASE)
    assert set(ANY_ROUTE) <= {code for *_, code in EVERY_CASE}
    assert set(GOOD) == {(method, path) for method, path, *_ in EVERY_CASE}
