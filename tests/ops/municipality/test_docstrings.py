"""The examples in the docstrings of the package hold."""

import doctest
from types import ModuleType

import pytest

from ops.municipality import provider_ids
from ops.municipality.provider_list import cells, headings


@pytest.mark.parametrize("module", [cells, headings, provider_ids])
def test_the_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).attempted > 0
    assert doctest.testmod(module).failed == 0
