"""The daily order of providers: neutral, the same everywhere, and reproducible by anyone.

With m providers in force and `day` days since 1970-01-01, two days form a pair and m pairs form a cycle.

    pair, flip  = divmod(day, 2)
    cycle, slot = divmod(pair, m)
    base  = ids sorted by SHA-256(f"{seed}:{cycle}:{id}")                (hex digests, as text)
    step  = 0 … m-1 sorted by SHA-256(f"{seed}:{cycle}:place:{p}")
    order = [base[(p + slot) % m] for p in step]; reversed when flip

Over a cycle every provider is in every position exactly twice, and over a pair each is above each other exactly once:
in every filtered view all providers shown have the same mean position. The only inputs are ids, seed and date.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogue.policy.model import Policy

EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DayOrder:
    """The terms of the formula above for one day."""

    day: int
    pair: int
    flip: int
    cycle: int
    slot: int
    base: tuple[str, ...]
    step: tuple[int, ...]

    @property
    def order(self) -> list[str]:
        """Return the ids in the order of the day."""
        m = len(self.base)
        order = [self.base[(index + self.slot) % m] for index in self.step]
        return order[::-1] if self.flip else order


def digest(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text in UTF-8, as `printf '%s' TEXT | sha256sum` prints it."""
    return sha256(text.encode()).hexdigest()


def day_number(date: dt.date) -> int:
    """Return the days since 1970-01-01 of a date in Europe/Stockholm.

    >>> day_number(dt.date(2026, 12, 24))
    20811
    """
    return (date - EPOCH).days


def compute(ids: Iterable[str], seed: str, day: int) -> DayOrder:
    """Compute the order of a day for at least one provider."""
    members = tuple(sorted(set(ids)))
    pair, flip = divmod(day, 2)
    cycle, slot = divmod(pair, len(members))
    base, step = _shuffles(members, seed, cycle)
    return DayOrder(day, pair, flip, cycle, slot, base, step)


def order(ids: Iterable[str], seed: str, day: int) -> list[str]:
    """Return the ids in the order of a day; empty without providers."""
    members = frozenset(ids)
    return compute(members, seed, day).order if members else []


@lru_cache(maxsize=8)
def _shuffles(members: tuple[str, ...], seed: str, cycle: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    base = sorted(members, key=lambda id_: digest(f"{seed}:{cycle}:{id_}"))
    step = sorted(range(len(members)), key=lambda index: digest(f"{seed}:{cycle}:place:{index}"))
    return tuple(base), tuple(step)


def pair_start(date: dt.date) -> dt.date:
    """Return the first day of the pair; providers and seed of both days are those of this day."""
    return date - dt.timedelta(days=day_number(date) % 2)


def members(policy: Policy, on: dt.date) -> frozenset[str]:
    """Return the ids of the providers in force on a day, for any service."""
    turns = bisect_right(policy.turning_days, on)
    return _members_since(policy, policy.turning_days[turns - 1]) if turns else frozenset()


@lru_cache(maxsize=8)
def _members_since(policy: Policy, turning_day: dt.date) -> frozenset[str]:
    return frozenset(provider.id for provider in policy.authorisations.values() if provider.in_force(turning_day))


def seed_of(policy: Policy, date: dt.date) -> str:
    """Return the seed in force on the first day of the pair, so that both days share it."""
    begun = [seed for seed in policy.orders if seed.start <= pair_start(date)]
    return (begun[-1] if begun else policy.orders[0]).seed


def order_on(policy: Policy, date: dt.date) -> list[str]:
    """Return the ids in force on a date, in order; those that begin on the pair's second day come last.

    The providers of a pair are fixed on its first day, or its two days would not mirror each other. A provider that has
    ended by the second day is removed, and the others keep their order.
    """
    pair_members, in_force = members(policy, pair_start(date)), members(policy, date)
    seed, day = seed_of(policy, date), day_number(date)
    ids = order(pair_members, seed, day)
    if pair_members != in_force:
        ids = [id_ for id_ in ids if id_ in in_force] + order(in_force - pair_members, seed, day)
    return ids


def explain(policy: Policy, date: dt.date) -> str:
    """Explain how to compute a date's order by hand; the CLI prints it to stderr, and the order to stdout."""
    pair_members, in_force = members(policy, pair_start(date)), members(policy, date)
    if not in_force:
        return f"No provider is in force on {date}."
    seed, day = seed_of(policy, date), day_number(date)
    steps = _steps(policy, date, compute(pair_members, seed, day)) if pair_members else iter(())
    return "\n".join([*steps, *_newcomers(order(in_force - pair_members, seed, day), date)])


def _steps(policy: Policy, date: dt.date, terms: DayOrder) -> Iterator[str]:
    seed, m = seed_of(policy, date), len(terms.base)
    day, pair, flip, cycle, slot = terms.day, terms.pair, terms.flip, terms.cycle, terms.slot
    yield f"{date} is day {day} since {EPOCH}. {day} = 2 · {pair} + {flip}: pair {pair}, flip {flip}."
    yield f"m = {m} providers are in force on {pair_start(date)}, when the pair begins."
    yield f"{pair} = {m} · {cycle} + {slot}: cycle {cycle}, slot {slot}. The seed is {seed!r}."
    yield f"base: the ids sorted by `printf '%s' '{seed}:{cycle}:ID' | sha256sum`:"
    for index, id_ in enumerate(terms.base):
        yield f"  {index:>3}  {digest(f'{seed}:{cycle}:{id_}')[:12]}…  {id_}"
    yield f"step: the numbers 0 to {m - 1} sorted by `printf '%s' '{seed}:{cycle}:place:NUMBER' | sha256sum`:"
    yield f"  {' '.join(map(str, terms.step))}"
    reverse = ", then reverse the list, since flip is 1" if flip else ""
    yield f"order: for each number p of step take base[(p + {slot}) mod {m}]{reverse}."
    if left_out := _left_out(terms.order, members(policy, date)):
        yield f"removed, since the authorisation has ended by {date}: {', '.join(left_out)}."


def _newcomers(ids: Sequence[str], date: dt.date) -> Iterator[str]:
    if ids:
        yield f"last, today only, since the authorisation begins on {date}, within a pair: {', '.join(ids)}"
        yield "(computed in the same way, with only these providers)."


def _left_out(ids: Sequence[str], in_force: frozenset[str]) -> list[str]:
    return [id_ for id_ in ids if id_ not in in_force]
