"""Ownership of a proposal: an author outside the municipality may change one file, the profile of their own practice.

Accounts are the numeric ids in `policy/authorisations.yaml` on the municipality's own branch: account names can change
hands, numbers cannot, and no proposal can add its author to the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from catalogue.history.revision import SUBMODULE, SYMLINK, FileChange
from catalogue.schema.problem import Message, sanitise

if TYPE_CHECKING:
    from catalogue.policy.model import Policy

_PROFILE = re.compile(r"providers/([a-z0-9-]+)\.yaml\Z")
_ASK = Message(
    "Kommunen kan godkänna ändringen ändå; skriv varför i förslaget.",
    "The municipality can still approve the change; give the reason in the proposal.",
)


def refused(changes: Sequence[FileChange], author: int, policy: Policy) -> Message | None:
    """Return why a proposal changes more than its author's own profile and what to do about it; None if it does not."""
    if not changes:
        return Message("Förslaget ändrar ingenting.", "The proposal changes nothing.")
    own = sorted(provider.id for provider in policy.authorisations.values() if author in provider.accounts)
    fault = next((fault for change in changes if (fault := _fault(change, own, author))), None)
    if fault is None and len(changes) > 1:
        fault = Message(
            "Lämna en profil i taget, så att var och en kan godkännas för sig.",
            "Propose one profile at a time, so that each can be approved on its own.",
        )
    return Message(f"{fault.sv} {_ASK.sv}", f"{fault.en} {_ASK.en}") if fault else None


def _fault(change: FileChange, own: Sequence[str], author: int) -> Message | None:
    path = sanitise(change.path, 120)
    match = _PROFILE.match(change.path)
    if match is None:
        return Message(
            f"Ta bort ändringen av `{path}`: en utförare ändrar bara sin egen fil i providers/.",
            f"Remove the change to `{path}`: a provider may only change its own file in providers/.",
        )
    if match[1] not in own:
        return Message(
            f"Kontot {author} får inte ändra `{path}`; be kommunen lägga till kontots nummer.",
            f"Account {author} may not change `{path}`; ask the municipality to add the account's number.",
        )
    if change.after in (SYMLINK, SUBMODULE) or change.before in (SYMLINK, SUBMODULE):
        return Message(
            f"Lägg själva filen som `{path}`, inte en länk eller ett annat förråd.",
            f"Put the file itself at `{path}`, not a link or another repository.",
        )
    if change.after not in ("", "100644"):
        return Message(f"Ta bort körrättigheten på `{path}`.", f"Remove the execute permission from `{path}`.")
    if not change.after:
        return Message(
            f"`{path}` kan inte tas bort i ett förslag; en utförare utan profil visas ändå.",
            f"`{path}` cannot be removed by a proposal; a provider without a profile is still listed.",
        )
    return None
