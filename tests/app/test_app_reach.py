"""Every status and code that openapi.yaml describes can be got, one request each; none is described in vain."""

import pytest

from tests.support.app.endpoint import Endpoint
from tests.support.app.reach import EVERY_CASE, provoke
from tests.support.app.reach_any import ANY_ROUTE
from tests.support.app.reach_good import GOOD
from tests.support.app.reach_own import OWN_WAYS
from tests.support.app.sending import Case


def named(case: Case) -> str:
    """A test's name for a case."""
    method, path, status, code = case
    return f"{method} {path} {status} {code}"


@pytest.mark.parametrize("case", EVERY_CASE, ids=named)
def test_it_is_reached(endpoint: Endpoint, case: Case) -> None:
    answer = provoke(endpoint, case)
    code = answer.json()["code"] if answer.status >= 400 else "ok"
    assert (answer.status, code) == case[2:]


def test_no_way_leads_to_what_is_not_described() -> None:
    assert set(OWN_WAYS) <= set(EVERY_CASE)
    assert set(ANY_ROUTE) <= {code for *_, code in EVERY_CASE}
    assert set(GOOD) == {(method, path) for method, path, *_ in EVERY_CASE}
