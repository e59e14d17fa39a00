"""The steps to AWS that can be done again: each leaves what it should, and says why it stopped."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ops.aws import deploy, stacks
from ops.aws.stacks import Cloud, DeploymentError
from ops.cli import aws as commands
from ops.server import static_files

CLOUD = Cloud("eu-north-1")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        where = {"LocationConstraint": CLOUD.region}
        CLOUD.client("s3").create_bucket(Bucket="site", CreateBucketConfiguration=where)
        yield "site"


def built(folder: Path, **files: str) -> Path:
    """A site of some files; a double underscore is a slash, a single one a dot."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def kept(bucket: str) -> dict[str, Any]:
    """What a bucket holds, each with what a browser is told about it."""
    client = CLOUD.client("s3")
    keys = [one["Key"] for one in client.list_objects_v2(Bucket=bucket).get("Contents", ())]
    return {key: client.head_object(Bucket=bucket, Key=key) for key in keys}


class TestUpload:
    """The bucket holds the site and nothing else."""

    def test_each_file_says_what_it_is_and_for_how_long(self, bucket: str, tmp_path: Path) -> None:
        deploy.upload(CLOUD, bucket, built(tmp_path, index_html="a", en__main_css="b"))
        told = {key: (one["ContentType"], one["CacheControl"]) for key, one in kept(bucket).items()}
        assert told == {
            "index.html": ("text/html; charset=utf-8", static_files.CACHED),
            "en/main.css": ("text/css; charset=utf-8", static_files.CACHED),
        }

    def test_the_security_contact_is_uploaded_though_its_folder_is_hidden(self, bucket: str, tmp_path: Path) -> None:
        (tmp_path / ".well-known").mkdir()
        (tmp_path / ".well-known/security.txt").write_text("Contact: mailto:a@b.example\n", encoding="utf-8")
        assert deploy.upload(CLOUD, bucket, tmp_path) == [".well-known/security.txt"]
        assert kept(bucket)[".well-known/security.txt"]["ContentType"] == "text/plain; charset=utf-8"

    def test_a_page_comes_after_what_it_shows(self, bucket: str, tmp_path: Path) -> None:
        site = built(tmp_path, a_html="a", z_css="z")
        assert deploy.upload(CLOUD, bucket, site) == ["z.css", "a.html"]

    def test_what_has_not_changed_is_left_alone(self, bucket: str, tmp_path: Path) -> None:
        deploy.upload(CLOUD, bucket, built(tmp_path, a_html="a", b_html="b"))
        assert deploy.upload(CLOUD, bucket, built(tmp_path, b_html="c")) == ["b.html"]

    def test_what_the_site_has_no_more_goes(self, bucket: str, tmp_path: Path) -> None:
        deploy.upload(CLOUD, bucket, built(tmp_path, a_html="a", b_html="b"))
        (tmp_path / "a.html").unlink()
        assert deploy.upload(CLOUD, bucket, tmp_path) == ["a.html"]
        assert list(kept(bucket)) == ["b.html"]


class TestPut:
    """What a stack was made from can always be found again."""

    def test_a_package_is_named_for_its_content(self, bucket: str, tmp_path: Path) -> None:
        file = built(tmp_path, deployment_zip="packed") / "deployment.zip"
        key = deploy.upload_package(CLOUD, bucket, file)
        assert key == f"deployment/{hashlib.sha256(b'packed').hexdigest()}.zip"
        assert list(kept(bucket)) == [key]

    def test_a_bucket_that_is_not_there_is_named(self, bucket: str, tmp_path: Path) -> None:
        file = built(tmp_path, deployment_zip="packed") / "deployment.zip"
        with pytest.raises(DeploymentError, match=r"deployment\.zip could not be put into the bucket gone"):
            deploy.upload_package(CLOUD, f"gone-{bucket}", file)


class TestKept:
    """A parameter that was set once is not taken back by a deployment that does not name it."""

    def test_what_stands_is_kept_where_the_template_still_asks_for_it(self, bucket: str) -> None:
        assert bucket
        asked = {name: {"Type": "String"} for name in ("DomainName", "Former")}
        template = {"Parameters": asked, "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        told = [{"ParameterKey": name, "ParameterValue": f"{name}-1"} for name in asked]
        client = CLOUD.client("cloudformation")
        client.create_stack(StackName="kundval", TemplateBody=json.dumps(template), Parameters=told)
        current = stacks.parameters_of(CLOUD, "kundval") or {}
        assert current == {"DomainName": "DomainName-1", "Former": "Former-1"}
        assert deploy._kept_parameters(current, {"DomainName", "New"}) == {"DomainName": "DomainName-1"}

    def test_a_new_stack_has_nothing_to_keep(self, bucket: str) -> None:
        assert bucket
        assert stacks.parameters_of(CLOUD, "kundval") is None


class TestStand:
    """By whose rights a stack is made."""

    TOPIC: Final = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}

    def stood(self, template: dict[str, Any], role: str = "", policy: str = "{}") -> dict[str, Any]:
        body = {"TemplateBody": json.dumps(template)}
        stacks.apply_stack(Cloud("eu-north-1", poll_seconds=1), "s", body, {}, policy=policy, role=role)
        found: dict[str, Any] = CLOUD.client("cloudformation").describe_stacks(StackName="s")["Stacks"][0]
        return found

    def test_it_is_made_by_the_rights_of_the_role_that_is_named(self, bucket: str) -> None:
        assert bucket
        role = "arn:aws:iam::123456789012:role/maker"
        assert self.stood(self.TOPIC, role)["RoleARN"] == role

    def test_without_a_role_it_is_made_by_the_callers_rights(self, bucket: str) -> None:
        assert bucket
        assert "RoleARN" not in self.stood(self.TOPIC)

    def policy(self) -> str:
        found: str = CLOUD.client("cloudformation").get_stack_policy(StackName="s")["StackPolicyBody"]
        return found

    def test_it_is_made_under_its_policy_and_an_update_goes_by_the_new_one(self, bucket: str) -> None:
        assert bucket
        policies = [stacks.stack_policy({"Resources": {name: {"DeletionPolicy": "Retain"}}}) for name in ("A", "B")]
        self.stood(self.TOPIC, policy=policies[0])
        assert self.policy() == policies[0]
        self.stood({"Resources": {**self.TOPIC["Resources"], "B": {"Type": "AWS::SNS::Topic"}}}, policy=policies[1])
        assert self.policy() == policies[1]

    def test_an_update_that_fails_was_already_under_the_new_policy(self, bucket: str) -> None:
        assert bucket
        self.stood(self.TOPIC, policy='{"first": 1}')
        with pytest.raises(DeploymentError, match="stayed as it was"):
            self.stood({"Parameters": {"Missing": {"Type": "String"}}, **self.TOPIC}, policy='{"second": 2}')
        assert self.policy() == '{"second": 2}'


class TestTheCommand:
    """One line for whoever forgot something."""

    @pytest.mark.parametrize(
        ("missing", "arguments", "said"),
        [
            ("dist/index.html", ("--bucket", "b"), "index.html is missing. Create it first: python3 build.py build."),
            ("var/package/sam.json", ("--rehearse",), "sam.json is missing. Create it first: python3 build.py package"),
            ("", (), "name the bucket for packages with --bucket, or try --rehearse."),
            ("", ("--bucket", "b", "--parameter", "x"), "'x' is not a parameter. Write it like this: AlarmEmail="),
        ],
    )
    def test_it_says_what_to_do(self, tmp_path: Path, missing: str, arguments: tuple[str, ...], said: str) -> None:
        for name in {"dist/index.html", "var/package/sam.json"} - {missing}:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("{}", encoding="utf-8")
        (tmp_path / "policy").mkdir()
        asked = CliRunner().invoke(commands.deploy, ["--data", str(tmp_path), *arguments])
        assert (asked.exit_code, asked.output.count("\n"), said in asked.output) == (1, 1, True)
