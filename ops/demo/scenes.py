"""The scenes of a demonstration: which refusals a service provokes, and which services each scene fits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.register.codes import TOGETHER
from ops.demo import number_refusals as numbers
from ops.demo import other_refusals as others
from ops.demo import shared_hours
from ops.demo.plan import ServicePlan
from ops.demo.stage import DemoEndpoint, Refusal


@dataclass(frozen=True)
class Scene:
    """Refusals that one service can provoke, if it fits; otherwise `reason` says why they are not shown."""

    codes: tuple[str, ...]
    provoke: Callable[[DemoEndpoint, ServicePlan], Iterator[Refusal]]
    fits: Callable[[DemoEndpoint, ServicePlan], bool] = lambda _stage, _plan: True
    reason: str = ""


def _numbered(_stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return plan.service.numbered


def _by_session(stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return _numbered(stage, plan) and plan.minutes is None


def _uses_sessions(stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return _by_session(stage, plan) and plan.consumption(plan.event.name) > 0


def _several(stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return _uses_sessions(stage, plan) and plan.service.granted > 1


def _coded(_stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return plan.needs_code(plan.event.name)


def _at_own_unit(plan: ServicePlan) -> bool:
    return plan.service.numbered and plan.service.own_unit_only


def _has_suppliers(stage: DemoEndpoint, plan: ServicePlan) -> bool:
    return bool(stage.rules.suppliers(plan.service.id, stage.today))


_NO_NUMBERS = "no service has control numbers"
_NO_SESSIONS = "no service grants sessions on a control number"
_NO_HOURS = "no service is granted by decision"
_NOT_SHARED = "no service by decision has private providers enough and a price for two"
_NO_CODES = "policy requires no presence codes"
SCENES: Final = (
    Scene(
        ("unauthorised", "forbidden", "role_required", "not_authorised", "not_found", "method_not_allowed"),
        others.callers,
    ),
    Scene(
        (
            *("invalid_body", "unsupported_media_type", "too_large", "unknown_field", "missing_field"),
            *("invalid_field", "personal_identity_number", "invalid_cursor", "unknown_service"),
        ),
        others.forms,
    ),
    Scene(
        ("idempotency_conflict", "unknown_extra", "unknown_residence", "unknown_member"),
        numbers.issuing,
        _numbered,
        _NO_NUMBERS,
    ),
    Scene(
        ("not_within_limits",),
        numbers.beyond_the_limits,
        lambda _stage, plan: plan.service.numbered and not (plan.service.decision and plan.service.decision.otherwise),
        "no service has a limit of its own: a decision that is more goes to a supplier",
    ),
    Scene(
        ("handed_over", "because_required"),
        numbers.handing_over,
        lambda stage, plan: _at_own_unit(plan) and _has_suppliers(stage, plan),
        "the own unit has no supplier to hand over to",
    ),
    Scene(
        ("no_supplier",),
        numbers.nobody_to_hand_over_to,
        lambda stage, plan: _at_own_unit(plan) and not _has_suppliers(stage, plan),
        "no service is the own unit's alone and without suppliers",
    ),
    Scene(
        ("not_handed_over",),
        numbers.handing_over_a_choice,
        lambda _stage, plan: plan.service.numbered and not plan.service.own_unit_only,
        "residents choose no provider",
    ),
    Scene(("decision_unasked",), numbers.issuing_sessions, _by_session, _NO_SESSIONS),
    Scene(
        ("member_required",),
        numbers.issuing_jointly,
        lambda stage, _plan: bool(stage.rules.municipality.members),
        "the service is one municipality's own",
    ),
    Scene(
        (
            *("number_revoked", "number_replaced", "not_replaced_by", "new_number_used", "number_mistyped"),
            *("number_unknown", "number_not_yet_valid", "number_expired"),
        ),
        numbers.numbers,
        _numbered,
        _NO_NUMBERS,
    ),
    Scene(("exhausted",), numbers.used_up, _uses_sessions, _NO_SESSIONS),
    Scene(("used_is_more",), numbers.used_is_more, _several, "no number grants several sessions"),
    Scene(("number_changed",), numbers.changed_meanwhile, _numbered, _NO_NUMBERS),
    Scene(
        ("beyond_required",),
        numbers.beyond_the_rule,
        lambda stage, plan: _by_session(stage, plan) and plan.service.most > plan.service.by_rule,
        "no service grants more than its rule",
    ),
    Scene(
        ("no_fee",),
        numbers.no_fee,
        lambda stage, plan: plan.service.numbered and not stage.rules.has_fee(plan.service.id),
        "every service with control numbers has a fee",
    ),
    Scene(
        ("wrong_service",),
        numbers.wrong_service,
        lambda stage, plan: plan.service.numbered and any(numbers.other_numbered(stage, plan)),
        "there are not two services with control numbers",
    ),
    Scene(
        ("decision_required", "first_day_not_possible", "minutes_required", "week_full", "new_decision_needed"),
        numbers.hours,
        lambda _stage, plan: plan.minutes is not None,
        _NO_HOURS,
    ),
    Scene(
        ("counsellors_not_granted",),
        numbers.pairs,
        lambda stage, plan: plan.minutes is not None and any(numbers.priced_pairs(stage, plan)),
        "no decision can grant two counsellors",
    ),
    Scene(
        (
            *("partner_unknown", "partner_not_authorised", "partner_counsellors", "partner_differs"),
            "no_price_for_two",
        ),
        shared_hours.refusals,
        shared_hours.fits,
        _NOT_SHARED,
    ),
    Scene(
        ("partner_names_another",),
        shared_hours.of_three,
        lambda stage, plan: len(shared_hours.partners(stage, plan)) > TOGETHER,
        _NOT_SHARED,
    ),
    Scene(("partner_unasked",), shared_hours.of_sessions, _by_session, _NO_SESSIONS),
    Scene(("code_missing", "code_wrong", "codes_locked"), numbers.presence_codes, _coded, _NO_CODES),
    Scene(("code_used",), numbers.used_code, lambda s, p: _coded(s, p) and _several(s, p), _NO_CODES),
    Scene(
        (
            *("conflict", "nth_skipped", "no_tariff", "claim_unknown", "unknown_reason"),
            *("price_is_right", "claim_reversed"),
        ),
        others.claims,
    ),
    Scene(
        ("exempt_not_on_claim",),
        others.exemption,
        lambda _stage, plan: not plan.service.exempt_on_claim,
        "every claim can say who is exempt",
    ),
    Scene(
        ("reversed",),
        others.reversals,
        lambda _stage, plan: plan.service.numbered or plan.service.attested,
        _NO_NUMBERS,
    ),
    Scene(
        ("not_attested",),
        others.unconfirmed,
        lambda _stage, plan: plan.service.attested,
        "no provider attests residence",
    ),
    Scene(
        ("date_in_future",),
        others.tomorrow,
        lambda stage, plan: any(others.authorised(stage, plan, -1)),
        "no provider is authorised tomorrow",
    ),
    Scene(
        ("too_old",),
        others.too_old,
        lambda stage, plan: any(others.authorised(stage, plan, plan.service.claim_age_days + others.BEYOND_DAYS)),
        "no provider was authorised that long ago",
    ),
    Scene(
        ("no_numbers",),
        others.without_numbers,
        lambda _stage, plan: not plan.service.numbered,
        "every service has control numbers",
    ),
    Scene(
        ("reference_reversed",),
        others.reversals,
        lambda _stage, plan: not (plan.service.numbered or plan.service.attested),
        "no service is claimed by a reference of the provider's own",
    ),
    Scene(("month_open", "month_not_closed", "month_changed", "month_empty", "year_open"), others.finance),
    Scene(("register_changed",), others.unseen_register),
    Scene(
        ("reports_unasked",),
        others.unasked_report,
        lambda _stage, plan: not plan.service.case_reports,
        "every service requires case reports",
    ),
    Scene(
        ("contacts_unasked",),
        others.unasked_contact,
        lambda _stage, plan: not plan.service.first_contact,
        "every service counts contacts",
    ),
    Scene(
        ("too_late_to_undo",),
        others.late_undo,
        lambda _stage, plan: plan.service.first_contact,
        "no service counts contacts",
    ),
    Scene(
        ("quarter_closed",),
        others.late_report,
        lambda _stage, plan: plan.service.case_reports,
        "no service requires case reports",
    ),
    Scene(("too_many_failures",), numbers.guessing, _numbered, _NO_NUMBERS),
)
