"""The handbook's pages about sign-in, and the policy that one of their `identity` blocks gives."""

import re
import shutil
from pathlib import Path
from typing import Final

from catalogue.handbook import pages
from catalogue.policy import loader
from catalogue.policy.model import Policy

EXEMPELBY: Final = Path(__file__).parents[2] / "catalogue" / "handbook" / "exempelby"
FOLDER: Final = "en/operate/sign_in/"
PAGES: Final = {path.removeprefix(FOLDER): text for path, text in pages.pages().items() if path.startswith(FOLDER)}
_BLOCK: Final = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_OWN_IDENTITY: Final = re.compile(r"^identity:\n(?:[ -].*\n)+", re.MULTILINE)
BLOCKS: Final = [(name, block) for name, text in PAGES.items() for block in _BLOCK.findall(text)]
"""Page and YAML of every block."""


def policy_of(block: str, folder: Path) -> Policy:
    """Return Exempelby's policy with the identity of a page; what the check has against it fails."""
    shutil.copytree(EXEMPELBY / "policy", folder / "policy")
    file = folder / "policy" / "municipality.yaml"
    text, replaced = _OWN_IDENTITY.subn("", file.read_text(encoding="utf-8"))
    assert replaced == 1
    file.write_text(text + block, encoding="utf-8")
    policy, problems = loader.load(folder / "policy", folder)
    assert [problem.text("en") for problem in problems] == []
    assert policy is not None
    return policy
