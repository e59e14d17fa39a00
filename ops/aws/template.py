"""The CloudFormation resources besides the function: `functions/resources.json`, completed from the code.

The table's keys come from the ledger, the headers from `serve`, and the alarms from a list, so that nothing is written
twice. Chalice merges the result into its template (DESIGN §14).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from catalogue.i18n import urls
from chalicelib.api import problems
from chalicelib.ledger import dynamodb_table
from chalicelib.register import parser
from ops.server import static_files

RESOURCES: Final = Path("resources.json")
FRONT: Final = Path("front.js")
REGISTER: Final = Path("chalicelib/data/register.json")
EXPIRES: Final = "expires"  # only counters of failed look-ups have it: DynamoDB may delete nothing else
OWN_HEADERS: Final = {
    "Content-Security-Policy": ("ContentSecurityPolicy", "ContentSecurityPolicy"),
    "Referrer-Policy": ("ReferrerPolicy", "ReferrerPolicy"),
    "X-Frame-Options": ("FrameOptions", "FrameOption"),
}
"""Headers for which CloudFront has a setting of its own, and the name of the value in it."""


REFUSALS: Final = {
    "ACCESS_DENIED": "unauthorised",  # only our authorizer denies anything
    "AUTHORIZER_FAILURE": "busy",  # the issuer's keys cannot be fetched
    "DEFAULT_5XX": "internal_error",
    "MISSING_AUTHENTICATION_TOKEN": "not_found",  # API Gateway's word for an address that does not exist
    "REQUEST_TOO_LARGE": "too_large",
    "THROTTLED": "busy",
    "UNAUTHORIZED": "unauthorised",
    "WAF_FILTERED": "forbidden",
}
"""Refusals by API Gateway itself, and the problem code of each."""
FACTS: Final = {"ACCESS_DENIED": {"reason": "$context.authorizer.reason"}}
"""What API Gateway fills into a problem document: a word that our authorizer has put into its answer."""


@dataclass(frozen=True)
class AwsMetric:
    """A metric that AWS publishes, of the resource that its dimensions name."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class LogMetric:
    """A metric that counts the lines of a log that match a pattern."""

    log: str
    pattern: str


@dataclass(frozen=True)
class Alarm:
    """When an alarm rings (a metric's sum over some minutes is at least so much), why, and what to do then."""

    name: str
    why: str
    then: str
    metric: AwsMetric | LogMetric
    at_least: int | Mapping[str, str] = 1  # or a reference to a parameter of the template
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
        AwsMetric("AWS/ApiGateway", "5XXError", _API),
        at_least=5,
    ),
    Alarm(
        "Bug",
        "A request met a bug. Nothing was recorded by it, and it can be sent again.",
        "`where` in the log of the endpoint names the line, and the right or the table that AWS refused.",
        LogMetric("ApiLog", '{ $.code = "internal_error" }'),
    ),
    Alarm(
        "Busy",
        "The ledger is slow or cannot be reached. Callers are told to send again, which is safe.",
        "Look at the health of DynamoDB in this region; there is nothing to mend here.",
        LogMetric("ApiLog", '{ $.code = "busy" }'),
        at_least=20,
    ),
    Alarm(
        "FailedLookUps",
        "Somebody tries numbers, or a provider has a wrong list. Each is held off until the hour is over.",
        "Ask the provider whose calls end in too_many_failures; if nobody knows of it, end that sign-in at the issuer.",
        LogMetric("ApiLog", '{ $.code = "too_many_failures" }'),
        at_least=10,
        minutes=15,
    ),
    Alarm(
        "UnknownNumbers",
        "All callers together look up many numbers that nobody has, each of them too few to be held off.",
        "`route` and `role` in the log of the endpoint tell whence: without a role it is the page where residents look "
        "up their own number. Lower RequestsPerAddress while it lasts.",
        LogMetric("ApiLog", '{ $.code = "number_unknown" }'),
        at_least={"Ref": "UnknownNumbersPerHour"},
        minutes=60,
    ),
    Alarm(
        "RefusedSignIns",
        "Tokens are refused: somebody tries, or the issuer has changed its keys or its name.",
        "`code` in the log of the authorizer says why: unknown_key for all means the issuer's keys, keys_unavailable "
        "that they cannot be fetched, malformed an attempt.",
        LogMetric("AuthoriseLog", '{ $.route = "authorise" }'),
        at_least=100,
        minutes=15,
    ),
    Alarm(
        "Crashed",
        "The function stopped or ran out of time.",
        "Read the end of the log of the endpoint. If it began with a deployment, deploy the former commit.",
        AwsMetric("AWS/Lambda", "Errors", _HANDLER),
    ),
    Alarm(
        "SignInCrashed",
        "The authorizer stopped or ran out of time: nobody is let in.",
        "Read the end of the log of the authorizer. If it began with a deployment, deploy the former commit.",
        AwsMetric("AWS/Lambda", "Errors", _AUTHORISE),
    ),
    Alarm(
        "Throttled",
        "More requests at once than Lambda lets run.",
        "Look at the account's concurrency, and ask AWS for more if it is below one hundred.",
        AwsMetric("AWS/Lambda", "Throttles", _HANDLER),
    ),
    Alarm(
        "SignInThrottled",
        "More sign-ins at once than Lambda lets run.",
        "Look at the account's concurrency, and ask AWS for more if it is below one hundred.",
        AwsMetric("AWS/Lambda", "Throttles", _AUTHORISE),
    ),
    Alarm(
        "Guarded",
        "Much is turned away before the endpoint.",
        "The guard's metrics tell which rule. A provider's office may be one address: then raise RequestsPerAddress.",
        AwsMetric("AWS/WAFV2", "BlockedRequests", _WAF),
        at_least=1000,
        minutes=15,
    ),
)


def resources(functions: Path) -> dict[str, Any]:
    """Return what Chalice merges into its template: the file, with table, headers, script and alarms filled in."""
    template: dict[str, Any] = json.loads((functions / RESOURCES).read_text(encoding="utf-8"))
    entries = template["Resources"]
    definition = dynamodb_table.table("")
    del definition["TableName"]  # CloudFormation names it, so that a restored table can take its place
    entries["Ledger"]["Properties"] |= {
        **definition,
        "TimeToLiveSpecification": {"AttributeName": EXPIRES, "Enabled": True},
    }
    entries["FrontFunction"]["Properties"]["FunctionCode"] = (functions / FRONT).read_text(encoding="utf-8")
    headers = static_files.headers_for_origins(parser.load(functions / REGISTER).browser_origins)
    for policy, path in (("FrontHeaders", "/"), ("HandbookHeaders", urls.HANDBOOK), ("OpenDataHeaders", "/api/")):
        config = entries[policy]["Properties"]["ResponseHeadersPolicyConfig"]
        _set_headers(config, headers | static_files.own_headers(path))
    front = entries["Front"]["Properties"]["DistributionConfig"]
    front["CacheBehaviors"] += [  # the first that matches counts, so `/v1/*` stands before them
        {
            "PathPattern": pattern,
            **front["DefaultCacheBehavior"],
            "ResponseHeadersPolicyId": {"Ref": "OpenDataHeaders"},
        }
        for pattern in static_files.OPEN_DATA
    ]
    document = entries["RestAPI"]["Properties"]["DefinitionBody"]
    document["x-amazon-apigateway-gateway-responses"] = {
        name: _refusal(code, FACTS.get(name, {})) for name, code in REFUSALS.items()
    }
    for alarm in ALARMS:
        entries |= _alarm(alarm)
    return template


def _refusal(code: str, facts: Mapping[str, str]) -> dict[str, Any]:
    """Build a gateway response with the same body and headers as the function's own refusal."""
    headers = {**problems.headers(code), "Cache-Control": "no-store"}
    return {
        "statusCode": str(problems.PROBLEM_TYPES[code].status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": json.dumps(problems.body(code, facts), ensure_ascii=False)},
    }


def _set_headers(policy: dict[str, Any], headers: Mapping[str, str]) -> None:
    """Fill in the headers that `serve` sends too, some by CloudFront's own settings."""
    (https,) = static_files.HTTPS_ONLY.values()
    seconds = int(https.removeprefix("max-age=").removesuffix("; includeSubDomains"))
    security: dict[str, Any] = {
        "StrictTransportSecurity": {"AccessControlMaxAgeSec": seconds, "IncludeSubdomains": True, "Override": True}
    }
    custom = []
    for name, value in headers.items():
        if name in OWN_HEADERS:
            setting, key = OWN_HEADERS[name]
            security[setting] = {key: value, "Override": True}
        elif name == "X-Content-Type-Options":
            security["ContentTypeOptions"] = {"Override": True}
        elif name == "Access-Control-Allow-Origin":
            policy["CorsConfig"] = {
                "AccessControlAllowOrigins": {"Items": [value]},
                "AccessControlAllowMethods": {"Items": ["GET", "HEAD"]},
                "AccessControlAllowHeaders": {"Items": ["*"]},
                "AccessControlAllowCredentials": False,
                "OriginOverride": True,
            }
        else:
            custom.append({"Header": name, "Value": value, "Override": True})
    policy["SecurityHeadersConfig"] = security
    policy["CustomHeadersConfig"] = {"Items": custom}


def _alarm(alarm: Alarm) -> dict[str, Any]:
    """Build an alarm, and the metric filter if it counts log lines."""
    entries: dict[str, Any] = {}
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
    if isinstance(alarm.metric, AwsMetric):
        dimensions = [{"Name": name, "Value": value} for name, value in alarm.metric.dimensions]
        settings |= {"Namespace": alarm.metric.namespace, "MetricName": alarm.metric.name, "Dimensions": dimensions}
    else:
        settings |= {"Namespace": {"Ref": "AWS::StackName"}, "MetricName": alarm.name}
        counted = {"MetricNamespace": settings["Namespace"], "MetricName": alarm.name, "MetricValue": "1"}
        source = {"LogGroupName": {"Ref": alarm.metric.log}, "FilterPattern": alarm.metric.pattern}
        properties = {**source, "MetricTransformations": [counted]}
        entries[f"{alarm.name}Filter"] = {"Type": "AWS::Logs::MetricFilter", "Properties": properties}
    entries[f"{alarm.name}Alarm"] = {"Type": "AWS::CloudWatch::Alarm", "Properties": settings}
    return entries
