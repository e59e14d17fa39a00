"""Deployment to AWS, the same from a pipeline and a terminal: package, stack, site, cache; each step is repeatable.

Site and function may be deployed in either order: what a claim pays is decided by the register in the function's
package, whose hash is in every receipt, and a policy's dates decide when it applies (DESIGN §14).
"""

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError, ParamValidationError, WaiterError

from catalogue.build import output
from chalicelib.dates import clock
from ops import register_guard
from ops.aws import ledger_layout
from ops.aws.package import TEMPLATE, ZIP
from ops.aws.template import REGISTER
from ops.register_guard import RegisterRefusedError, Standing
from ops.server import static_files

Client = Any
"""A boto3 client: its classes are created at run time."""
MAX_WAIT_SECONDS: Final = 1800  # a new distribution takes some minutes
_NO_CHANGES: Final = ("didn't contain changes", "No updates are to be performed")


class DeploymentError(Exception):
    """Why the deployment stopped, in one sentence; what was deployed before is unchanged."""


@dataclass(frozen=True)
class Target:
    """Where to deploy: the stack, the bucket for packages, the template's parameters, and CloudFormation's role."""

    stack: str
    bucket: str
    parameters: Mapping[str, str]
    role: str = ""
    data: Path = Path()  # the municipality's folder, whose commits may excuse a change of what is in force


@dataclass(frozen=True)
class Cloud:
    """AWS, or an emulator at `endpoint`."""

    region: str
    endpoint: str | None = None
    poll_seconds: int = 5

    def client(self, service: str) -> Client:
        """Create a client for a service."""
        return boto3.client(service, region_name=self.region, endpoint_url=self.endpoint)

    @property
    def waiter_config(self) -> dict[str, int]:
        """Return how often boto3's waiters poll, and how many times."""
        return {"Delay": self.poll_seconds, "MaxAttempts": MAX_WAIT_SECONDS // self.poll_seconds}


def deploy(cloud: Cloud, target: Target, packed: Path, site: Path) -> dict[str, str]:
    """Deploy package, stack and site, and return the stack's outputs; what is in force stays as it is."""
    _refuse_draft(site)
    current = parameters_of(cloud, target.stack)
    if current is not None:
        _refuse_other_register(cloud, target, current, packed / ZIP)
        reason = ledger_layout.refusal(cloud.client("dynamodb"), outputs_of(cloud, target.stack)["LedgerTable"])
        if reason:
            raise DeploymentError(reason)
    code = upload_package(cloud, target.bucket, packed / ZIP)
    template = upload_package(cloud, target.bucket, packed / TEMPLATE)
    source = {"TemplateURL": f"{_bucket_url(cloud, target.bucket)}/{template}"}
    kept = _kept_parameters(current or {}, json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))["Parameters"])
    values = {**kept, **target.parameters, "CodeBucket": target.bucket, "CodeKey": code}
    apply_stack(cloud, target.stack, source, values, target.role)
    return publish(cloud, target.stack, site)


def publish(cloud: Cloud, stack: str, site: Path) -> dict[str, str]:
    """Upload only the site to an existing stack, as every night for the day's order; return the stack's outputs."""
    _refuse_draft(site)
    outputs = outputs_of(cloud, stack)
    if upload(cloud, outputs["SiteBucket"], site):
        invalidate_cache(cloud, outputs["FrontId"])
    return outputs


def _refuse_draft(site: Path) -> None:
    if output.is_draft(site):
        raise DeploymentError(
            f"{site} is a draft: give every TODO its value, and build again (python3 build.py build)."
        )


def _refuse_other_register(cloud: Cloud, target: Target, current: Mapping[str, str], package: Path) -> None:
    """Raise DeploymentError if the package changes what is in force in the stack, and no commit says why."""
    standing = standing_register(cloud, target.stack, current)
    today = clock.day(clock.now())
    try:
        excuses = register_guard.require_accepted(target.data, standing, _register(package.read_bytes()), today)
    except RegisterRefusedError as refusal:
        raise DeploymentError(str(refusal)) from None
    for excuse in excuses:
        print(f"deploy: {excuse}")


def standing_register(cloud: Cloud, stack: str, current: Mapping[str, str]) -> Standing:
    """Return the register that the function of a stack with these current parameters judges by.

    It is read from the package that the function was made of, whose key is named for its content: no token is needed.
    """
    bucket, key = current.get("CodeBucket", ""), current.get("CodeKey", "")
    try:
        content = cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    except (ClientError, ParamValidationError) as error:
        raise DeploymentError(
            f"What the stack {stack} judges by is not known: {key or 'its package'} cannot be read: {error}"
        ) from error
    return Standing(_register(content), current.get("Commit", ""), f"the stack {stack}")


def _register(package: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        register: dict[str, Any] = json.loads(archive.read(str(REGISTER)))
    return register


def upload_package(cloud: Cloud, bucket: str, file: Path) -> str:
    """Upload a file of the package under a key with its content's hash, so nothing is replaced; return the key."""
    content = file.read_bytes()
    key = f"{file.stem}/{hashlib.sha256(content).hexdigest()}{file.suffix}"
    try:
        cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    except ClientError as error:
        raise DeploymentError(f"{file.name} could not be put into the bucket {bucket}: {error}") from error
    return key


def apply_stack(
    cloud: Cloud, stack: str, template: Mapping[str, str], values: Mapping[str, str], role: str = ""
) -> None:
    """Create or update the stack; AWS rolls everything back if a step fails, and DeploymentError says why."""
    client = cloud.client("cloudformation")
    new = parameters_of(cloud, stack) is None
    request = {
        "StackName": stack,
        **template,
        **({"RoleARN": role} if role else {}),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        client.create_stack(**request, OnFailure="DELETE") if new else client.update_stack(**request)
        client.get_waiter("stack_create_complete" if new else "stack_update_complete").wait(
            StackName=stack, WaiterConfig=cloud.waiter_config
        )
    except (ClientError, WaiterError) as error:
        if not any(message in str(error) for message in _NO_CHANGES):
            reason = _failure_reason(client, stack, error)
            raise DeploymentError(f"The stack {stack} stayed as it was: {reason}") from error


def outputs_of(cloud: Cloud, stack: str) -> dict[str, str]:
    """Return the outputs of a stack."""
    try:
        (described,) = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        raise DeploymentError(f"The stack {stack} could not be asked after: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def parameters_of(cloud: Cloud, stack: str) -> dict[str, str] | None:
    """Return the current parameters of a stack, or None before the first deployment."""
    try:
        stacks = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise DeploymentError(f"The stack {stack} could not be asked after: {error}") from error
    if not stacks:
        return None
    return {entry["ParameterKey"]: entry["ParameterValue"] for entry in stacks[0].get("Parameters", ())}


def _kept_parameters(current: Mapping[str, str], declared: Collection[str]) -> dict[str, str]:
    """Return the current parameters that the template still declares: a domain that was set once stays."""
    return {key: value for key, value in current.items() if key in declared}


def _bucket_url(cloud: Cloud, bucket: str) -> str:
    if cloud.endpoint:
        return f"{cloud.endpoint}/{bucket}"
    return f"https://{bucket}.s3.{cloud.region}.amazonaws.com"


def _failure_reason(client: Client, stack: str, error: Exception) -> str:
    """Return the reason of the first event that failed, which caused the others."""
    try:
        events = client.describe_stack_events(StackName=stack)["StackEvents"]
    except ClientError:
        return str(error)
    failed = [
        event for event in events if event["ResourceStatus"].endswith("FAILED") and event.get("ResourceStatusReason")
    ]
    return f"{failed[-1]['LogicalResourceId']}: {failed[-1]['ResourceStatusReason']}" if failed else str(error)


def upload(cloud: Cloud, bucket: str, site: Path) -> list[str]:
    """Make the bucket hold the site and nothing else, and tell what changed; a page comes after what it shows."""
    site = site.resolve()  # a build that ends meanwhile sets the link over to another tree
    client = cloud.client("s3")
    uploaded = dict(_list_objects(client, bucket))
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    changed = []
    for key in sorted(files, key=lambda key: (key.endswith(".html"), key)):
        content = files[key].read_bytes()
        if uploaded.pop(key, None) == hashlib.md5(content, usedforsecurity=False).hexdigest():
            continue
        kind = static_files.content_type(files[key])
        client.put_object(Bucket=bucket, Key=key, Body=content, ContentType=kind, CacheControl=static_files.CACHED)
        changed.append(key)
    for key in uploaded:
        client.delete_object(Bucket=bucket, Key=key)
    return [*changed, *uploaded]


def _list_objects(client: Client, bucket: str) -> Iterator[tuple[str, str]]:
    """Yield each key of the bucket with the MD5 of its content, which is its ETag in S3."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", ()):
            yield entry["Key"], entry["ETag"].strip('"')


def invalidate_cache(cloud: Cloud, front: str) -> None:
    """Invalidate everything in the cache of a CloudFront distribution."""
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())}
    cloud.client("cloudfront").create_invalidation(DistributionId=front, InvalidationBatch=batch)
