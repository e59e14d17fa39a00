"""Which layout the table has, asked before a function takes the place of the one that writes to it."""

from botocore.exceptions import ClientError

from chalicelib.layout import LayoutError
from chalicelib.ledger.dynamodb_table import Client, Table
from chalicelib.ledger.port import ContendedError


def refusal(client: Client, table: str) -> str | None:
    """Return why a function of this Kundval may not be deployed over a table, or None if it reads its layout.

    A table that is not there is being restored: the function reads the layout itself when it stands.
    """
    try:
        Table(client, table).require_layout(mark=False)
    except LayoutError as error:
        return f"{error} Nothing was deployed."
    except ContendedError:
        return f"The ledger {table} does not answer, so its layout is not known: try again."
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        return (
            f"The layout of the ledger {table} cannot be read: {error}. If the account was prepared for an earlier "
            "Kundval, prepare it again (make account); nothing of it is replaced."
        )
    return None
