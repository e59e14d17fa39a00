"""What someone who means harm could put among the profiles: refused as a problem, quickly, in little memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
SECONDS_MAX = 2.0
MEGABYTES_MAX = 200
SOUND = (CASES / "valid" / "smallest.yaml").read_bytes()
CHILD = """
import json, os, sys, time
from datetime import date
from pathlib import Path
from catalogue.build import check as checking

def answer(root):
    begun = time.process_time()
    report = checking.check(Path(root), today=date(2026, 11, 21))
    seconds = time.process_time() - begun
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    errors = [problem for problem in report.problems if problem.severity == "error"]
    lines = [[problem.code, problem.text("sv") + problem.text("en") + problem.github()] for problem in errors]
    print(json.dumps({"seconds": seconds, "megabytes": peak, "told": lines}), flush=True)

for root in sys.argv[1:]:
    child = os.fork()  # each in a process of its own, so that its memory is its own
    if child == 0:
        answer(root)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        print("null", flush=True)
"""
Plant = Callable[[Path], object]


def says(data: bytes | str, name: str = "exempelbyran.yaml") -> Plant:
    """A file with this content."""
    content = data.encode() if isinstance(data, str) else data
    return lambda folder: (folder / name).write_bytes(content)


def about(text: str) -> Plant:
    """A sound profile that says this of itself."""
    return says(SOUND + f"about:\n  sv: {json.dumps(text, ensure_ascii=False)}\n".encode())


def sound_but(old: str, new: str) -> Plant:
    """A sound profile with one thing put out for another."""
    text = SOUND.decode()
    assert old in text
    return says(text.replace(old, new))


ALIASES = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
EMAIL = "  email: exempelbyran@kundval.example\n"
PLANTED: dict[str, tuple[Plant, str]] = {
    "alias bomb": (says(ALIASES), "yaml_alias"),
    "ten megabytes": (says(b"name: " + b"x" * 10_000_000), "file_too_big"),
    "ten thousand brackets": (says("name: " + "[" * 10_000), "yaml_too_deep"),
    "ten thousand braces": (says("name: " + "{a: " * 10_000), "yaml_too_deep"),
    "ten thousand dashes": (says("- " * 10_000 + "x"), "yaml_too_deep"),
    "three hundred levels of indentation": (
        says("".join(f"{' ' * depth}a:\n" for depth in range(300))),
        "yaml_too_deep",
    ),
    "the same key thousands of times": (says("name: x\n" * 8_000), "duplicate_key"),
    "python object": (says("name: !!python/object/apply:os.system ['touch planted']\n"), "yaml_tag"),
    "python module tag": (says("!<tag:yaml.org,2002:python/module:antigravity> {}\n"), "yaml_tag"),
    "several documents": (says(SOUND + b"---\n" + SOUND), "yaml_documents"),
    "UTF-16": (says(SOUND.decode().encode("utf-16")), "byte_order_mark"),
    "UTF-32 without a mark": (says(("name: Rådet\n").encode("utf-32-le")), "not_utf8"),
    "Latin-1": (says("name: Samtalsrådet\n".encode("latin-1")), "not_utf8"),
    "terminal escape": (says(b"name: \x1b[2Jx\n"), "invisible_character"),
    "zero byte": (says(b"name: a\x00b\n"), "invisible_character"),
    "text turned around": (about("Vi \u202egarb\u202c samtalar"), "invisible_character"),
    "escaped text turned around": (says(SOUND + b'about:\n  sv: "Vi \\u202e samtalar"\n'), "invisible_character"),
    "look-alike name": (sound_but("name: ", "name: Ех"), "name_script"),
    "look-alike id": (says(SOUND, "\u0435xempelbyran.yaml"), "provider_unknown"),
    "javascript link": (sound_but(EMAIL, EMAIL + "  website: javascript:alert(1)\n"), "url_scheme"),
    "data link": (sound_but(EMAIL, EMAIL + "  booking: data:text/html;base64,PHM=\n"), "url_scheme"),
    "HTML": (about("Hej <script src=//x.example></script> alla"), "text_markup"),
    "HTML event": (about('Hej <img src=x onerror="alert(1)">'), "text_markup"),
    "Markdown": (about("Se ![bild](x) och [oss](y)"), "text_markup"),
    "template": (about("Vi {{ 7*7 }} samtalar"), "text_markup"),
    "path in an id": (
        sound_but("services:\n  familjeradgivning:", "services:\n  ../../policy:"),
        "choice_unknown",
    ),
    "link out of the tree": (lambda folder: (folder / "exempelbyran.yaml").symlink_to("/etc/passwd"), "file_symlink"),
    "link to a device": (lambda folder: (folder / "exempelbyran.yaml").symlink_to("/dev/zero"), "file_symlink"),
    "folder with a profile's name": (lambda folder: (folder / "exempelbyran.yaml").mkdir(), "file_not_regular"),
    "pipe": (lambda folder: os.mkfifo(folder / "exempelbyran.yaml"), "file_not_regular"),
    "names that differ in case": (
        lambda folder: [says(SOUND, name)(folder) for name in ("exempelbyran.yaml", "Exempelbyran.yaml")],
        "file_name_collides",
    ),
    "line break in a file name": (says(SOUND, "a\n::error::x.yaml"), "provider_unknown"),
    "personal identity number": (about("Ring Ada, 19900602-2397, så får ni en tid"), "personal_identity_number"),
    "sixty thousand ways to be slow": (about("a@" * 15_000 + "[" * 14_000), "text_long"),
    "five thousand unknown fields": (says("".join(f"nmae{n}: x\n" for n in range(5_000))), "too_many_faults"),
    "a number without end": (sound_but("name: ", "name: " + "9" * 60_000 + " "), "text_long"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Plant every case in a checkout of its own, and check them one after another."""
    roots = {name: tmp_path_factory.mktemp("hostile") for name in PLANTED}
    for name, root in roots.items():
        (root / "policy").symlink_to(CASES / "policy")
        (root / "providers").mkdir()
        PLANTED[name][0](root / "providers")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("site", "functions"))}
    command = [sys.executable, "-c", CHILD, *map(str, roots.values())]
    completed = subprocess.run(command, env=environment, capture_output=True, timeout=200, check=True)
    reports = {name: json.loads(line) for name, line in zip(roots, completed.stdout.splitlines(), strict=True)}
    left = {name: sorted(path.name for path in root.iterdir()) for name, root in roots.items()}
    return {name: (reports[name], left[name]) for name in roots}


def test_each_is_refused_with_its_code(answers: dict[str, Any]) -> None:
    codes = {name: {code for code, _ in answer["told"]} for name, (answer, _) in answers.items()}
    assert {name: codes[name] for name, (_, code) in PLANTED.items() if code not in codes[name]} == {}


def test_each_is_refused_in_two_seconds_and_200_megabytes(answers: dict[str, Any]) -> None:
    used = {name: (answer["seconds"], answer["megabytes"]) for name, (answer, _) in answers.items()}
    assert {name: one for name, one in used.items() if one[0] >= SECONDS_MAX or one[1] >= MEGABYTES_MAX} == {}


def test_no_refusal_repeats_a_hidden_character_or_a_personal_identity_number(answers: dict[str, Any]) -> None:
    lines = [(name, line) for name, (answer, _) in answers.items() for _, line in answer["told"]]
    assert [pair for pair in lines if not pair[1].isprintable() or "2397" in pair[1]] == []


def test_no_check_leaves_anything_behind(answers: dict[str, Any]) -> None:
    assert {name: left for name, (_, left) in answers.items() if left != ["policy", "providers"]} == {}


def test_there_are_at_least_twenty() -> None:
    assert len(PLANTED) >= 20
