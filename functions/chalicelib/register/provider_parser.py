"""Parser of one provider of the register, with its place where it is a supplier."""

from chalicelib.register.codes import REGI, TURN_RULES
from chalicelib.register.json_fields import Fields
from chalicelib.register.provider import FrameworkPlace, Provider, RegisterAuthorisation


def provider(fields: Fields) -> Provider:
    """Return a provider; raise RegisterError for a field that is missing or of another type."""
    return Provider(
        id=fields.text("id"),
        regi=fields.choice("regi", REGI),
        type=fields.text("type"),
        services=tuple(
            RegisterAuthorisation(entry.text("service"), entry.day("from"), entry.optional("to", entry.day))
            for entry in fields.objects("services")
        ),
        framework=fields.optional("framework", lambda key: _framework(fields.object(key))),
    )


def _framework(fields: Fields) -> FrameworkPlace:
    return FrameworkPlace(
        agreement=fields.text("agreement"),
        rule=fields.choice("rule", TURN_RULES),
        listed=fields.integer("listed", 1),
        rank=fields.optional("rank", fields.integer),
        criterion=fields.optional("criterion", fields.integer),
    )
