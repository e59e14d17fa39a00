"""The package, made once for all the tests that open it, and the templates of the stack and of an account."""

import json
import zipfile
from pathlib import Path

import pytest

from catalogue import REGISTER
from ops.aws import account, package
from tests.support.app.endpoint import register_data
from tests.support.ops.reading import Template


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `ops.aws.package` writes, for a small register."""
    root = tmp_path_factory.mktemp("data")
    (root / "var").mkdir()
    (root / REGISTER).write_text(json.dumps(register_data()), encoding="utf-8")
    return package.package(root, root / "out").parent


@pytest.fixture(scope="session")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed / package.ZIP) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def template(packed: Path) -> Template:
    """The template as it is deployed."""
    found: Template = json.loads((packed / package.TEMPLATE).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def account_template() -> Template:
    """The template of an account, as it is deployed."""
    found: Template = json.loads((package.ROOT / account.ACCOUNT).read_text(encoding="utf-8"))
    return found
