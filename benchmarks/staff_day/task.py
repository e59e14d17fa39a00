"""What a task of the day is, and its place in the table."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.staff_day.hands import Hands


@dataclass(frozen=True)
class Task:
    """A task of somebody's day; where a tree has it on no page, what it takes there."""

    name: str
    perform: Callable[[Hands], None]
    needs: str = ""
    """A selector of what the page has where the task can be done on it."""
    without: str = ""
    """What the task takes where it cannot."""
    note: str = ""
    """What is new; where a guard was asked for, which."""
    signed_in: bool = True
    """Whether the person has signed in before."""
    coded: bool = False
    """Whether it is done where the service has presence codes, and numbers may get more than the rule gives."""
