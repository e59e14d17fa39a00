"""What stands beside the function on AWS: `functions/resources.json`, and in it what is known elsewhere already.

The table's keys are the ledger's own, the headers are those that `serve` sends, and the alarms are a list, so that
nothing of it is written twice. Chalice merges the result into its template (DESIGN §14).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.api import problems
from chalicelib.ledger import dynamodb_table
from ops.server import static_files

RESOURCES: Final = Path("resources.json")
FRONT: Final = Path("front.js")
REGISTER: Final = Path("chalicelib/data/register.json")
EXPIRES: Final = "expires"  # only counters of failed look-ups have it: DynamoDB removes them, nothing else may
OWN_HEADERS: Final = {
    "Content-Security-Policy": ("ContentSecurityPolicy", "ContentSecurityPolicy"),
    "Referrer-Policy": ("ReferrerPolicy", "ReferrerPolicy"),
    "X-Frame-Options": ("FrameOptions", "FrameOption"),
}
"""What CloudFront sets by a setting of its own, and what that calls the value."""


REFUSALS: Final = {
    "ACCESS_DENIED": "forbidden",
    "AUTHORIZER_FAILURE": "internal_error",
    "DEFAULT_5XX": "internal_error",
    "MISSING_AUTHENTICATION_TOKEN": "not_found",  # API Gateway's word for an address that does not exist
    "REQUEST_TOO_LARGE": "too_large",
    "THROTTLED": "busy",
    "UNAUTHORIZED": "unauthorised",
    "WAF_FILTERED": "forbidden",
}
"""What API Gateway refuses by itself, and the problem that it answers then."""


@dataclass(frozen=True)
class Own:
    """A metric that AWS keeps, of the one thing that its dimensions name."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Logged:
    """A metric that counts the lines of a log which a pattern finds."""

    log: str
    pattern: str


@dataclass(frozen=True)
class Alarm:
    """When somebody is told, why, and what to do then: a metric's sum over some minutes is at least so much."""

    name: str
    why: str
    then: str
    metric: Own | Logged
    at_least: int = 1
    minutes: int = 5


_API: Final = (("ApiName", {"Ref": "AWS::StackName"}), ("Stage", "api"))
_HANDLER: Final = (("FunctionName", {"Ref": "APIHandler"}),)
_AUTHORISE: Final = (("FunctionName", {"Ref": "Authorise"}),)

_WAF: Final = (
    ("WebACL", {"Fn::Sub": "${AWS::StackName}-guard"}),
    ("Region", {"Ref": "AWS::Region"}),
    ("Rule", "ALL"),
)

ALARMS: Final = (
    Alarm(
        "Failing",
        "Answers that are failures of ours.",
        "Read `where` in the log of the endpoint. If it began with a deployment, deploy the former commit.",
        Own("AWS/ApiGateway", "5XXError", _API),
        at_least=5,
    ),
    Alarm(
        "Bug",
        "A request met a bug. Nothing was recorded by it, and it can be sent again.",
        "`where` in the log of the endpoint names the line, and the right or the table that AWS refused.",
        Logged("ApiLog", '{ $.code = "internal_error" }'),
    ),
    Alarm(
        "Busy",
        "The ledger is slow or cannot be reached. Callers are told to send again, which is safe.",
        "Look at the health of DynamoDB in this region; there is nothing to mend here.",
        Logged("ApiLog", '{ $.code = "busy" }'),
        at_least=20,
    ),
    Alarm(
        "FailedLookUps",
        "Somebody tries numbers, or a provider has a wrong list. Each is held off until the hour is over.",
        "Ask the provider whose calls end in too_many_failures; if nobody knows of it, end that sign-in at the issuer.",
        Logged("ApiLog", '{ $.code = "too_many_failures" }'),
        at_least=10,
        minutes=15,
    ),
    Alarm(
        "RefusedSignIns",
        "Tokens are refused: somebody tries, or the issuer has changed its keys or its name.",
        "`code` in the log of the authorizer says why: unknown_key for all means the issuer, malformed an attempt.",
        Logged("AuthoriseLog", '{ $.route = "authorise" }'),
        at_least=100,
        minutes=15,
    ),
    Alarm(
        "Crashed",
        "The function stopped or ran out of time.",
        "Read the end of the log of the endpoint. If it began with a deployment, deploy the former commit.",
        Own("AWS/Lambda", "Errors", _HANDLER),
    ),
    Alarm(
        "SignInCrashed",
        "The authorizer stopped or ran out of time: nobody is let in.",
        "Read the end of the log of the authorizer. If it began with a deployment, deploy the former commit.",
        Own("AWS/Lambda", "Errors", _AUTHORISE),
    ),
    Alarm(
        "Throttled",
        "More requests at once than Lambda lets run.",
        "Look at the account's concurrency, and ask AWS for more if it is below one hundred.",
        Own("AWS/Lambda", "Throttles", _HANDLER),
    ),
    Alarm(
        "SignInThrottled",
        "More sign-ins at once than Lambda lets run.",
        "Look at the account's concurrency, and ask AWS for more if it is below one hundred.",
        Own("AWS/Lambda", "Throttles", _AUTHORISE),
    ),
    Alarm(
        "Guarded",
        "Much is turned away before the endpoint.",
        "The guard's metrics tell which rule. A provider's office may be one address: then raise RequestsPerAddress.",
        Own("AWS/WAFV2", "BlockedRequests", _WAF),
        at_least=1000,
        minutes=15,
    ),
)


def resources(functions: Path) -> dict[str, Any]:
    """Give what Chalice merges into its template: the file, with table, headers, script and alarms filled in."""
    whole: dict[str, Any] = json.loads((functions / RESOURCES).read_text(encoding="utf-8"))
    known = whole["Resources"]
    definition = dynamodb_table.table("")
    del definition["TableName"]  # CloudFormation names it, so that a restored table can take its place
    known["Ledger"]["Properties"] |= {
        **definition,
        "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
    }
    known["FrontFunction"]["Properties"]["FunctionCode"] = (functions / FRONT).read_text(encoding="utf-8")
    _set_headers(known["FrontHeaders"]["Properties"]["ResponseHeadersPolicyConfig"], _issuer(functions))
    document = known["RestAPI"]["Properties"]["DefinitionBody"]
    document["x-amazon-apigateway-gateway-responses"] = {name: _refusal(code) for name, code in REFUSALS.items()}
    for alarm in ALARMS:
        known |= _alarm(alarm)
    return whole


def _refusal(code: str) -> dict[str, Any]:
    """A refusal of API Gateway's own as the function would have given it."""
    headers = {**problems.headers(code), "Cache-Control": "no-store"}
    return {
        "statusCode": str(problems.PROBLEM_TYPES[code].status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": json.dumps(problems.body(code, {}), ensure_ascii=False)},
    }


def _issuer(functions: Path) -> str:
    """Whom the pages for staff ask for a token: it stands in the register that travels with the function."""
    found: str = json.loads((functions / REGISTER).read_text(encoding="utf-8"))["identity"]["issuer"]
    return found


def _set_headers(policy: dict[str, Any], issuer: str) -> None:
    """Let CloudFront send what `serve` sends, some by settings of its own."""
    (https,) = static_files.HTTPS_ALONE.values()
    seconds = int(https.removeprefix("max-age=").removesuffix("; includeSubDomains"))
    security: dict[str, Any] = {
        "StrictTransportSecurity": {"AccessControlMaxAgeSec": seconds, "IncludeSubdomains": True, "Override": True}
    }
    custom = []
    for name, value in static_files.asking(issuer).items():
        if name in OWN_HEADERS:
            setting, called = OWN_HEADERS[name]
            security[setting] = {called: value, "Override": True}
        elif name == "X-Content-Type-Options":
            security["ContentTypeOptions"] = {"Override": True}
        else:
            custom.append({"Header": name, "Value": value, "Override": True})
    policy["SecurityHeadersConfig"] = security
    policy["CustomHeadersConfig"] = {"Items": custom}


def _alarm(alarm: Alarm) -> dict[str, Any]:
    """An alarm, and the filter that makes its metric when the log is what tells."""
    made: dict[str, Any] = {}
    settings: dict[str, Any] = {
        "AlarmDescription": f"{alarm.why} {alarm.then}",
        "Statistic": "Sum",
        "Period": alarm.minutes * 60,
        "EvaluationPeriods": 1,
        "Threshold": alarm.at_least,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "Alarms"}],
        "OKActions": [{"Ref": "Alarms"}],
    }
    if isinstance(alarm.metric, Own):
        dimensions = [{"Name": name, "Value": value} for name, value in alarm.metric.dimensions]
        settings |= {"Namespace": alarm.metric.namespace, "MetricName": alarm.metric.name, "Dimensions": dimensions}
    else:
        settings |= {"Namespace": {"Ref": "AWS::StackName"}, "MetricName": alarm.name}
        counted = {"MetricNamespace": settings["Namespace"], "MetricName": alarm.name, "MetricValue": "1"}
        found = {"LogGroupName": {"Ref": alarm.metric.log}, "FilterPattern": alarm.metric.pattern}
        properties = {**found, "MetricTransformations": [counted]}
        made[f"{alarm.name}Filter"] = {"Type": "AWS::Logs::MetricFilter", "Properties": properties}
    made[f"{alarm.name}Alarm"] = {"Type": "AWS::CloudWatch::Alarm", "Properties": settings}
    return made
