"""The CloudFormation resources besides the function: `functions/resources.json`, completed from the code.

The table's keys come from the ledger, the headers from `serve`, and the alarms from a list, so that nothing is written
twice. Chalice merges the result into its template (DESIGN §14).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from catalogue.i18n import urls
from chalicelib.api import problems
from chalicelib.ledger import dynamodb_table
from chalicelib.register import parser
from ops.aws import alarms
from ops.server import static_files

RESOURCES: Final = Path("resources.json")
FRONT: Final = Path("front.js")
REGISTER: Final = Path("chalicelib/data/register.json")
EXPIRES: Final = "expires"  # failed look-ups and case reports alone have it: DynamoDB may delete nothing else
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
    for alarm in alarms.ALARMS:
        entries |= alarms.resources(alarm)
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
