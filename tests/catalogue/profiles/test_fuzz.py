"""Whatever a file holds, loader and checker answer with a profile or with problems: no traceback, nothing printed.

`make proof` tries 20,000 inputs; `make test` tries fewer.
"""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.policy.model import Policy
from catalogue.profiles import schema
from catalogue.schema import yaml_reader
from tests.support import size

CASES = Path(__file__).parents[2] / "cases"
TODAY = dt.date(2026, 11, 21)
INPUTS = size.of(200, 20_000)
SECONDS_MAX = 1.0
SOUND = (CASES / "valid" / "everything.yaml").read_bytes()
SAMPLES = [
    file.read_bytes() for kind in ("valid", "warning", "invalid") for file in sorted((CASES / kind).glob("*.yaml"))
]
PIECES = [
    *(
        b"- ",
        b": ",
        b"\n",
        b"\n  ",
        b"&a ",
        b"*a",
        b"!!python/object:x",
        b"[",
        b"]",
        b"{",
        b"}",
        b"'",
        b'"',
        b"|\n",
        b">-\n",
    ),
    *(b"? ", b"---\n", b"...\n", b"%YAML 1.1\n", b"<<: ", b"#", b"\t", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\u202e"),
    *("\u202e".encode(), "\U000e0041".encode(), b"9" * 400, b"yes", b"~", b".inf", b"0x1F", b"1e999", b"19900602-2397"),
    *(b"javascript:alert(1)", b"<script>", b"../../", b"name", b"services", b"familjeradgivning"),
]

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["yes", "eft", "08:00-17:00"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*schema.PROFILE.fields, "sv", "x"]), inner)
    ),
    max_leaves=12,
)


@st.composite
def damaged_profiles(draw: st.DrawFn) -> bytes:
    """A sound profile with a few values, anywhere in it, put out for others."""
    whole = yaml_reader.load((CASES / "valid" / "everything.yaml").read_bytes(), "")[0]
    for _ in range(draw(st.integers(1, 4))):
        inner: Any = whole
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(inner[key], dict | list) or not inner[key] or draw(st.booleans()):
                inner[key] = draw(JUNK)
                break
            inner = inner[key]
    return yaml.safe_dump(whole, allow_unicode=True).encode("utf-8", "replace")


@st.composite
def spliced_profiles(draw: st.DrawFn) -> bytes:
    """A case of the tests with a few of its bytes cut out, doubled or put out for something that means much in YAML."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        put = draw(st.sampled_from(PIECES) | st.binary(max_size=6) | st.just(data[start:end] * 2))
        data = data[:start] + put + data[end:]
    return data


ANYTHING = (
    spliced_profiles()
    | damaged_profiles()
    | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    | st.binary(max_size=300)
)


@pytest.mark.timeout(3600)
@settings(max_examples=INPUTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=ANYTHING)
def test_any_input_gives_a_profile_or_problems_with_places(
    data: bytes, policy: Policy, capfd: pytest.CaptureFixture[str]
) -> None:
    begun = time.process_time()
    value, problems = schema.check("providers/exempelbyran.yaml", data, policy, TODAY)
    lines = [problem.text("sv") + problem.text("en") + problem.github() for problem in problems]
    assert time.process_time() - begun < SECONDS_MAX
    assert (value is None) == any(problem.severity == "error" for problem in problems)
    last = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= problem.line <= last and problem.column >= 1 for problem in problems)
    assert all(line.isprintable() for line in lines)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("data", [b"", b"\n", b"#", b"~", b"name", b"[]", b"{}", b"- x", b"---"])
def test_what_holds_no_profile_is_refused(data: bytes, policy: Policy) -> None:
    value, problems = schema.check("providers/exempelbyran.yaml", data, policy, TODAY)
    assert value is None
    assert problems
    assert all(problem.line <= data.count(b"\n") + 1 for problem in problems)
