"""The municipalities of a joint service, as the demonstration's residents live in them."""

from chalicelib.register.model import Register


def first_member(register: Register) -> str | None:
    """Return the municipality of a joint service that the residents live in: the host, or the first member."""
    town = register.municipality
    return town.code if town.code in town.members else next(iter(town.members), None)
