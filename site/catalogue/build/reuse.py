"""Whether what the last build made of a provider still holds; all that decides it, and nothing else, is asked.

A profile is read again only when its file may have changed: the system notes when a file was changed in any way, and
that note cannot be set back. A note so fresh that a second change could bear the same one is not trusted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from catalogue.build import cache
from catalogue.build.cache import ProviderRecord
from catalogue.build.context import BuildContext, PageContext
from catalogue.policy.loader import Policy
from catalogue.schema import yaml_reader
from catalogue.staff import profile_form

SETTLED_NS = 2_000_000_000  # file systems note the time of a change to two seconds at worst


def still(
    job: BuildContext, pages: PageContext, provider_id: str, row: ProviderRecord, standing: Mapping[str, str]
) -> ProviderRecord | None:
    """Give the row that goes on standing: page, card and warnings are today what they were when it was written."""
    if not row.first <= pages.today <= row.last:
        return None
    if any(standing.get(one) != row.files[one] for one in row.files) or {*row.files} != _files(job, pages, provider_id):
        return None
    if row.partners and partner_names(job.policy, row.partners) != row.partners:
        return None
    if provider_id not in job.profiles:
        return row if key(pages, provider_id, None) == row.key else None
    path, file = job.profiles[provider_id]
    now = seen(file)
    if pages.same_world and now and now == row.seen:
        return row
    data, _ = yaml_reader.read(file, path)
    return row._replace(seen=now) if data is not None and key(pages, provider_id, data) == row.key else None


def _files(job: BuildContext, pages: PageContext, provider_id: str) -> set[str]:
    """Name the files that are a provider's own today."""
    files = set(pages.all_files(provider_id))
    if provider_id in job.profiles and provider_id in pages.shown:
        files.add(profile_form.profile_address(provider_id))
    return files


def seen(file: str | Path) -> str:
    """Note how a file stands, by all that the system knows of its last change; nothing while that is too fresh."""
    try:
        stat = os.lstat(file)
    except OSError:
        return ""
    if time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) < SETTLED_NS:
        return ""
    return f"{stat.st_size}@{stat.st_mtime_ns}@{stat.st_ctime_ns}@{stat.st_ino}"


def key(pages: PageContext, provider_id: str, data: bytes | None) -> str:
    """Hash what a provider's page is made from, besides its partners' names and the day."""
    known = repr((pages.rows.get(provider_id), pages.dates.get(provider_id)))  # plain data, as the files order it
    said = (b"", b"") if data is None else (b"profile", data)
    return cache.key(pages.common, known, *said)


def partner_names(policy: Policy, ids: Collection[str]) -> dict[str, str]:
    """Give the names that a page names its partners by; one who is no longer known has none."""
    known = policy.authorisations
    return {id_: known[id_].legal_name if id_ in known else "" for id_ in sorted(ids)}
