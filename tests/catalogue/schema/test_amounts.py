"""Amounts in policy: what people type is refused with the kronor that it stands for, and never with another sum."""

from __future__ import annotations

from catalogue.schema.scalars import AMOUNT
from tests.support.input_cases import rights
from tests.support.tables import assert_rows


def test_an_amount_as_people_type_it_suggests_the_kronor_it_stands_for() -> None:
    assert_rows(rights("amount"), AMOUNT.suggestion)
