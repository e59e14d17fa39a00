"""The public catalogue: policy and profiles in, files out."""

from pathlib import Path
from typing import Final

SITE: Final = Path(__file__).resolve().parent.parent
"""The folder of the product's templates, prose, words, style and scripts."""
REGISTER: Final = Path("var/register.json")
"""The register of rules that the last build wrote, in the data folder."""
