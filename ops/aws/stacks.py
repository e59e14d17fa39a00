"""CloudFormation's stacks: made or changed as a whole, under a policy that keeps what a template retains."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.exceptions import ClientError, WaiterError

Client = Any
"""A boto3 client: its classes are created at run time."""
MAX_WAIT_SECONDS: Final = 1800  # a new distribution takes some minutes
_NO_CHANGES: Final = ("didn't contain changes", "No updates are to be performed")


class DeploymentError(Exception):
    """Why the deployment stopped, in one sentence; what was deployed before is unchanged."""


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


def stack_policy(template: Mapping[str, Any]) -> str:
    """Return the stack policy by which no update replaces or deletes a resource that the template retains."""
    kept = [
        f"LogicalResourceId/{name}"
        for name, resource in template["Resources"].items()
        if resource.get("DeletionPolicy") == "Retain"
    ]
    anything = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
    refused = {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": kept}
    return json.dumps({"Statement": [anything, refused] if kept else [anything]})


def apply_stack(  # noqa: PLR0913 - what CloudFormation is asked
    cloud: Cloud, stack: str, template: Mapping[str, str], values: Mapping[str, str], *, policy: str, role: str = ""
) -> None:
    """Create or update the stack; AWS rolls everything back if a step fails, and DeploymentError says why.

    The stack policy is set before an update, which it therefore holds for, and together with a new stack.
    """
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
        if new:
            client.create_stack(**request, StackPolicyBody=policy, OnFailure="DELETE")
        else:
            client.set_stack_policy(StackName=stack, StackPolicyBody=policy)
            client.update_stack(**request)
        client.get_waiter("stack_create_complete" if new else "stack_update_complete").wait(
            StackName=stack, WaiterConfig=cloud.waiter_config
        )
    except (ClientError, WaiterError) as error:
        if not any(message in str(error) for message in _NO_CHANGES):
            reason = _failure_reason(client, stack, error)
            raise DeploymentError(f"The stack {stack} stayed as it was: {reason}") from error


def names(cloud: Cloud) -> list[str]:
    """Return the names of the account's stacks in the region."""
    pages = cloud.client("cloudformation").get_paginator("describe_stacks").paginate()
    try:
        return [stack["StackName"] for page in pages for stack in page["Stacks"]]
    except ClientError as error:
        raise DeploymentError(f"The stacks in {cloud.region} could not be asked after: {error}") from error


def outputs_of(cloud: Cloud, stack: str) -> dict[str, str]:
    """Return the outputs of a stack."""
    try:
        (described,) = cloud.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        raise DeploymentError(f"The stack {stack} could not be asked after: {error}") from error
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", ())}


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
