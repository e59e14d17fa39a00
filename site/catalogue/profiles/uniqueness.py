"""Uniqueness across profiles: no provider has another's name or links to another's site."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from catalogue.i18n.formatting import ascii_host
from catalogue.profiles.model import Profile
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, dotted, make_problem
from catalogue.schema.todo import question


@dataclass(frozen=True, slots=True)
class ProfileIdentity:
    """The part of a profile that must be unique: its path, its name, and the hosts that it links to."""

    path: str
    name: str
    hosts: tuple[tuple[str, str], ...]  # (key, host)


def identity_of(path: str, profile: Profile) -> ProfileIdentity:
    """Build the identity of a valid profile."""
    contact = profile["contact"]
    links = (("website", contact.get("website")), ("booking", contact.get("booking")))
    hosts = tuple((key, _host(link)) for key, link in links if link)
    return ProfileIdentity(path, profile["name"], hosts)


def _host(link: str) -> str:
    return re.split(r"[/?#:]", ascii_host(link).removeprefix("https://"), maxsplit=1)[0].casefold().removeprefix("www.")


def across(profiles: Iterable[ProfileIdentity], read: Callable[[str], bytes]) -> list[Problem]:
    """Check the profiles together: no two providers share a name or the host of a website.

    `read` returns the file of a path; it is called only for profiles with a conflict, to find the line.
    """
    problems: list[Problem] = []
    names: dict[str, list[tuple[ProfileIdentity, tuple[str, ...]]]] = defaultdict(list)
    hosts: dict[str, list[tuple[ProfileIdentity, tuple[str, ...]]]] = defaultdict(list)
    for profile in sorted(profiles, key=lambda profile: profile.path):
        if question(profile.name) is None:
            names[_skeleton(profile.name)].append((profile, ("name",)))
        for host, key in {host: key for key, host in reversed(profile.hosts)}.items():
            hosts[host].append((profile, ("contact", key)))
    for holders in names.values():
        problems += _shared("name_taken", holders, read)
    for holders in hosts.values():
        if any(key[-1] == "website" for _, key in holders):  # else it is a booking service that many share
            problems += _shared("host_shared", holders, read)
    return sorted(problems)


NAMED_MAX = 3  # of the profiles that share a value


def _shared(
    code: str, holders: Sequence[tuple[ProfileIdentity, tuple[str, ...]]], read: Callable[[str], bytes]
) -> Iterator[Problem]:
    """Yield a problem for each profile that shares a value, naming the others' files; a person decides who is right."""
    for profile, key_path in holders if len(holders) > 1 else ():
        others = islice((other.path for other, _ in holders if other is not profile), NAMED_MAX)
        line, column = yaml_reader.locate(read(profile.path)).value(key_path)
        key = dotted(key_path)
        yield make_problem(code, profile.path, line=line, column=column, key=key, other=", ".join(others))


_BETWEEN_LETTERS = re.compile(r"[\W_]+")


def _skeleton(name: str) -> str:
    """Return the skeleton of a name: case, spaces and punctuation removed, so that lookalike names are equal.

    >>> _skeleton("Sam-talet  i Vasastan") == _skeleton("SAMTALET I VASASTAN")
    True
    """
    return _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", name).casefold())
