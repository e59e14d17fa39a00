"""The command `identity`: what is found at each issuer of policy, and what to register there."""

import sys
from collections.abc import Iterator
from pathlib import Path

from catalogue import SITE
from catalogue.i18n import urls
from catalogue.policy import loader, stand_ins
from catalogue.policy.issuers import Issuer
from catalogue.policy.municipality import Municipality
from catalogue.schema import problem, todo
from ops.municipality.identity import checks
from ops.municipality.identity import token as tokens
from ops.municipality.identity.finding import Finding

LOCAL_ORIGIN = "http://localhost:8000"
"""Where an issuer is tried out: several take `localhost` without https, and no other name of this machine."""
_PAGE = "staff_sign_in"


def identity(root: Path) -> int:
    """Print what works and what does not at the issuers of a policy folder, also of a draft; return the exit code."""
    policy, problems = loader.load_draft(root / "policy", root)
    if policy is None:
        return _policy_first(problems)
    municipality = policy.municipality
    open_questions = [entry for entry in problems if entry.code == todo.CODE and entry.key.startswith("identity")]
    if open_questions:
        print(problem.report(open_questions, "text", "en"), end="\n\n")
    errors = len(open_questions)
    for number, issuer in enumerate(municipality.identity):
        print(f"{name_of(issuer)} ({', '.join(issuer.register.roles)})", flush=True)
        for finding in _findings(municipality, number) if name_of(issuer) != todo.MARK else ():
            errors += finding.severity == "error"
            print(finding, flush=True)
        print("\n".join(_to_register(municipality, issuer)), end="\n\n")
    return _count(errors)


def judge(root: Path, token: str) -> int:
    """Print why a token is refused, or whom it lets in; return the exit code."""
    policy, problems = loader.load_draft(root / "policy", root)
    if policy is None:
        return _policy_first(problems)
    errors = 0
    for finding in tokens.findings(token, policy):
        errors += finding.severity == "error"
        print(finding)
    return 1 if errors else 0


def _policy_first(problems: list[problem.Problem]) -> int:
    print(problem.report(problems, "text", "en"))
    print("identity: correct these first; no issuer was asked.", file=sys.stderr)
    return 1


def _count(errors: int) -> int:
    if errors:
        count = "1 error" if errors == 1 else f"{errors} errors"
        print(f"identity: {count} to correct, in policy/municipality.yaml or at the issuer.", file=sys.stderr)
        return 1
    print("All that can be seen from here is right. Sign in yourself: python3 build.py serve --own-sign-in")
    return 0


def name_of(issuer: Issuer) -> str:
    """Return an issuer's address; TODO while it is not known."""
    return todo.MARK if issuer.register.issuer == stand_ins.ADDRESS else issuer.register.issuer


def findings(municipality: Municipality) -> Iterator[Finding]:
    """Yield what is found at every issuer."""
    for number in range(len(municipality.identity)):
        yield from _findings(municipality, number)


def _findings(municipality: Municipality, number: int) -> Iterator[Finding]:
    return checks.findings(municipality.identity[number], f"identity[{number}]", redirects(municipality)[0])


def redirects(municipality: Municipality, origin: str = "") -> list[str]:
    """Return the addresses that an issuer sends the browser back to, one for each language of the site."""
    pages = urls.load(SITE, municipality.languages)
    return [f"{origin or municipality.address.rstrip('/')}{pages[lang].page(_PAGE)}" for lang in municipality.languages]


def _to_register(municipality: Municipality, issuer: Issuer) -> Iterator[str]:
    """Yield the lines of what the issuer has to know of this site, and what it has to write into its tokens."""
    register = issuer.register
    yield f"  To register there: {issuer.client}, a public client (no secret), authorisation code with PKCE."
    yield "  Redirect addresses, and their origin where the issuer asks for it (CORS):"
    yield from (f"    {address}" for address in redirects(municipality))
    yield "  Only while you try it out on your own machine (python3 build.py serve --own-sign-in):"
    yield from (f"    {address}" for address in redirects(municipality, LOCAL_ORIGIN))
    yield f"  In its access tokens: {register.audience_claim} = {register.audience}, and one or several of these:"
    for value, role in register.role_values.items():
        yield f"    {register.roles_claim} = {value}" + ("" if value == role else f" ({role})")
    if "provider" in register.roles:
        yield f"  With the role provider: {register.provider_claim} = the provider's id in policy/authorisations.yaml."
