"""Scripts of the theme: a fault in what they import is one sentence."""

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
