"""One refusal of each kind that policy makes possible, provoked for the demonstration."""

from collections.abc import Iterator, Mapping
from typing import Final

from ops.demo.plan import Plan, ServicePlan
from ops.demo.scenes import SCENES, Scene
from ops.demo.stage import DemoEndpoint, Refusal

NEVER_SHOWN: Final = {
    "not_payable": "a month has to end first",
    "too_many_rows": "the ledger has a year of a demonstration",
    "month_closed": "a clock has to be a month wrong",
    "too_slow_to_close": "the ledger has a year of a demonstration",
    "internal_error": "a fault of ours",
    "busy": "the ledger has to be overrun",
    "cannot_write": "the disk has to be full",
}
"""Kinds that cannot occur in a demonstration, and why."""


def refusals(stage: DemoEndpoint, plan: Plan) -> Iterator[Refusal]:
    """Cause every refusal that policy makes possible, each by the first service that fits."""
    for scene in SCENES:
        service = _service(stage, plan, scene)
        if service:
            yield from scene.provoke(stage, service)


def not_shown(stage: DemoEndpoint, plan: Plan) -> Mapping[str, str]:
    """Return the kinds of refusal that are not shown, and why."""
    left_out = [scene for scene in SCENES if _service(stage, plan, scene) is None]
    return {code: scene.reason for scene in left_out for code in scene.codes} | NEVER_SHOWN


def _service(stage: DemoEndpoint, plan: Plan, scene: Scene) -> ServicePlan | None:
    return next((service for service in plan.services if scene.fits(stage, service)), None)
