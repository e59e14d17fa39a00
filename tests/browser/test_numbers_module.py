"""The pages' module of control numbers, in a real browser, against the service's own reading."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from chalicelib.control_numbers import control_number
from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
WORDS = ("Mitt nummer är", "”Nr:”", "• och till", "kl 10.15 den 2026-11-30", "7K3M-9RT4-WXC6", "7К3M", "\u200b—", "(")
"""What may stand beside a number."""


def texts(chance: random.Random) -> Iterator[str]:
    """Numbers, numbers with one or two faults, and texts that were never one."""
    for _ in range(300):
        right = control_number.from_digest(chance.randbytes(32))
        yield control_number.format(right)
        wrong = list(right)
        for _ in range(chance.choice((1, 1, 2))):
            wrong[chance.randrange(len(wrong))] = chance.choice(control_number.ALPHABET + "AEOILU?å")
        yield "".join(wrong)
        yield f"{chance.choice(WORDS)} {control_number.format(''.join(wrong))} {chance.choice(WORDS)}"
        yield "".join(chance.choices(control_number.ALPHABET + "oil -–\u00a0", k=chance.randrange(16)))


def test_the_browser_and_the_service_read_numbers_alike(reader: Visit) -> None:
    asked_about = list(texts(random.Random(7)))
    page = reader.go(PAGES["own_number"], settled=True)
    read = page.evaluate(
        """async ([module, alphabet, length, texts]) => {
          const { Numbers } = await import(module);
          const numbers = new Numbers({ alphabet, length });
          return texts.map((text) => [
            !numbers.fault(text), numbers.compact(text), numbers.written(text), numbers.suggest(text),
          ]);
        }""",
        [module(reader, "control_number"), control_number.ALPHABET, control_number.LENGTH, asked_about],
    )
    expected = [
        [
            control_number.is_valid(text),
            control_number.compact(text),
            control_number.format(text),
            control_number.suggest(text),
        ]
        for text in asked_about
    ]
    assert read == expected
    assert sum(one[0] is True for one in expected) >= 300
    assert sum(one[3] is not None for one in expected) >= 100
