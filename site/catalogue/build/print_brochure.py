"""Print the brochure: with each site that people are to read, and on command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.build import check, output
from catalogue.build.check import Sources
from catalogue.build.report import BuildError, Report
from catalogue.history import last_changed
from catalogue.i18n.messages import MessagesError
from catalogue.profiles import availability
from catalogue.profiles.availability import Availability
from catalogue.rendering import brochure
from catalogue.rendering.assets import AssetError
from catalogue.rendering.brochure import Brochure
from catalogue.rendering.pdf import PdfError
from catalogue.rendering.renderer import Renderer
from catalogue.rendering.template_faults import RenderError
from catalogue.schema.problem import Problem, make_problem

PROVIDERS_MAX = 300  # a longer document is only printed by the command line


def of_site(
    renderer: Renderer, sources: Sources, stated: Availability, dates: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the brochure in each language; one with a character that cannot be printed is left out, and a problem."""
    if len(renderer.policy.authorisations) > PROVIDERS_MAX:
        return {}, []
    profiles = brochure.profiles(renderer, sources.profiles, stated, dates)
    documents, problems = dict[str, bytes](), list[Problem]()
    for lang in renderer.languages:
        try:
            documents[lang] = Brochure(renderer, lang, profiles).pdf(SITE)
        except PdfError as error:
            path = _first_with(error.characters, sources) or "policy"
            problems.append(make_problem("brochure_unprintable", path, language=lang, characters=error.characters))
    return documents, problems


def _first_with(characters: str, sources: Sources) -> str | None:
    """Return the path of the first profile that has these characters."""
    files = ((path, Path(file).read_text(encoding="utf-8")) for path, file in sources.profiles.values())
    return next((path for path, text in files if characters in text), None)


def print_brochure(root: Path, *, today: date, lang: str, out: Path) -> Report:
    """Check everything; if there are no errors, print the brochure in a language of the site. Raises BuildError."""
    root = root.resolve()
    sources = check.gather(root)
    report = Report(check.problems(root, sources, today))
    if not report.ok or sources.policy is None:
        return report
    if lang not in sources.policy.municipality.languages:
        raise BuildError(f"{lang} is no language of this site: {', '.join(sources.policy.municipality.languages)}")
    try:
        with output.build_lock(root / "var"):
            renderer = Renderer.load(root, sources.policy, today)
            stated, _ = availability.read(root, today)
            profiles = brochure.profiles(renderer, sources.profiles, stated, last_changed.history(root).dates)
            document = Brochure(renderer, lang, profiles).pdf(SITE)
            output.replace_file(out, document)
    except (AssetError, RenderError, MessagesError, PdfError) as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        raise BuildError(f"{error.filename or out}: {error.strerror}") from error
    return report
