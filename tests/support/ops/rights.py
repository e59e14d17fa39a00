"""The rights that CloudFormation needs for a type of resource, from AWS's own schemas, and those a policy grants."""

import fnmatch
import functools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import cfnlint

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas" / "resources"
EXPANDED = {
    "AWS::Serverless::Function": ("AWS::Lambda::Function",),
    "AWS::Serverless::Api": ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::Stage"),
}
"""The types that the SAM transform creates for a type."""
UNUSED = {
    "the guard stands before API Gateway alone": (
        "amplify:*",
        "apprunner:*",
        "appsync:*",
        "bedrock-agentcore:*",
        "cognito-idp:*",
        "ec2:*VerifiedAccess*",
        "elasticloadbalancing:*",
        "payments:*",
        "wafv2:*PermissionPolicy",
    ),
    "the API has no policy of its own": ("apigateway:UpdateRestApiPolicy",),
    "no rows come or go with the table, which stands in one region": (
        "dynamodb:*Item",
        "dynamodb:*Kinesis*",
        "dynamodb:*Replica",
        "dynamodb:DeleteResourcePolicy",
        "dynamodb:ImportTable",
        "dynamodb:PutResourcePolicy",
        "dynamodb:Query",
        "dynamodb:Scan",
        "iam:CreateServiceLinkedRole",
        "kinesis:*",
        "s3:GetObjectMetadata",
    ),
    "the roles have policies of their own alone, and their boundary stays": (
        "iam:*tachRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
    ),
    "the key stays, and its own policy lets ledger and secrets ask for it": (
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:RevokeGrant",
    ),
    "the functions have no network, disk, signing or concurrency of their own": (
        "ec2:Describe*",
        "elasticfilesystem:*",
        "lambda:*CodeSigningConfig",
        "lambda:*Concurrency",
        "lambda:AssociateRuntimeAlias",
        "lambda:PassCapacityProvider",
        "lambda:PublishVersion",
        "lambda:Put*",
        "s3files:*",
    ),
    "a log has retention and a key, is sent nowhere, and is written by the functions": (
        "firehose:*",
        "logs:*DataProtectionPolicy",
        "logs:*Delivery",
        "logs:*IndexPolic*",
        "logs:*ResourcePolic*",
        "logs:CreateLogStream",
        "logs:PutBearerTokenAuthentication",
        "logs:PutLogEvents",
        "logs:PutLogGroupDeletionProtection",
        "s3:REST.PUT.OBJECT",
    ),
    "the bucket has encryption, versions, a lifecycle and a policy, and its files are published by others": (
        "s3:*Metadata*",
        "s3:DeleteBucket*",
        "s3:DeleteObject",
        "s3:Put*Configuration",
        "s3:PutBucket[ACLNRW]*",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutObjectAcl",
        "s3tables:*",
    ),
    "the alarms name nobody": ("sns:PutDataProtectionPolicy",),
}
"""Rights that a type can need and ours do not, by the reason."""


@functools.cache
def _texts() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in SCHEMAS.glob("*.json"))  # the file names are hashes


@functools.cache
def _handlers(kind: str) -> dict[str, Any]:
    """Return the handlers of a resource type."""
    schemas = (json.loads(text) for text in _texts() if f'"{kind}"'.encode() in text)
    (schema,) = (candidate for candidate in schemas if candidate.get("typeName") == kind)
    handlers: dict[str, Any] = schema.get("handlers", {})
    return handlers


def needed(resources: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the rights that CloudFormation needs for the resources; retained ones are never deleted."""
    for resource in resources:
        for kind in EXPANDED.get(resource["Type"], (resource["Type"],)):
            handlers = _handlers(kind)
            verbs = ["create", "read", "update", *(() if resource.get("DeletionPolicy") == "Retain" else ("delete",))]
            for verb in verbs:
                yield from handlers.get(verb, {}).get("permissions", ())


def granted(*documents: dict[str, Any]) -> set[str]:
    """Return every action that policies allow, wildcards included."""
    allowed: set[str] = set()
    for document in documents:
        for statement in document["Statement"]:
            actions = statement["Action"]
            allowed |= {actions} if isinstance(actions, str) else set(actions)
    return allowed


def matches(action: str, patterns: Iterable[str]) -> bool:
    """Return whether an action matches one of the patterns."""
    return any(fnmatch.fnmatchcase(action, pattern) for pattern in patterns)
