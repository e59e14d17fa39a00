"""The alarms of a stack: when each rings, why, and what to do then; each becomes resources of CloudFormation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


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
        "`route` and `role` in the log of the endpoint say where from: without a role it is the page where residents "
        "look up their own number. Lower RequestsPerAddress while it lasts.",
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


def resources(alarm: Alarm) -> dict[str, Any]:
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
