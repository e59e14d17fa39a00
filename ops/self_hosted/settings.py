"""The settings of `build.py serve --production`: what it requires before it starts, with every fault at once."""

import ipaddress
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue import REGISTER
from catalogue.build import output
from catalogue.policy.municipality import Municipality
from chalicelib.control_numbers import key_ring
from chalicelib.register import parser
from chalicelib.register.model import Register, RegisterError
from office.context import OfficeError, read_policy
from ops.municipality.identity import checks

LEDGER, SECRETS = "KUNDVAL_LEDGER", "KUNDVAL_SECRETS"


@dataclass(frozen=True)
class Settings:
    """The checked settings of an installation."""

    municipality: Municipality
    rules: Register
    ledger: Path
    secrets: Path

    @property
    def origin(self) -> str:
        """Return the origin that the reverse proxy serves."""
        return self.municipality.address.rstrip("/")


class SettingsError(Exception):
    """All settings that are missing or wrong, one line each."""


def load(root: Path, environment: Mapping[str, str]) -> Settings:
    """Read all settings; raise SettingsError with every fault at once."""
    faults = []
    ledger, secrets = _file(environment, LEDGER, "sqlite"), _file(environment, SECRETS, "file")
    faults += [*_unset(environment), *_ledger_faults(ledger), *_secrets_faults(secrets)]
    if not (root / "dist" / "index.html").is_file():
        faults.append("The site is not built. Run: python3 build.py build")
    elif output.is_draft(root / "dist"):
        faults.append("The site is a draft: give every TODO its value. Run: python3 build.py build")
    municipality, rules = None, None
    try:
        rules = parser.load(root / REGISTER)
        for issuer in rules.identity:
            faults += [fault for url in (issuer.issuer, issuer.jwks) for fault in _address_faults("identity", url)]
        municipality = read_policy(root).municipality
        faults += _address_faults("address", municipality.address)
    except RegisterError as error:
        faults.append(f"{error} Run: python3 build.py build")
    except OfficeError as error:
        faults.append(str(error))
    if faults or municipality is None or rules is None or ledger is None or secrets is None:
        raise SettingsError("\n".join(faults))
    return Settings(municipality, rules, ledger, secrets)


def _file(environment: Mapping[str, str], name: str, kind: str) -> Path | None:
    scheme, _, path = environment.get(name, "").partition(":")
    return Path(path) if scheme == kind and Path(path).is_absolute() else None


def _unset(environment: Mapping[str, str]) -> Iterator[str]:
    for name, example in ((LEDGER, "sqlite:/var/lib/kundval/ledger.sqlite"), (SECRETS, "file:/etc/kundval/secret")):
        if _file(environment, name, example.partition(":")[0]) is None:
            yield f"Set {name}, for example to {example} (the path begins with /)."


def _ledger_faults(ledger: Path | None) -> Iterator[str]:
    """Yield faults of the ledger's folder: only its owner may read it, since SQLite's other files are as sensitive."""
    if ledger is None:
        return
    if not ledger.parent.is_dir():
        yield f"There is no folder {ledger.parent} for the ledger ({LEDGER})."
    elif ledger.parent.stat().st_mode & 0o077:
        yield f"The folder {ledger.parent} must be open to its owner only: chmod 700 {ledger.parent}"


def _secrets_faults(secrets: Path | None) -> Iterator[str]:
    if secrets is None:
        return
    try:
        key_ring.read(secrets)
    except key_ring.KeysError as error:
        yield f"{error} ({SECRETS}; python3 build.py secret FILE makes one)"


def _address_faults(name: str, url: str) -> Iterator[str]:
    """Yield a fault if an address of the policy is not https, or has a reserved or loopback host."""
    key = f"policy/municipality.yaml: {name}"
    host = urllib.parse.urlsplit(url).hostname
    if not url.startswith("https://") or not host:
        yield f"{key}: {url!r} must begin with https://."
    elif checks.is_reserved(url) or _is_loopback(host):
        yield f"{key}: {host} is a name for examples. Write the real one, and run: python3 build.py build"


def _is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
