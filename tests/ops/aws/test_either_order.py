"""Site and function can be deployed in either order, for neither is made of the other."""

from pathlib import Path

import pytest

from catalogue import REGISTER
from catalogue.build import pipeline
from ops.aws import package
from tests.support.app.endpoint import register_data
from tests.support.catalogue import small
from tests.support.clones import clone

pytestmark = pytest.mark.xdist_group("package")


def test_the_site_is_the_same_whatever_register_stands(tmp_path: Path) -> None:
    root = clone(tmp_path / "kundval")
    built = []
    for text in ("{}", "[1]"):
        (root / "var").mkdir(exist_ok=True)
        (root / REGISTER).write_text(text, encoding="utf-8")
        assert pipeline.build(root, today=small.TODAY).ok
        files = sorted(path for path in (root / "dist").rglob("*") if path.is_file())
        built.append({path.relative_to(root): path.read_bytes() for path in files})
    assert len(built[0]) > 500
    assert built[0] == built[1]


def test_the_package_is_made_where_there_is_neither_site_nor_policy(packed: Path) -> None:
    assert {path.name for path in packed.parent.iterdir()} == {"var", packed.name}
    assert package.register_of(packed).sha256 == register_data()["sha256"]
