"""The way to AWS, the same from a pipeline and a terminal: package, stack, site, cache; each step can be done again.

Site and function may come in either order: what a claim pays is decided by the register that travels with the
function, whose hash stands in every receipt, and a policy's dates decide when it holds (DESIGN §14).
"""

import hashlib
import json
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError, WaiterError

from ops.aws.package import TEMPLATE, ZIP
from ops.server import static_files

Client = Any
"""A client of boto3: it makes their classes at run time."""
PATIENCE_SECONDS: Final = 1800  # a new distribution takes some minutes
_NOTHING: Final = ("didn't contain changes", "No updates are to be performed")


class DeploymentError(Exception):
    """Why it stopped, in one sentence; what stood before stands still."""


@dataclass(frozen=True)
class Target:
    """Where to: the stack, the bucket that holds packages, the template's parameters, and whose rights make it."""

    stack: str
    bucket: str
    parameters: Mapping[str, str]
    role: str = ""


@dataclass(frozen=True)
class Cloud:
    """AWS, or what stands in for it."""

    region: str
    endpoint: str | None = None
    look_every_seconds: int = 5

    def client(self, service: str) -> Client:
        """Make a client of a service."""
        return boto3.client(service, region_name=self.region, endpoint_url=self.endpoint)

    @property
    def waiting(self) -> dict[str, int]:
        """How often boto3's waiters look, and for how long."""
        return {"Delay": self.look_every_seconds, "MaxAttempts": PATIENCE_SECONDS // self.look_every_seconds}


def deploy(cloud: Cloud, target: Target, packed: Path, site: Path) -> dict[str, str]:
    """Bring package, stack and site to AWS, and give the stack's outputs."""
    code = upload_package(cloud, target.bucket, packed / ZIP)
    template = upload_package(cloud, target.bucket, packed / TEMPLATE)
    place = {"TemplateURL": f"{_of_bucket(cloud, target.bucket)}/{template}"}
    kept = _kept(cloud, target.stack, json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))["Parameters"])
    values = {**kept, **target.parameters, "CodeBucket": target.bucket, "CodeKey": code}
    apply_stack(cloud, target.stack, place, values, target.role)
    return publish(cloud, target.stack, site)


def publish(cloud: Cloud, stack: str, site: Path) -> dict[str, str]:
    """Bring the site alone to a stack that stands, as every night for the day's order, and give its outputs."""
    outputs = outputs_of(cloud, stack)
    if upload(cloud, outputs["SiteBucket"], site):
        invalidate_cache(cloud, outputs["FrontId"])
    return outputs


def upload_package(cloud: Cloud, bucket: str, file: Path) -> str:
    """Put a file of the package where the stack finds it, named for its content: what stood there is never replaced."""
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
    """Make the stack, or change it to the template; AWS puts everything back when a step of it fails."""
    client = cloud.client("cloudformation")
    new = not _exists(client, stack)
    asked = {
        "StackName": stack,
        **template,
        **({"RoleARN": role} if role else {}),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        client.create_stack(**asked, OnFailure="DELETE") if new else client.update_stack(**asked)
        client.get_waiter("stack_create_complete" if new else "stack_update_complete").wait(
            StackName=stack, WaiterConfig=cloud.waiting
        )
    except (ClientError, WaiterError) as error:
        if not any(words in str(error) for words in _NOTHING):
            why = _why(client, stack, error)
            raise DeploymentError(f"The stack {stack} stayed as it was: {why}") from error


def outputs_of(cloud: Cloud, stack: str) -> dict[str, str]:
    """What the stack tells of itself."""
    try:
        (found,) = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        raise DeploymentError(f"The stack {stack} could not be asked after: {error}") from error
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}


def _kept(cloud: Cloud, stack: str, known: Collection[str]) -> dict[str, str]:
    """What the stack was told before and the template still asks for: a domain that was set once stays."""
    client = cloud.client("cloudformation")
    if not _exists(client, stack):
        return {}
    (found,) = client.describe_stacks(StackName=stack)["Stacks"]
    told = {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", ())}
    return {key: value for key, value in told.items() if key in known}


def _of_bucket(cloud: Cloud, bucket: str) -> str:
    if cloud.endpoint:
        return f"{cloud.endpoint}/{bucket}"
    return f"https://{bucket}.s3.{cloud.region}.amazonaws.com"


def _exists(client: Client, stack: str) -> bool:
    try:
        return bool(client.describe_stacks(StackName=stack)["Stacks"])
    except ClientError as error:
        if "does not exist" in str(error):
            return False
        raise DeploymentError(f"The stack {stack} could not be asked after: {error}") from error


def _why(client: Client, stack: str, error: Exception) -> str:
    """The first event that failed, for that is the cause of the rest."""
    try:
        events = client.describe_stack_events(StackName=stack)["StackEvents"]
    except ClientError:
        return str(error)
    failed = [one for one in events if one["ResourceStatus"].endswith("FAILED") and one.get("ResourceStatusReason")]
    return f"{failed[-1]['LogicalResourceId']}: {failed[-1]['ResourceStatusReason']}" if failed else str(error)


def upload(cloud: Cloud, bucket: str, site: Path) -> list[str]:
    """Make the bucket hold the site and nothing else, and tell what changed; a page comes after what it shows."""
    site = site.resolve()  # a build that ends meanwhile sets the link over to another tree
    client = cloud.client("s3")
    standing = dict(_standing(client, bucket))
    files = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    changed = []
    for key in sorted(files, key=lambda key: (key.endswith(".html"), key)):
        content = files[key].read_bytes()
        if standing.pop(key, None) == hashlib.md5(content, usedforsecurity=False).hexdigest():
            continue
        kind = static_files.content_type(files[key])
        client.put_object(Bucket=bucket, Key=key, Body=content, ContentType=kind, CacheControl=static_files.CACHED)
        changed.append(key)
    for key in standing:
        client.delete_object(Bucket=bucket, Key=key)
    return [*changed, *standing]


def _standing(client: Client, bucket: str) -> Iterator[tuple[str, str]]:
    """What the bucket holds, each with the MD5 of its content, which S3 calls its ETag."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for one in page.get("Contents", ()):
            yield one["Key"], one["ETag"].strip('"')


def invalidate_cache(cloud: Cloud, front: str) -> None:
    """Let the front ask for everything anew."""
    batch = {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())}
    cloud.client("cloudfront").create_invalidation(DistributionId=front, InvalidationBatch=batch)
