"""The package, made once for all the tests that open it."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from catalogue.build import pipeline
from ops.aws import package
from tests.support.app.endpoint import register_data
from tests.support.ops.reading import Template


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `ops.aws.package` writes, for a small register."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(package.ROOT / "functions", root / "functions", ignore=shutil.ignore_patterns("deployments"))
    (root / pipeline.REGISTER).write_text(json.dumps(register_data()), encoding="utf-8")
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
