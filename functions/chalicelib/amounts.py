"""The one rule by which amounts in öre are rounded."""

from fractions import Fraction


def divide(part: int, whole: int | Fraction) -> int:
    """Return a quotient as a whole number, a half rounded up.

    >>> divide(5, 2), divide(7, 3), divide(-5, 2)
    (3, 2, -2)
    """
    return int((2 * part + whole) // (2 * whole))
