"""Parser of the register's accounts and of the dimensions of the SIE file."""

from chalicelib.register.accounts import DIMENSIONS, Account, Dimension
from chalicelib.register.codes import DIMENSIONS_OF
from chalicelib.register.json_fields import Fields


def account(fields: Fields) -> Account:
    """Return one of the accounts that payments are posted to."""
    return Account(
        service=fields.text("service"),
        type=fields.text("type"),
        account=fields.text("account"),
        motpart=fields.text("motpart"),
        credit=fields.optional("credit", fields.text),
    )


def dimensions(fields: Fields) -> tuple[Dimension, ...]:
    """Return the dimensions that policy names, or ours."""
    rows = fields.optional("dimensions", fields.objects)
    return DIMENSIONS if rows is None else tuple(map(_dimension, rows))


def _dimension(fields: Fields) -> Dimension:
    return Dimension(
        of=fields.choice("of", DIMENSIONS_OF),
        number=fields.text("number"),
        name=fields.text("name"),
        objects=fields.optional("objects", fields.labels) or {},
    )
