"""What the template puts between the world and the endpoint: the front, its headers, and the guard."""

import fnmatch
from typing import Any

import pytest

from catalogue.i18n import urls
from chalicelib.register import parser
from ops.server import static_files
from tests.support.app.endpoint import register_data
from tests.support.ops.reading import Template, of_type, properties

pytestmark = pytest.mark.xdist_group("package")
CACHING_DISABLED = (
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CloudFront's own policy of that name, the same for everybody
)


class TestTheFront:
    """Site and endpoint under one name, with the headers that `serve` sends."""

    @pytest.mark.parametrize(
        ("name", "path"),
        [("FrontHeaders", "/"), ("HandbookHeaders", urls.HANDBOOK), ("OpenDataHeaders", "/api/v1/providers.json")],
    )
    def test_it_sends_every_security_header_that_serve_sends(self, template: Template, name: str, path: str) -> None:
        policy = properties(template, name)["ResponseHeadersPolicyConfig"]
        security = policy["SecurityHeadersConfig"]
        sent = {one["Header"]: one["Value"] for one in policy["CustomHeadersConfig"]["Items"]}
        sent["Content-Security-Policy"] = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        sent["Referrer-Policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
        sent["X-Frame-Options"] = security["FrameOptions"]["FrameOption"]
        if "CorsConfig" in policy:
            sent["Access-Control-Allow-Origin"] = ", ".join(policy["CorsConfig"]["AccessControlAllowOrigins"]["Items"])
        sent["X-Content-Type-Options"] = "nosniff" if security["ContentTypeOptions"]["Override"] else ""
        expected = static_files.headers_for_origins(parser.parse(register_data()).browser_origins)
        assert sent == expected | static_files.own_headers(path)

    def test_for_two_years_a_browser_comes_by_https_alone(self, template: Template) -> None:
        security = properties(template, "FrontHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        https = security["StrictTransportSecurity"]
        assert (https["AccessControlMaxAgeSec"], https["IncludeSubdomains"]) == (2 * 365 * 24 * 60 * 60, True)

    @pytest.mark.parametrize(
        "path",
        [
            *("/", "/utforare/ana/", "/search.json", "/facets.json", "/order.json", "/api", "/atom.xml"),
            *("/api/v1/providers.json", "/api/v1/schema/index.json", "/api/", "/schema/v1/provider.schema.json"),
            *("/forandringar/atom.xml", "/en/changes/atom.xml", "/en/changes/", "/sitemap.xml"),
            *("/v1/openapi.json", "/v1/availability", "/v1/atom.xml", "/v1/api/x", "/personal/avtal/avtal.csv"),
            *("/profiles/ana.json", "/en/api/x", "/handbok/", "/handbok/api/"),
        ],
    )
    def test_it_lets_others_read_what_the_server_does_and_no_more(self, template: Template, path: str) -> None:
        config = properties(template, "Front")["DistributionConfig"]
        ways = [way for way in config["CacheBehaviors"] if fnmatch.fnmatchcase(path, way["PathPattern"])]
        name = (ways or [config["DefaultCacheBehavior"]])[0]["ResponseHeadersPolicyId"]["Ref"]
        is_open = "CorsConfig" in properties(template, name)["ResponseHeadersPolicyConfig"]
        assert is_open == ("Access-Control-Allow-Origin" in static_files.own_headers(path))

    def test_every_way_through_it_has_the_headers_and_names_who_asks(self, template: Template) -> None:
        config = properties(template, "Front")["DistributionConfig"]
        own = {f"{urls.HANDBOOK}*": "HandbookHeaders", **dict.fromkeys(static_files.OPEN_DATA, "OpenDataHeaders")}
        for way in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
            assert way["ResponseHeadersPolicyId"] == {"Ref": own.get(way.get("PathPattern"), "FrontHeaders")}
            (function,) = way["FunctionAssociations"]
            assert function["FunctionARN"] == {"Fn::GetAtt": ["FrontFunction", "FunctionARN"]}

    def test_everything_is_sent_compressed_and_an_answer_of_the_endpoint_is_never_kept(
        self, template: Template
    ) -> None:
        config = properties(template, "Front")["DistributionConfig"]
        endpoint, *files = [*_ways(template), config["DefaultCacheBehavior"]]
        assert {way["Compress"] for way in (endpoint, *files)} == {True}
        assert [way["CachePolicyId"] for way in files] == [{"Ref": "FrontCache"}] * len(files)
        assert endpoint["CachePolicyId"] == CACHING_DISABLED

    def test_nothing_is_public_but_the_site_and_v1(self, template: Template) -> None:
        paths = properties(template, "RestAPI")["DefinitionBody"]["paths"]
        assert {path.split("/")[1] for path in paths} == {"v1", "missing"}
        patterns = [way["PathPattern"] for way in _ways(template)]
        assert patterns == ["/v1/*", "/handbok/*", *static_files.OPEN_DATA]
        assert {one["Principal"] for one in of_type(template, "AWS::Lambda::Permission").values()} == {
            "apigateway.amazonaws.com"
        }
        assert not [name for name in ("APIHandler", "Authorise") if "FunctionUrlConfig" in properties(template, name)]

    def test_it_writes_down_no_visit(self, template: Template) -> None:
        assert "Logging" not in properties(template, "Front")["DistributionConfig"]
        assert "AccessLogSetting" not in properties(template, "RestAPI")

    def test_the_sites_files_are_public_through_it_alone(self, template: Template) -> None:
        assert set(properties(template, "SiteBucket")["PublicAccessBlockConfiguration"].values()) == {True}
        allowed = [
            one
            for one in properties(template, "SiteBucketPolicy")["PolicyDocument"]["Statement"]
            if one["Effect"] == "Allow"
        ]
        assert [one["Principal"] for one in allowed] == [{"Service": "cloudfront.amazonaws.com"}]

    def test_a_page_that_is_missing_is_404_and_the_endpoints_own_404_stays(self, template: Template) -> None:
        config = properties(template, "Front")["DistributionConfig"]
        assert "CustomErrorResponses" not in config  # they would put the page in place of the endpoint's problems too
        (missing,) = [one for one in config["Origins"] if one["Id"] == "missing"]
        page = properties(template, "RestAPI")["DefinitionBody"]["paths"]["/missing/{page+}"]["get"]
        assert missing["OriginPath"] == "/api/missing"
        assert [one["statusCode"] for one in page["x-amazon-apigateway-integration"]["responses"].values()] == ["404"]


class TestTheGuard:
    """Nobody goes around the front, and nobody asks without end."""

    def test_the_first_rule_turns_away_whoever_did_not_come_through_the_front(self, template: Template) -> None:
        first = min(properties(template, "Guard")["Rules"], key=lambda rule: int(rule["Priority"]))
        match = first["Statement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
        shown = [one["OriginCustomHeaders"][0] for one in _origins(template) if one["Id"] != "site"]
        assert first["Action"] == {"Block": {}}
        assert [(one["HeaderName"], one["HeaderValue"]) for one in shown] == [
            (match["FieldToMatch"]["SingleHeader"]["Name"], match["SearchString"])
        ] * 2

    def test_every_method_is_throttled(self, template: Template) -> None:
        (setting,) = properties(template, "RestAPI")["MethodSettings"]
        assert (setting["ResourcePath"], setting["HttpMethod"]) == ("/*", "*")
        assert setting["ThrottlingRateLimit"] == {"Ref": "RequestsPerSecond"}

    def test_no_body_is_written_to_a_log(self, template: Template) -> None:
        (setting,) = properties(template, "RestAPI")["MethodSettings"]
        assert setting["DataTraceEnabled"] is False


def _ways(template: Template) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(template, "Front")["DistributionConfig"]["CacheBehaviors"]
    return found


def _origins(template: Template) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(template, "Front")["DistributionConfig"]["Origins"]
    return found
