"""No key and no token of anybody's is in the repository, not even in a test."""

import re
import subprocess

import pytest

from tests.support.imports import ROOT

SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{20,}"
    r"|\bpypi-[A-Za-z0-9_-]{60,}"
)

MUNICIPALITYS = ("policy/", "providers/")
"""Data, which `check` judges."""


def test_no_file_holds_what_looks_like_a_key_or_a_token() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name and not name.startswith(MUNICIPALITYS)]
    holds = [path for path in files if path.is_file() and SECRET.search(path.read_bytes().decode(errors="replace"))]
    assert [str(path.relative_to(ROOT)) for path in holds] == []


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIE" * 12,
        "-----BEGIN " + "RSA PRIVATE KEY-----\n" + "MIIE" * 12,
        "aws_access_key_id = " + "AKIA" + "ABCDEFGHIJKLMNOP",
        "token: " + "ghp_" + "a1B2" * 9,
    ],
)
def test_one_that_is_planted_is_seen(planted: str) -> None:
    assert SECRET.search(planted)
