"""The cost page: quantities are computed from what was measured, and each of them says from what."""

import gzip
import json
import re
import shutil
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.endpoint import capacity
from catalogue.handbook import costs, pages
from catalogue.handbook.costs import Costs, CostsError
from ops.aws import template as infrastructure
from tests.support import frozen
from tests.support.app.endpoint import register_data
from tests.support.catalogue import published_demo
from tests.support.catalogue.small import ROOT

STANDING = costs.load()
FIGURES = STANDING.values()


def changed(group: str, name: str, **figures: str) -> Costs:
    """Return the costs with one entry of a group changed."""
    data: Any = deepcopy(STANDING.data)
    (entry,) = (entry for entry in data[group] if entry["name"] == name)
    entry |= figures
    return Costs(data)


def used(costs: Costs, place: int = 1) -> list[str]:
    """Return what a year uses of each line at a place, as the page shows it."""
    lines: Any = costs.template_context()["used"]
    return [line["values"][place] for line in lines]


class TestReckoned:
    """From figures to what AWS charges for."""

    @pytest.mark.parametrize("name", ["claim_writes", "visits_per_number", "alarms", "claim_bytes", "function_seconds"])
    def test_a_figure_that_doubles_is_used_more(self, name: str) -> None:
        doubled = changed("inputs", name, value=str(2 * FIGURES[name]))
        assert used(doubled) != used(STANDING)

    def test_twice_the_sessions_cost_twice_what_depends_on_them(self) -> None:
        one, two = (STANDING.of_place({"name": "", "sessions": str(count)}) for count in (1000, 2000))
        names = ("requests", "write_units", "stored_gigabytes", "visits")
        assert {round(two[name] / one[name], 9) for name in names} == {2}

    def test_a_line_is_shown_in_the_unit_that_is_charged_for(self) -> None:
        calls = next(line for line in STANDING.data["lines"] if line["about"] == "Function and authorizer: calls")
        values = STANDING.of_place(STANDING.data["places"][1])
        shown = used(STANDING)[STANDING.data["lines"].index(calls)]
        assert shown == costs.shown(2 * values["requests"] / 1_000_000)

    def test_the_first_limit_is_the_one_with_least_room(self) -> None:
        limits = [{**limit, "limit": "1000000"} for limit in STANDING.data["limits"]]
        roomy: dict[str, Any] = {**STANDING.data, "limits": limits}
        roomy["limits"][2]["limit"] = "10"
        first = Costs(roomy).template_context()["first"]
        peak = STANDING.of_place(STANDING.data["places"][-1])["peak"]
        assert first == {"about": roomy["limits"][2]["about"], "times": costs.shown(10 / peak)}

    def test_every_figure_is_used(self) -> None:
        data = STANDING.data
        formulas = " ".join(str(item["formula"]) for item in (*data["quantities"], *data["lines"], *data["limits"]))
        names = ["sessions", *(item["name"] for item in (*data["inputs"], *data["quantities"]))]
        unused = {name for name in names if name not in formulas}
        assert unused <= {"pages_per_visit", "check_writes", "check_bytes"}

    @pytest.mark.parametrize("formula", ["", "unknown", "__import__('os')", "1 / 0", "2 ** 9", "a.b", "True"])
    def test_what_is_no_formula_is_told(self, formula: str) -> None:
        with pytest.raises(CostsError, match="cannot be evaluated"):
            costs.value(formula, {"a": Decimal(1)})

    def test_a_file_that_is_none_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "costs.yaml").write_text("inputs: [", encoding="utf-8")
        with pytest.raises(CostsError, match=r"site/costs\.yaml:1"):
            costs.load(tmp_path)


class TestMeasured:
    """A figure that is called measured is what comes out when it is measured again."""

    def test_units_and_bytes_of_each_deed(self) -> None:
        measured = {
            f"{deed}_{unit}": count
            for deed, units in capacity.measure_units(frozen.DATA).items()
            for unit, count in capacity.as_dict(units).items()
        }
        assert {name: FIGURES[name] for name in measured} == measured

    def test_memory_of_the_functions(self) -> None:
        config = json.loads((ROOT / "functions/.chalice/config.json").read_text(encoding="utf-8"))
        authorise = config["stages"]["cloud"]["lambda_functions"]["authorise"]["lambda_memory_size"]
        gigabytes = (config["lambda_memory_size"] / 1024, authorise / 1024)
        assert gigabytes == (float(FIGURES["function_gigabytes"]), float(FIGURES["sign_in_gigabytes"]))

    def test_the_limit_of_requests_is_the_templates(self) -> None:
        template = json.loads((ROOT / "functions/resources.json").read_text(encoding="utf-8"))
        limits = {limit["about"]: limit["limit"] for limit in STANDING.data["limits"]}
        assert limits["API: requests a second"] == str(template["Parameters"]["RequestsPerSecond"]["Default"])

    def test_a_machine_takes_what_it_took_under_load(self) -> None:
        limits = {limit["about"]: limit["limit"] for limit in STANDING.data["limits"]}
        assert limits["Your own server: claims a second"] == STANDING.data["loads"][0]["claims_second"]

    def test_what_stands_on_aws_whatever_is_asked_of_it(self, tmp_path: Path) -> None:
        functions = tmp_path / "functions"
        shutil.copytree(ROOT / "functions", functions, ignore=shutil.ignore_patterns("deployments", "__pycache__"))
        (functions / infrastructure.REGISTER).write_text(json.dumps(register_data()), encoding="utf-8")
        resources = infrastructure.resources(functions)["Resources"]
        account = json.loads((ROOT / "functions/account.json").read_text(encoding="utf-8"))["Resources"]
        kinds = [resource.get("Type", "") for resource in (*resources.values(), *account.values())]
        assert {name: FIGURES[name] for name in ("alarms", "own_metrics", "secrets", "keys", "guard_rules")} == {
            "alarms": kinds.count("AWS::CloudWatch::Alarm"),
            "own_metrics": kinds.count("AWS::Logs::MetricFilter"),
            "secrets": kinds.count("AWS::SecretsManager::Secret"),
            "keys": kinds.count("AWS::KMS::Key"),
            "guard_rules": len(resources["Guard"]["Properties"]["Rules"]),
        }

    def test_a_visit_sends_no_more_than_is_reckoned(self) -> None:
        dist = published_demo.demo()
        own = [dist / part / "index.html" for part in ("", "utforare", "jamfor", "sa-gar-det-till")]
        providers = sorted((dist / "utforare").glob("*/index.html"))[:2]
        shared = [*(dist / "assets").glob("style*.css"), *(dist / "assets").glob("list*.js"), dist / "facets.json"]
        assert len(own) + len(providers) == FIGURES["pages_per_visit"]
        sent = sum(len(gzip.compress(file.read_bytes())) for file in (*own, *providers, *shared))
        assert FIGURES["visit_bytes"] / 4 < sent <= FIGURES["visit_bytes"]


class TestShown:
    """The page of the handbook."""

    PAGE = pages.pages()["en/operate/cost.md"]

    def test_every_line_says_where_its_price_is_looked_up(self) -> None:
        assert all(line["look"] in self.PAGE for line in STANDING.data["lines"])

    def test_it_holds_no_price(self) -> None:
        assert re.search(r"[$€]|\bkronor\b|\bdollar|\bkr\b", self.PAGE) is None

    def test_every_formula_stands_as_it_is_computed(self) -> None:
        assert all(f"{entry['name']} = {entry['formula']}" in self.PAGE for entry in STANDING.data["quantities"])

    def test_every_assumption_says_so(self) -> None:
        assumed = [figure for figure in STANDING.data["inputs"] if "assumed" in figure]
        assert self.PAGE.count("assumed: ") >= len(assumed) > 0
