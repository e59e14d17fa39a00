"""Cards packed as bytes are the same cards when they are read again."""

from __future__ import annotations

import datetime as dt

from catalogue import encoding
from catalogue.build.card_block import Cards
from tests.support.catalogue.demo_cards import demonstration

CARDS = demonstration(dt.date(2026, 11, 21))[1]


def packed() -> Cards:
    """Pack the demonstration's cards as a build does."""
    cards = Cards()
    for card in CARDS:
        cards.append(encoding.dumps(card))
    return cards


def test_every_card_is_read_back_whole() -> None:
    assert list(packed()) == CARDS


def test_a_slice_of_cards_is_that_of_a_list() -> None:
    assert packed()[2:5] == CARDS[2:5]
    assert packed()[-1] == CARDS[-1]
