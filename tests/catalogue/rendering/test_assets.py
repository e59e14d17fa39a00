"""Scripts of the theme: a fault in what they import is one sentence."""

import json
import re
from pathlib import Path

import pytest

from catalogue.rendering import assets


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'import "./gone.js";', "^site/theme/assets: odd.js imports gone.js, which does not exist$"),
        (b'import "./odd.js";', "^site/theme/assets: odd -> odd import each other in a circle$"),
        (b"// \xff", "^site/theme/assets: odd.js has a character that is not UTF-8$"),
    ],
    ids=["missing", "circle", "not UTF-8"],
)
def test_a_script_that_cannot_be_used_is_named(tmp_path: Path, text: bytes, message: str) -> None:
    folder = tmp_path / "theme" / "assets"
    folder.mkdir(parents=True)
    (folder / "icon.svg").touch()
    (folder / "odd.js").write_bytes(text)
    with pytest.raises(assets.AssetError, match=message):
        assets.build(tmp_path, "#005a70")


class TestLibrary:
    """The library that some scripts import, which set-up installs."""

    def build(self, tmp_path: Path) -> dict[str, str]:
        """Build a theme whose only script imports the library."""
        folder = tmp_path / "theme" / "assets"
        folder.mkdir(parents=True)
        (folder / "icon.svg").touch()
        (folder / "staff.js").write_text('import * as oauth from "oauth4webapi";\n')
        files = assets.build(tmp_path, "#005a70", tmp_path / "libraries")
        return {re.sub("-[0-9a-f]{10}", "", name): data.decode() for name, data in files.items()}

    def install(self, tmp_path: Path) -> None:
        """Install the library as npm does."""
        library = tmp_path / "libraries" / "oauth4webapi"
        (library / "build").mkdir(parents=True)
        about = {"name": "oauth4webapi", "version": "3.0.0", "homepage": "https://library.example"}
        (library / "package.json").write_text(json.dumps(about))
        (library / "LICENSE").with_suffix(".md").write_text("Free to use\n")
        (library / "build" / "index.js").write_text(
            "export const n = 'oauth4webapi';\n//# sourceMappingURL=index.js.map\n"
        )

    def test_it_is_imported_by_its_content_and_no_browser_looks_for_its_map(self, tmp_path: Path) -> None:
        self.install(tmp_path)
        files = self.build(tmp_path)
        assert re.fullmatch(r'import \* as oauth from "\./oauth4webapi-[0-9a-f]{10}\.js";\n', files["assets/staff.js"])
        assert files["assets/oauth4webapi.js"] == "export const n = 'oauth4webapi';\n"

    def test_its_licence_stands_beside_it_with_its_version(self, tmp_path: Path) -> None:
        self.install(tmp_path)
        licence = self.build(tmp_path)["assets/oauth4webapi-LICENSE.txt"]
        assert licence == "oauth4webapi 3.0.0, https://library.example\n\nFree to use\n"

    def test_where_it_is_not_installed_one_sentence_says_what_to_run(self, tmp_path: Path) -> None:
        message = "^oauth4webapi, which the staff pages sign in with, is not installed. Run: make setup$"
        with pytest.raises(assets.AssetError, match=message):
            self.build(tmp_path)
