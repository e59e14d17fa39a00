"""Makes a municipality's folder, or adds the new providers of a longer list to one that stands."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalogue import SITE
from catalogue.history import git
from catalogue.i18n import locale_file
from catalogue.i18n.messages import Messages
from catalogue.policy import references
from catalogue.policy.schema import FILES
from catalogue.schema import todo, yaml_reader
from catalogue.schema.containers import Context
from ops.municipality import authorisations, folder, models, policy_files, repository, starter_profiles
from ops.municipality.answers import Answers, ListedProvider
from ops.municipality.provider_list.rows import Scope

SEED_BYTES = 16
OWN_UNIT = "egen-regi"


class InitError(Exception):
    """Nothing was written, and the message says what to do."""


def create(
    target: Path,
    answers: Answers,
    providers: Sequence[ListedProvider] | None,
    today: dt.date,
    product: tuple[str, str] | None = None,
) -> list[str]:
    """Write a municipality's folder as a whole; return the files that stood there already and were left alone.

    With the `product`'s address and version, the files of a repository of its own are written too.
    """
    require_free(target)
    own = next((provider for provider in providers or () if provider.regi == "own"), None)
    if own and not answers.organisation_number:
        answers = replace(answers, organisation_number=own.organisation_number)
    every = _with_own_unit(answers, providers or ())
    seed = secrets.token_hex(SEED_BYTES)
    files = policy_files.texts(answers, every, seed=seed, today=today, listed=providers is not None)
    files["authorisations.yaml"] = authorisations.text(every, answers.start)
    profiles = _profiles(every, references.context(_values(files)))
    with folder.beside(target) as written:
        policy = {f"policy/{name}": text for name, text in files.items()}
        folder.write_files(written, policy | (profiles or {"providers/.gitkeep": ""}))  # git keeps no empty folder
        if product:
            repository.write(written, *product, answers.name)
        return folder.move_into(written, target)


def product_source() -> tuple[str, str] | None:
    """Return the address that this product was cloned from, and its tag or commit; None without git.

    A product that was cloned from nowhere is its own address, which the municipality can change later.
    """
    root = SITE.parent
    try:
        commit = git.run(root, "rev-parse", "HEAD").decode().strip()
        tags = git.run(root, "tag", "--points-at", "HEAD").decode().split()
        remotes = git.run(root, "remote").decode().split()
        address = git.run(root, "remote", "get-url", "origin").decode().strip() if "origin" in remotes else str(root)
    except (git.GitError, OSError):
        return None
    address = re.sub("^(https?://)[^@/]*@", r"\1", address)  # whoever cloned it may have a key in the address
    version = tags[-1] if tags else commit
    return (address, version) if repository.PRODUCT.fullmatch(address) else None


def require_free(target: Path) -> None:
    """Raise if a folder has rules or profiles, which are never written over."""
    if target.exists() and not target.is_dir():
        raise InitError(f"{target} är en fil. Ange en mapp.")
    for part in ("policy", "providers"):
        if (target / part).exists() or (target / part).is_symlink():
            raise InitError(
                f"{target / part} finns redan och ändras inte. "
                "Ange en ny mapp, eller lägg till nya utförare med bara --providers."
            )


def _with_own_unit(answers: Answers, providers: Sequence[ListedProvider]) -> tuple[ListedProvider, ...]:
    """Return the providers with an own unit, first, that performs every service which is only the own unit's."""
    needed = models.own_unit_only(answers.models)
    units = [provider for provider in providers if provider.regi == "own"]
    performed = {service for unit in units for service, _ in unit.services}
    missing = [service for service in models.services_of(answers.models) if service in needed - performed]
    if not missing:
        return tuple(providers)
    unit = units[0] if units else _own_unit(answers)
    day = unit.services[0][1] if unit.services else answers.start
    others = [provider for provider in providers if provider is not unit]
    return (replace(unit, services=(*unit.services, *((service, day) for service in missing))), *others)


def _own_unit(answers: Answers) -> ListedProvider:
    """Return the own unit of a municipality whose list has none."""
    return ListedProvider(
        id=OWN_UNIT,
        legal_name=answers.name,
        name=answers.name,
        type="municipality",
        regi="own",
        services=(),
        organisation_number=answers.organisation_number,
        phone=answers.reception_phone,
        email=answers.reception_email,
    )


def _profiles(providers: Sequence[ListedProvider], context: Context) -> dict[str, str]:
    words = Messages("sv", locale_file.read(SITE, "sv").texts())
    return {f"providers/{provider.id}.yaml": starter_profiles.text(provider, context, words) for provider in providers}


def _values(files: Mapping[str, str]) -> dict[str, Any]:
    """Return the policy as it stands in texts; a text that is no YAML is a fault of the person who edited it."""
    values: dict[str, Any] = {}
    for name, text in files.items():
        value, problems = yaml_reader.load(text.encode(), f"policy/{name}", yaml_reader.POLICY_MAX_BYTES)
        if problems:
            raise InitError(f"{problems[0].text()}\nRätta det först. Inget skrevs.")
        values[name.removesuffix(".yaml")] = value
    return values


def new_scope(answers: Answers, today: dt.date) -> Scope:
    """Return what a list is read against before there is a folder."""
    services = {service: (label,) for service, label in models.services_of(answers.models).items()}
    languages = models.codes_by_name(models.words("vocabulary")["languages"])
    own_only = models.own_unit_only(answers.models)
    return Scope(services, own_only, languages, today, answers.organisation_number)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A municipality's folder as it is: its texts and values, and what a list is read against."""

    target: Path
    texts: Mapping[str, str]
    values: Mapping[str, Any]
    scope: Scope

    @property
    def ids(self) -> set[str]:
        """The ids of authorised providers and of profiles."""
        return {row["id"] for row in self._providers} | {file.stem for file in self.target.glob("providers/*.yaml")}

    @property
    def _providers(self) -> Sequence[Mapping[str, Any]]:
        return [row for row in self.values["authorisations"]["providers"] if isinstance(row.get("id"), str)]

    def has(self, provider: ListedProvider) -> bool:
        """Return whether a provider is in it: by its organisation number, else by its name."""
        return any(
            row.get("organisation_number") == provider.organisation_number
            if provider.organisation_number and "organisation_number" in row
            else str(row.get("legal_name")).casefold() == provider.legal_name.casefold()
            for row in self._providers
        )


def read(target: Path, today: dt.date) -> DataFolder:
    """Read a municipality's folder."""
    texts = {}
    for name in FILES:
        data, problems = yaml_reader.read(
            target / "policy" / f"{name}.yaml", f"policy/{name}.yaml", yaml_reader.POLICY_MAX_BYTES
        )
        if data is None:
            raise InitError(f"{problems[0].text()}\nRätta det först. Inget skrevs.")
        texts[f"{name}.yaml"] = data.decode("utf-8", "replace")
    values = _values(texts)
    try:
        rows = [row for row in values["services"]["services"] if isinstance(row["id"], str)]
        services = {row["id"]: [name for name in row["name"].values() if isinstance(name, str)] for row in rows}
        own_only = {row["id"] for row in rows if row["own_unit_only"] is True}
        number = values["municipality"]["organisation_number"]
        number = None if todo.question(number) is not None else number
        languages = {
            label.casefold(): code
            for code, labels in values["vocabulary"]["languages"].items()
            for label in labels.values()
        }
        existing = DataFolder(target, texts, values, Scope(services, own_only, languages, today, number))
        existing.ids  # noqa: B018 - read here, so that a file of another form is an error before anything is asked
    except (AttributeError, KeyError, TypeError):
        raise InitError("Reglerna i mappen har fel. Kör check och rätta dem först. Inget skrevs.") from None
    return existing


def extend(existing: DataFolder, providers: Collection[ListedProvider], start: dt.date | None) -> list[ListedProvider]:
    """Add the providers that are not in the folder; return them. What is there is not changed."""
    added = [provider for provider in providers if not existing.has(provider)]
    if not added:
        return []
    try:
        text = authorisations.text_with(existing.texts["authorisations.yaml"], added, start)
    except authorisations.NotAdded:
        raise InitError(
            "policy/authorisations.yaml är skriven så att det inte går att lägga till sist i filen. "
            "Skriv varje utförare med streck och indrag, som init gör. Inget skrevs."
        ) from None
    profiles = _profiles(added, references.context(existing.values))
    with folder.beside(existing.target) as written:
        folder.write_files(written, profiles)
        folder.move_into(written, existing.target)
    folder.replace(existing.target / "policy" / "authorisations.yaml", text)
    return added
