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
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from catalogue.build import output
from chalicelib.dates import clock
from ops import register_guard
from ops.aws import account, ledger_layout, stacks
from ops.aws.package import TEMPLATE, ZIP
from ops.aws.stacks import Client, Cloud, DeploymentError
from ops.aws.template import REGISTER
from ops.register_guard import RegisterRefusedError, Standing
from ops.server import static_files


@dataclass(frozen=True)
class Target:
    """Where to deploy: the stack, the bucket for packages, the template's parameters, and CloudFormation's role."""

    stack: str
    bucket: str
    parameters: Mapping[str, str]
    role: str = ""
    data: Path = Path()  # the municipality's folder, whose commits may excuse a change of what is in force


def deploy(cloud: Cloud, target: Target, packed: Path, site: Path) -> dict[str, str]:
    """Deploy package, stack and site, and return the stack's outputs; what is in force stays as it is."""
    _refuse_draft(site)
    own = account.prepared(cloud, target.stack)
    current = stacks.parameters_of(cloud, target.stack)
    if current is not None:
        _refuse_other_secrets(cloud, target, own[account.SECRETS])
        _refuse_other_register(cloud, target, current, packed / ZIP)
        _refuse_other_layout(cloud, target.stack)
    code = upload_package(cloud, target.bucket, packed / ZIP)
    source = {
        "TemplateURL": f"{_bucket_url(cloud, target.bucket)}/{upload_package(cloud, target.bucket, packed / TEMPLATE)}"
    }
    template = json.loads((packed / TEMPLATE).read_text(encoding="utf-8"))
    kept = _kept_parameters(current or {}, template["Parameters"])
    values = {**kept, **own, **target.parameters, "CodeBucket": target.bucket, "CodeKey": code}
    stacks.apply_stack(cloud, target.stack, source, values, policy=stacks.stack_policy(template), role=target.role)
    return publish(cloud, target.stack, site)


def publish(cloud: Cloud, stack: str, site: Path) -> dict[str, str]:
    """Upload only the site to an existing stack, as every night for the day's order; return the stack's outputs."""
    _refuse_draft(site)
    outputs = stacks.outputs_of(cloud, stack)
    if "SiteBucket" not in outputs:
        raise DeploymentError(f"The stack {stack} has no site: it is another system's, or its deployment never ended.")
    if upload(cloud, outputs["SiteBucket"], site):
        invalidate_cache(cloud, outputs["FrontId"])
    return outputs


def _refuse_draft(site: Path) -> None:
    if output.is_draft(site):
        raise DeploymentError(
            f"{site} is a draft: give every TODO its value, and build again (python3 build.py build)."
        )


def _refuse_other_secrets(cloud: Cloud, target: Target, secrets: str) -> None:
    """Raise DeploymentError if the stack's numbers come from other secrets: every number would be unknown.

    Whoever has moved the value says so by naming the account's secrets; no other can be read by the function.
    """
    current = stacks.outputs_of(cloud, target.stack).get(account.SECRETS, secrets)
    if target.parameters.get(account.SECRETS, current) != secrets:
        raise DeploymentError(
            f"The numbers of the stack {target.stack} come from {current}, and the account's secrets are {secrets}: "
            "every number would be unknown. Put the value of the former into the latter, and deploy once with "
            f"--parameter {account.SECRETS}={secrets}. The commands are under From 0.1.0 on AWS, on the page Upgrade "
            "of the handbook."
        )


def _refuse_other_layout(cloud: Cloud, stack: str) -> None:
    """Raise DeploymentError if the package does not read the ledger's layout; a stack without outputs has no ledger."""
    table = stacks.outputs_of(cloud, stack).get("LedgerTable")
    reason = ledger_layout.refusal(cloud.client("dynamodb"), table) if table else None
    if reason:
        raise DeploymentError(reason)


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


def _kept_parameters(current: Mapping[str, str], declared: Collection[str]) -> dict[str, str]:
    """Return the current parameters that the template still declares: a domain that was set once stays."""
    return {key: value for key, value in current.items() if key in declared}


def _bucket_url(cloud: Cloud, bucket: str) -> str:
    if cloud.endpoint:
        return f"{cloud.endpoint}/{bucket}"
    return f"https://{bucket}.s3.{cloud.region}.amazonaws.com"


def upload(cloud: Cloud, bucket: str, site: Path) -> list[str]:
    """Make the bucket hold the site and nothing else; return what changed. A page comes after what it shows."""
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
