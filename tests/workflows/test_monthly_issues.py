"""The issues that are written every month about profiles that are to be looked over."""

import subprocess
from pathlib import Path

from tests.support.workflows import ROOT, read


class TestMonthlyIssues:
    """The job that writes issues, run as it stands with a `gh` that notes what it is asked."""

    GH = """#!/bin/bash
if [ "$1 $2" = "issue list" ]; then cat "$FAKE/open"; exit; fi
if [ "$1" = api ]; then [ "$2" = user/1001 ] && echo ada; exit; fi
echo "$*" >> "$FAKE/asked"
"""

    def asked(self, folder: Path, open_issues: str, letters: dict[str, str]) -> list[str]:
        (folder / "letters").mkdir()
        (folder / "letters" / "providers").write_text("".join(f"{id_}\n" for id_ in letters), encoding="utf-8")
        for id_, accounts in letters.items():
            for ending, text in (("title", f"Se över: {id_} ({id_})\n"), ("body", "- x\n"), ("accounts", accounts)):
                (folder / "letters" / f"{id_}.{ending}").write_text(text, encoding="utf-8")
        (folder / "open").write_text(open_issues, encoding="utf-8")
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(self.GH, encoding="utf-8")
        (folder / "bin" / "gh").chmod(0o755)
        job = read(ROOT / ".github/workflows/stale.yml")["jobs"]["write"]
        (script,) = [step["run"] for step in job["steps"] if "run" in step]
        (folder / "work").mkdir()
        (folder / "letters").rename(folder / "work" / "letters")
        known = {"PATH": f"{folder}/bin:/usr/bin:/bin", "FAKE": str(folder), "LABEL": "profil"}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        subprocess.run(command, cwd=folder / "work", env=known, check=True, timeout=60)
        first, *rest = (folder / "asked").read_text(encoding="utf-8").splitlines()
        assert first.startswith("label create profil --force")
        return rest

    def test_a_provider_without_an_open_issue_gets_one(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "7 Se över: Ek (ek-tva)\n", {"ek": "", "ek-tva": ""}) == [
            "issue create --title Se över: ek (ek) --body-file letters/ek.body --label profil",
            "issue edit 7 --title Se över: ek-tva (ek-tva) --body-file letters/ek-tva.body",
        ]

    def test_an_issue_of_whom_nothing_is_left_to_see_is_closed(self, tmp_path: Path) -> None:
        assert self.asked(tmp_path, "7 Se över: Ek (i Solna) (ek)\n", {}) == [
            "issue close 7 --comment Inget är kvar att se över."
        ]

    def test_whom_it_concerns_is_called_by_name_if_the_account_is_there(self, tmp_path: Path) -> None:
        self.asked(tmp_path, "", {"ek": "1001\n2002\n"})
        assert (tmp_path / "work/letters/ek.body").read_text(encoding="utf-8") == "- x\n\n@ada\n"
