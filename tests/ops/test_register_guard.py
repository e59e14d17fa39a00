"""What claims are paid by what stands is changed by no slip: in CI, in a deployment, on a served machine."""

import copy
import io
import json
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from moto import mock_aws

from catalogue import REGISTER
from chalicelib.ledger import dynamodb_table
from chalicelib.ledger.dynamodb_items import LAYOUT_KEY
from chalicelib.register import parser
from ops.aws import account, deploy, stacks
from ops.aws.deploy import Target
from ops.aws.package import TEMPLATE, ZIP
from ops.aws.stacks import Cloud, DeploymentError
from ops.register_guard import RegisterRefusedError
from ops.self_hosted import kept_register, serve, settings
from tests.support.ops.installation import LOGIN, Environment, laid_out
from tests.support.ops.proposals import DAY, Repository
from tests.support.ops.serving import free_port
from tests.support.ops.slips import COMING, SLIPS, Rows, register
from tests.support.ops.started import running, started

STACK: Final = "kundval-staging"
CLOUD: Final = Cloud("eu-north-1", poll_seconds=1)
FILES: Final = ("tariffs", "fees")


def _read(repository: Repository) -> Rows:
    texts = ((repository.folder / "policy" / f"{name}.yaml").read_text(encoding="utf-8") for name in FILES)
    return {name: rows for text in texts for name, rows in yaml.safe_load(text).items()}


def _write(repository: Repository, rows: Rows) -> None:
    for name in FILES:
        repository.write(f"policy/{name}.yaml", json.dumps({name: rows[name]}, default=str))


class TestProposal:
    """`check --against` what is on the branch."""

    @pytest.fixture
    def rows(self, repository: Repository) -> Rows:
        """The prices and fees of a repository, whose first price for telephone calls is to come."""
        rows = _read(repository)
        coming = {**rows["tariffs"][0], "event": "phone", "from": COMING}
        rows["tariffs"].insert(0, coming)
        _write(repository, rows)
        repository.commit()
        return rows

    def check(self, repository: Repository, rows: Rows) -> tuple[int, str]:
        _write(repository, rows)
        done = repository.run("check", "--against", "HEAD", "--date", DAY, "--language", "en")
        return done.returncode, done.stdout

    @pytest.mark.parametrize("slip", SLIPS)
    def test_a_slip_is_refused(self, slip: str, repository: Repository, rows: Rows) -> None:
        assert self.check(repository, rows)[0] == 0
        SLIPS[slip](rows)
        code, output = self.check(repository, rows)
        assert (code, "[entry_frozen]" in output or "[amount_jump]" in output) == (1, True)

    @pytest.mark.parametrize("reason", ["Nytt avtal § 97", ""])
    def test_an_entry_of_a_past_month_needs_its_reason(self, reason: str, repository: Repository, rows: Rows) -> None:
        intended = {"intended": True, "reason": reason} if reason else {}
        rows["tariffs"].append({**rows["tariffs"][-1], "from": "2026-10-01", **intended})
        code, output = self.check(repository, rows)
        assert (code, "[entry_backdated]" in output) == ((0, False) if reason else (1, True))

    @pytest.mark.parametrize(("reason", "code"), [("the first", 1), ("another", 0)])
    def test_an_amount_that_moves_again_needs_another_reason(
        self, reason: str, code: int, repository: Repository, rows: Rows
    ) -> None:
        rows["tariffs"][0] |= {"intended": True, "reason": "the first"}
        _write(repository, rows)
        repository.commit()
        SLIPS["ten times a price to come"](rows)
        rows["tariffs"][0]["reason"] = reason
        assert self.check(repository, rows)[0] == code


def zipped(data: dict[str, Any]) -> bytes:
    """Pack a register as the function's package has it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("chalicelib/data/register.json", json.dumps(data))
    return content.getvalue()


def slipped(slip: str) -> dict[str, Any]:
    """Return the register with a slip."""
    data = copy.deepcopy(register(identity=[LOGIN]))
    SLIPS[slip](data)
    return {**data, "sha256": parser.digest(data)}


class TestDeployment:
    """`deploy` to a stack that judges by a register."""

    PARAMETERS: Final = ("CodeBucket", "CodeKey", "Commit")

    @pytest.fixture
    def stack(self, monkeypatch: pytest.MonkeyPatch, repository: Repository) -> Iterator[Target]:
        """A stack whose function was made of the repository's first commit."""
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        with mock_aws():
            where = {"LocationConstraint": CLOUD.region}
            for bucket in ("packages", "site"):
                CLOUD.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
            CLOUD.client("s3").put_object(Bucket="packages", Key="stands", Body=zipped(register(identity=[LOGIN])))
            outputs = {name: {"Value": name} for name in account.OWN}
            prepared = json.dumps({**self.template(), "Outputs": outputs})
            given = [{"ParameterKey": name, "ParameterValue": ""} for name in self.PARAMETERS]
            CLOUD.client("cloudformation").create_stack(
                StackName=f"account-of-{STACK}", TemplateBody=prepared, Parameters=given
            )
            values = ("packages", "stands", repository.git("rev-parse", "HEAD"))
            given = [
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in zip(self.PARAMETERS, values, strict=True)
            ]
            CLOUD.client("cloudformation").create_stack(
                StackName=STACK, TemplateBody=json.dumps(self.template()), Parameters=given
            )
            target = Target(STACK, "packages", {}, data=repository.folder)
            yield target

    def template(self) -> dict[str, Any]:
        """Build a template with the parameters that say what stands."""
        return {
            "Parameters": {name: {"Type": "String"} for name in self.PARAMETERS},
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {
                "SiteBucket": {"Value": "site"},
                "FrontId": {"Value": "front"},
                "LedgerTable": {"Value": "ledger"},
            },
        }

    def deploy(self, target: Target, data: dict[str, Any], folder: Path) -> None:
        """Deploy a register, with an empty site."""
        (folder / "empty").mkdir()
        (folder / ZIP).write_bytes(zipped(data))
        (folder / TEMPLATE).write_text(json.dumps(self.template()), encoding="utf-8")
        deploy.deploy(CLOUD, target, folder, folder / "empty")

    @pytest.mark.parametrize("slip", SLIPS)
    def test_a_slip_is_refused_before_anything_is_changed(self, slip: str, stack: Target, tmp_path: Path) -> None:
        with pytest.raises(
            DeploymentError, match=r"changes what is in force in the stack kundval-staging[^$]*Policy-exception"
        ):
            self.deploy(stack, slipped(slip), tmp_path)
        assert [entry["Key"] for entry in CLOUD.client("s3").list_objects_v2(Bucket="packages")["Contents"]] == [
            "stands"
        ]

    def test_over_a_ledger_of_a_later_layout_nothing_is_changed(self, stack: Target, tmp_path: Path) -> None:
        client = CLOUD.client("dynamodb")
        client.create_table(**dynamodb_table.table("ledger"))
        client.put_item(TableName="ledger", Item=LAYOUT_KEY | {"layout": {"N": "2"}})
        with pytest.raises(
            DeploymentError, match=r"ledger has layout 2; this Kundval reads 1\. .*Nothing was deployed"
        ):
            self.deploy(stack, register(identity=[LOGIN]), tmp_path)
        uploaded = CLOUD.client("s3").list_objects_v2(Bucket="packages")["Contents"]
        assert [entry["Key"] for entry in uploaded] == ["stands"]

    def test_what_leaves_the_past_alone_is_deployed(self, stack: Target, tmp_path: Path) -> None:
        data = register(identity=[LOGIN])
        data["tariffs"].append({**data["tariffs"][0], "from": "2098-01-01", "amount_ore": 115_000})
        self.deploy(stack, data, tmp_path)
        current = stacks.parameters_of(CLOUD, STACK) or {}
        assert deploy.standing_register(CLOUD, STACK, current).register == data

    def test_a_commit_since_then_may_excuse_it(
        self, stack: Target, repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        repository.write("policy/tariffs.yaml", "# other\n")
        repository.git("commit", "-q", "-a", "-m", "Rätt pris\n\nPolicy-exception: nämnden 2026-11-20")
        self.deploy(stack, slipped("a fee in force is changed"), tmp_path)
        assert "gives the reason nämnden 2026-11-20" in capsys.readouterr().out

    def test_a_package_that_is_gone_stops_it(self, stack: Target, tmp_path: Path) -> None:
        CLOUD.client("s3").delete_object(Bucket="packages", Key="stands")
        with pytest.raises(
            DeploymentError, match="What the stack kundval-staging judges by is not known: stands cannot be read"
        ):
            self.deploy(stack, register(), tmp_path)


class TestServedMachine:
    """`serve --production` on a machine that has served a register."""

    @pytest.fixture
    def environment(self, root: Path) -> Environment:
        """Lay out an installation with the register that stands."""
        found = laid_out(root)
        self.build(root, register(identity=[LOGIN]))
        return found

    def build(self, root: Path, data: dict[str, Any]) -> None:
        (root / REGISTER).write_text(json.dumps(data), encoding="utf-8")

    def test_no_slip_is_loaded_or_started_with(self, root: Path, environment: Environment) -> None:
        with running(root, environment, free_port()) as (process, output, errors):
            output.readline()
            lines = (line for line in errors if "The register stays as it was: " in line)  # another may begin it
            for slip in SLIPS:
                self.build(root, slipped(slip))
                process.send_signal(signal.SIGHUP)
                assert "The register is refused" in next(lines), slip
            self.build(root, register(identity=[LOGIN]))
            process.send_signal(signal.SIGHUP)
            assert output.readline() == "The register that was built last is in force.\n"
            process.send_signal(signal.SIGTERM)
            process.communicate()
        self.build(root, slipped("a fee in force is changed"))
        process = started(root, environment, free_port())
        _, refusal = process.communicate()
        assert (process.returncode, "Policy-exception: WHY" in refusal) == (1, True)
        assert "fees[0]: familjeradgivning, 2019-01-01 was in force in this machine" in refusal
        assert "(amount_ore 45000 → amount_ore 49500)" in refusal

    def test_a_commit_since_then_may_excuse_it(
        self, root: Path, environment: Environment, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def commit(message: str) -> None:
            author = ("-c", "user.name=Kommunen", "-c", "user.email=kommunen@kundval.example")
            subprocess.run(("git", "add", "policy"), cwd=root, check=True)
            subprocess.run(("git", *author, "commit", "-q", "-m", message), cwd=root, check=True)

        subprocess.run(("git", "init", "-q", root), check=True)
        commit("Reglerna")
        standing = settings.load(root, environment)
        kept_register.write(standing.ledger, standing.rules.document, root)
        self.build(root, slipped("a fee in force is changed"))
        with pytest.raises(RegisterRefusedError):
            serve.judge(root, settings.load(root, environment))
        fees = root / "policy" / "fees.yaml"
        fees.write_text(f"{fees.read_text(encoding='utf-8')}# another fee\n", encoding="utf-8")
        commit("Rätt avgift\n\nPolicy-exception: nämnden 2026-11-20")
        kept_register.write(standing.ledger, standing.rules.document, root)  # started again before it was built
        serve.judge(root, settings.load(root, environment))
        assert "gives the reason nämnden 2026-11-20" in capsys.readouterr().out
