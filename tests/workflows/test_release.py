"""What is handed out is made of a tag that was tested, and what may write sees nothing else."""

import re

from tests.support.workflows import PUBLISHING, ROOT, WORKFLOWS, read, steps


class TestRelease:
    """What is handed out is made of a tag that was tested, and what may write sees nothing else."""

    WORKFLOW = read(ROOT / ".github/workflows/release.yml")

    def test_a_tag_starts_it_and_nothing_else(self) -> None:
        assert self.WORKFLOW["on"] == {"push": {"tags": ["v*"]}}

    def test_no_other_workflow_may_write_what_the_repository_holds(self) -> None:
        found = [path.stem for path in WORKFLOWS if "contents: write" in path.read_text(encoding="utf-8")]
        assert found == ["release"]
        assert self.WORKFLOW["jobs"]["publish"]["permissions"] == PUBLISHING

    def test_it_is_published_after_the_tests_and_the_checksums(self) -> None:
        jobs = self.WORKFLOW["jobs"]
        assert jobs["publish"]["needs"] == "files"
        assert [step["run"] for step in jobs["files"]["steps"] if "run" in step] == ["make release", "make test"]
        check, publish = [step["run"] for step in jobs["publish"]["steps"] if "run" in step]
        assert check == "cd release && sha256sum --check --strict SHA256SUMS"
        assert publish.startswith('gh release create "$TAG" --verify-tag ')

    def test_it_is_signed_before_it_is_published_wherever_the_platform_signs(self) -> None:
        (sign,) = [step for step in steps(self.WORKFLOW) if "attest-build-provenance" in step.get("uses", "")]
        *before, publish = self.WORKFLOW["jobs"]["publish"]["steps"]
        assert sign == before[-1]
        assert "gh release create" in publish["run"]
        assert sign["with"] == {"subject-path": "release/*"}
        assert sign["if"] == "${{ !github.event.repository.private }}"

    def test_each_file_that_is_published_is_one_that_make_release_makes(self) -> None:
        (*_, publish) = self.WORKFLOW["jobs"]["publish"]["steps"]
        files = {name.replace("${TAG#v}", "1.2.3") for name in re.findall(r'release/([^\s"]+)', publish["run"])}
        assert files == {"kundval-1.2.3.tar.gz", "kundval-1.2.3.cdx.json", "SHA256SUMS", "RELEASE.txt"}
