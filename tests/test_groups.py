"""What is dear to make ready is made by one worker of a run: the runner keeps the groups that tests name."""

import pytest


@pytest.mark.xdist_group("alone")
def test_a_group_is_kept_by_whoever_shares_tests_out(request: pytest.FixtureRequest) -> None:
    is_shared_out_by_group = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@alone") == is_shared_out_by_group
