"""Print the brochure: check everything first, then replace the document atomically."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.build import check, output
from catalogue.build.report import BuildError, Report
from catalogue.history import last_changed
from catalogue.i18n.messages import MessagesError
from catalogue.profiles import availability
from catalogue.rendering import brochure
from catalogue.rendering.assets import AssetError
from catalogue.rendering.brochure import Brochure
from catalogue.rendering.language import RenderError
from catalogue.rendering.pdf import PdfError
from catalogue.rendering.renderer import Renderer


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
