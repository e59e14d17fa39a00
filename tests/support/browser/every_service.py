"""The demonstration with every kind of service: with codes, by the hour, without numbers; and with case reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WHO = "exempelbron"
PARTNER = "fiktiva-vagar"
"""Who can share an hour with that one."""
HOURS, CODED, UNNUMBERED = "familjebehandling", "samtal-med-kod", "oppen-radgivning"
NAMES = {HOURS: "Familjebehandling", CODED: "Samtal med kod", UNNUMBERED: "Öppen rådgivning"}
_KINDS: dict[str, dict[str, Any]] = {
    HOURS: {"unit": "hour", "minutes": 60, "control_number": "required", "decision": {"hours_week": 5, "months": 6}},
    CODED: {
        "unit": "session",
        "minutes": 90,
        "control_number": "required",
        "granted": 5,
        "most": 8,
        "presence_codes": True,
        "consumes": ["session", "no_show"],
    },
    UNNUMBERED: {"unit": "session", "minutes": 90, "control_number": "none"},
}
_PRICES = (
    (HOURS, "session", 1, "851"),
    (HOURS, "session", 2, "1619"),
    (CODED, "session", 1, "1104"),
    (CODED, "no_show", 1, "552.50"),
    (UNNUMBERED, "session", 1, "700"),
)


def add(root: Path) -> None:
    """Add the services to the policy of a copy of the sources."""
    _append(root, "services", [_service(id_) for id_ in NAMES])
    _append(root, "tariffs", [_tariff(*price, regi) for price in _PRICES for regi in ("own", "private")])
    kinds = ("municipality", "association", "sole_trader", "company")
    booked = {"account": "463", "motpart": "87", "credit": "251"}
    _append(root, "accounts", [{"service": id_, "type": kind, **booked} for id_ in NAMES for kind in kinds])
    for provider in (WHO, "familjeradgivningen"):
        _authorise(root / "policy" / "authorisations.yaml", provider)
    _authorise(root / "policy" / "authorisations.yaml", PARTNER, (HOURS,))


def _service(id_: str) -> dict[str, Any]:
    facts = {"legal": "En lag", "when_used_up": "Ring Kontaktcenter.", "source": "Ett antagande."}
    rules = {"months_valid": 6, "own_unit_only": False, "residence": ["checked"], "claim_age_days": 30}
    texts = {key: _in_every_language(text) for key, text in facts.items()}
    consumed = {"consumes": ["session"], "presence_codes": False, "non_choice": "familjeradgivningen"}
    return {"id": id_, "name": _in_every_language(NAMES[id_]), **rules, **consumed, **texts, "assumed": True} | _KINDS[
        id_
    ]


def _tariff(service: str, event: str, counsellors: int, amount: str, regi: str) -> dict[str, Any]:
    price = {"counsellors": counsellors, "from": "2019-01-01", "amount": amount, "fee": "on_top"}
    source = _in_every_language("Ett antagande.")
    return {"service": service, "event": event, "regi": regi, **price, "source": source, "assumed": True}


def _in_every_language(text: str) -> dict[str, str]:
    return dict.fromkeys(("sv", "en", "fi"), text)


def _append(root: Path, name: str, rows: list[dict[str, Any]]) -> None:
    """Add further rows at the end of the first list of a file of policy; JSON is YAML too."""
    path = root / "policy" / f"{name}.yaml"
    before, first, *others = re.split(r"^(?=[a-z]+:)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    added = "".join(f"  - {json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    path.write_text("".join([before, first, added, *others]), encoding="utf-8")


def _authorise(path: Path, provider: str, services: Iterable[str] = tuple(NAMES)) -> None:
    """Authorise a provider for the added services, or some of them."""
    before, heading, after = path.read_text(encoding="utf-8").partition(f"  - id: {provider}\n")
    more = "".join(f"      - service: {id_}\n        from: 2019-01-01\n" for id_ in services)
    path.write_text(before + heading + after.replace("    services:\n", f"    services:\n{more}", 1), encoding="utf-8")
