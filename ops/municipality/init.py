"""`build.py init`: makes a municipality's folder, or adds the new providers of a longer list to one that stands."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalogue.i18n import messages
from catalogue.policy import references
from catalogue.schema import yaml_reader
from catalogue.schema.containers import Context
from ops.municipality import authorisations, folder, models, starter_profiles
from ops.municipality.answers import Answers, ListedProvider

SEED_BYTES = 16
OWN_UNIT = "egen-regi"


class InitError(Exception):
    """Nothing was written, and the message says what to do."""


def create(
    target: Path, site: Path, answers: Answers, providers: Sequence[ListedProvider] | None, today: dt.date
) -> list[str]:
    """Write a municipality's folder as a whole; return the files that stood there already and were left alone."""
    require_free(target)
    listed = providers is not None
    every = _with_own_unit(answers, providers or ())
    files = models.policy_files(answers, every, seed=secrets.token_hex(SEED_BYTES), today=today, listed=listed)
    files["authorisations.yaml"] = authorisations.text(every, answers.start)
    context = _context(files)
    words = messages.load(site, ("sv",))["sv"]
    profiles = {f"providers/{provider.id}.yaml": starter_profiles.text(provider, context, words) for provider in every}
    with folder.beside(target) as written:
        (written / "providers").mkdir()
        folder.write_files(written, {f"policy/{name}": text for name, text in files.items()} | profiles)
        return folder.move_into(written, target)


def require_free(target: Path) -> None:
    """Raise if a folder has rules or profiles, which might be others'."""
    if target.exists() and not target.is_dir():
        raise InitError(f"{target} är en fil. Ange en mapp.")
    for part in ("policy", "providers"):
        if (target / part).exists() or (target / part).is_symlink():
            raise InitError(
                f"{target / part} finns redan och ändras inte. Ange en ny mapp, "
                "eller lägg till utförare med --providers."
            )


def _with_own_unit(answers: Answers, providers: Sequence[ListedProvider]) -> tuple[ListedProvider, ...]:
    """Return the providers, with the own unit first where a service needs one and the list has none."""
    needed = models.own_unit_only(answers.models)
    performed = {service for provider in providers if provider.regi == "own" for service, _ in provider.services}
    missing = [service for service in models.services_of(answers.models) if service in needed - performed]
    if not missing or performed:
        return tuple(providers)
    unit = ListedProvider(
        id=OWN_UNIT,
        legal_name=answers.name,
        name=answers.name,
        type="municipality",
        regi="own",
        services=tuple((service, answers.start) for service in models.services_of(answers.models)),
        organisation_number=answers.organisation_number,
    )
    return (unit, *providers)


def _context(files: Mapping[str, str]) -> Context:
    """Return the choices that profiles have, from the policy as it is written."""
    values: dict[str, Any] = {}
    for name, text in files.items():
        value, problems = yaml_reader.load(text.encode(), name, yaml_reader.POLICY_MAX_BYTES)
        if problems:
            raise AssertionError(problems)
        values[name.removesuffix(".yaml")] = value
    return references.context(values)
