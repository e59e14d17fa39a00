"""What stands beside the function on AWS: `functions/resources.json`, and in it what is known elsewhere already.

The table's keys are the ledger's own, the headers are those that `serve` sends, and the alarms are a list, so that
nothing of it is written twice. Chalice merges the result into its template (DESIGN §13).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib import dynamodb_table, problems
from local.static import SECURITY_HEADERS

RESOURCES: Final = Path("resources.json")
FRONT: Final = Path("front.js")
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
class Alarm:
    """When somebody is told: a metric's sum over some minutes is at least so much.

    `pattern` makes the metric from log lines; else it is AWS' own, of one thing that `dimension` names.
    """

    name: str
    why: str
    metric: str
    at_least: int
    minutes: int
    log: str = ""
    pattern: str = ""
    namespace: str = ""
    dimension: tuple[tuple[str, object], ...] = ()


_API: Final = (("ApiName", {"Ref": "AWS::StackName"}), ("Stage", "api"))
_HANDLER: Final = (("FunctionName", {"Ref": "APIHandler"}),)
_AUTHORISE: Final = (("FunctionName", {"Ref": "Authorise"}),)

ALARMS: Final = (
    Alarm("Failing", "Answers that are failures of ours", "5XXError", 5, 5, "", "", "AWS/ApiGateway", _API),
    Alarm("Bug", "A bug: the log says where", "Bugs", 1, 5, "ApiLog", '{ $.code = "internal_error" }'),
    Alarm("Busy", "The ledger is slow or gone", "Busy", 20, 5, "ApiLog", '{ $.code = "busy" }'),
    Alarm(
        "FailedLookUps",
        "Somebody tries numbers, or a provider has a wrong list",
        "FailedLookUps",
        10,
        15,
        "ApiLog",
        '{ $.code = "too_many_failures" }',
    ),
    Alarm(
        "RefusedSignIns",
        "Tokens are refused: an attack, or the issuer's keys have changed",
        "RefusedSignIns",
        100,
        15,
        "AuthoriseLog",
        '{ $.route = "authorise" }',
    ),
    Alarm("Crashed", "The function stopped or ran out of time", "Errors", 1, 5, "", "", "AWS/Lambda", _HANDLER),
    Alarm("Throttled", "More at once than Lambda lets run", "Throttles", 1, 5, "", "", "AWS/Lambda", _HANDLER),
    Alarm("SignInThrottled", "More sign-ins than Lambda lets run", "Throttles", 1, 5, "", "", "AWS/Lambda", _AUTHORISE),
    Alarm(
        "Guarded",
        "Much is turned away before the endpoint",
        "BlockedRequests",
        1000,
        15,
        "",
        "",
        "AWS/WAFV2",
        (("WebACL", {"Fn::Sub": "${AWS::StackName}-guard"}), ("Region", {"Ref": "AWS::Region"}), ("Rule", "ALL")),
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
    _set_headers(known["FrontHeaders"]["Properties"]["ResponseHeadersPolicyConfig"])
    document = known["RestAPI"]["Properties"]["DefinitionBody"]
    document["x-amazon-apigateway-gateway-responses"] = {name: _refusal(code) for name, code in REFUSALS.items()}
    for alarm in ALARMS:
        known |= _alarm(alarm)
    return whole


def _refusal(code: str) -> dict[str, Any]:
    """A refusal of API Gateway's own as the function would have given it."""
    headers = {**problems.headers(code), "Cache-Control": "no-store"}
    return {
        "statusCode": str(problems.KINDS[code].status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {"application/json": json.dumps(problems.body(code, {}), ensure_ascii=False)},
    }


def _set_headers(policy: dict[str, Any]) -> None:
    """Let CloudFront send what `serve` sends, some by settings of its own."""
    security, custom = policy["SecurityHeadersConfig"], []
    for name, value in SECURITY_HEADERS.items():
        if name in OWN_HEADERS:
            setting, called = OWN_HEADERS[name]
            security[setting] = {called: value, "Override": True}
        elif name == "X-Content-Type-Options":
            security["ContentTypeOptions"] = {"Override": True}
        else:
            custom.append({"Header": name, "Value": value, "Override": True})
    policy["CustomHeadersConfig"] = {"Items": custom}


def _alarm(alarm: Alarm) -> dict[str, Any]:
    """An alarm, and the filter that makes its metric when the log is what tells."""
    own = {"Ref": "AWS::StackName"}
    made: dict[str, Any] = {}
    if alarm.pattern:
        metric = {"MetricNamespace": own, "MetricName": alarm.metric, "MetricValue": "1"}
        filtered = {"LogGroupName": {"Ref": alarm.log}, "FilterPattern": alarm.pattern}
        made[f"{alarm.name}Filter"] = {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {**filtered, "MetricTransformations": [metric]},
        }
    settings: dict[str, Any] = {
        "AlarmDescription": f"{alarm.why}. What to do: the runbook, under {alarm.name}.",
        "Namespace": alarm.namespace or own,
        "MetricName": alarm.metric,
        "Statistic": "Sum",
        "Period": alarm.minutes * 60,
        "EvaluationPeriods": 1,
        "Threshold": alarm.at_least,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "Alarms"}],
        "OKActions": [{"Ref": "Alarms"}],
    }
    if alarm.dimension:
        settings["Dimensions"] = [{"Name": name, "Value": value} for name, value in alarm.dimension]
    made[f"{alarm.name}Alarm"] = {"Type": "AWS::CloudWatch::Alarm", "Properties": settings}
    return made
