"""An installation for the tests of `serve --production`: a name, an issuer, and a complete folder."""

import json
from pathlib import Path

from catalogue import REGISTER
from chalicelib.control_numbers import key_ring
from ops.self_hosted import settings
from tests.support import frozen
from tests.support.app.endpoint import register_data
from tests.support.chalicelib import sample

NAME = "kundval.kommun.internal"
LOGIN = sample.issuer(f"https://login.{NAME}")
Environment = dict[str, str]


def laid_out(root: Path) -> Environment:
    """Write the files of an installation, and return its environment variables."""
    (root / REGISTER).write_text(json.dumps(register_data(identity=[LOGIN])), encoding="utf-8")
    frozen.laid(root)
    town = root / "policy" / "municipality.yaml"
    text = town.read_text(encoding="utf-8").replace("//kundval.example", f"//{NAME}")
    town.write_text(text.replace("https://inloggning.kundval.example", f"https://login.{NAME}"), encoding="utf-8")
    (root / "kept").mkdir(mode=0o700)
    key_ring.create(root / "secret")
    return {settings.LEDGER: f"sqlite:{root}/kept/ledger.sqlite", settings.SECRETS: f"file:{root}/secret"}
