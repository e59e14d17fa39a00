"""What CloudFormation has to be able to do for a type of resource, as AWS itself says, and what a policy grants."""

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
"""What the transform makes of a type."""
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
        "kms:Disable*",
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
    "the secrets stand in one region": ("secretsmanager:*Region*",),
    "the alarms name nobody": ("sns:PutDataProtectionPolicy",),
}
"""What a type could be asked to do and ours is not, by the reason."""


@functools.cache
def _texts() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in SCHEMAS.glob("*.json"))  # they are named for their content


@functools.cache
def _handlers(kind: str) -> dict[str, Any]:
    """What CloudFormation does with a type."""
    named = (json.loads(text) for text in _texts() if f'"{kind}"'.encode() in text)
    (found,) = (one for one in named if one.get("typeName") == kind)
    handlers: dict[str, Any] = found.get("handlers", {})
    return handlers


def needed(resources: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield all that CloudFormation may do with the resources; what outlives the stack is not taken away."""
    for one in resources:
        for kind in EXPANDED.get(one["Type"], (one["Type"],)):
            handlers = _handlers(kind)
            verbs = ["create", "read", "update", *(() if one.get("DeletionPolicy") == "Retain" else ("delete",))]
            for verb in verbs:
                yield from handlers.get(verb, {}).get("permissions", ())


def granted(*documents: dict[str, Any]) -> set[str]:
    """Every action that policies allow, with their asterisks."""
    found: set[str] = set()
    for document in documents:
        for statement in document["Statement"]:
            actions = statement["Action"]
            found |= {actions} if isinstance(actions, str) else set(actions)
    return found


def matches(action: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns says the action."""
    return any(fnmatch.fnmatchcase(action, pattern) for pattern in patterns)
