"""The one home of the code lists that policy, pages, endpoint and office share, in display order, and a form's limits.

API and policy files hold the codes themselves; pages give each a label.
"""

REGI = ("own", "private")
UNITS = ("session", "hour")
CONTROL_NUMBER = ("required", "none")
RESIDENCE = ("checked", "attested", "unverified_at_own_unit")
CHECKED, ATTESTED, AT_OWN_UNIT = RESIDENCE
"""Who checked where the resident lives: the reception; the provider; nobody, so the number is the own unit's alone."""
REMUNERATION = ("tariff", "none")
"""What pays for a session: a tariff, or nothing but the budget."""
OTHERWISE = ("framework",)
"""Where a decision goes that the service cannot grant."""
TURN_RULES = ("rank", "criterion")
"""How it is decided which supplier of a framework agreement comes first."""
FEE = ("on_top", "deducted")
"""How a fee relates to its tariff (D29)."""
PAID_BY = ("municipality", "provider")
"""Who pays the rest of a reduced fee."""
DIMENSIONS_OF = ("motpart", "service", "member")
"""What a dimension of the accounts can hold."""
ROLES = ("reception", "provider", "controller")
"""Who signs in."""

EVENTS = ("session", "first_assessment", "phone", "late_cancellation", "no_show")
EXTRA_REASONS = ("children_under_18",)
"""Reasons for extra sessions that the pages have words for; a municipality's own has its words in policy."""
MAX_MINUTES = 1440
MOST_COUNSELLORS = 2
"""The most counsellors of one session that there can be a price for (D16)."""
REFERENCE_PATTERN = "[A-Za-z0-9][A-Za-z0-9./_-]{0,39}"
"""A provider's own reference of a claim, where the service has no control numbers."""
CLIENT_PATTERN = "[0-9]{1,9}"
"""A provider's own running number of a client, where it attests residence: too short for a personal identity number."""
PRESENCE_CODE_LENGTH = 4
REVERSE_REASONS = ("wrong_number", "wrong_date", "wrong_event", "not_performed", "duplicate", "other")
ADJUST_REASONS = ("wrong_tariff", "wrong_fee", "late_decision", "other")

ACCEPTS_NEW = ("yes", "not_now")
MAX_WORKING_DAYS = 365
"""The longest waiting time that a provider can state, in working days (D19)."""
NOT_STATED = "not_stated"
"""What a provider says of its waiting time, or of whether it accepts new clients, to take back what it said before."""
AVAILABILITY_SCHEMA = 1
"""The version of the list that carries what providers say to the site."""

BECAUSE = ("competence", "language", "accessibility", "place", "time")
"""Why a reception may recommend a provider: a need of the resident that every provider's profile covers (D5, D17)."""
RECOMMENDED = ("none", *REGI)
REVOKE_REASONS = ("issued_wrongly", "moved", "misused", "no_longer_wanted", "other")
EXTEND_REASONS = ("assessment", "other")
BEYOND_REASONS = ("assessment", "decision", "interrupted", "other")
"""Why a number was granted more than the service's rule: nothing that says what a person is going through."""
NOT_IN_TURN = (
    "declined",
    "no_capacity",
    "language",
    "competence",
    "accessibility",
    "continuity",
    "agreement_ended",
    "other",
)
"""Why a number is handed over to another supplier than the one whose turn it is, or again: nothing about the person."""
EXEMPT_REASONS = ("decision", "correction", "other")
"""Why an exemption is set or ended; on what grounds is never kept."""
UNLOCK_REASONS = ("verified", "other")
REPLACE_REASONS = ("lost", "seen_by_others", "unreadable", "other")

REFERRED = "referred"
CONTACTS = ("advice", REFERRED, "first_assessment")
"""What a call to the reception came to, if not to a number (D10, D12, D18)."""
NUMBER = "number"
FIRST_CONTACTS = (NUMBER, *CONTACTS)
"""What any first contact came to: one that has a number is counted by its number, and never besides."""
COMPLAINT = "complaint"
ELSEWHERE = "other"
"""Where a caller was sent who was sent to none of the places in policy."""
COMPLAINTS = ("waiting", "treatment", "information", "premises", "fee", "other")
"""What a complaint is about (D20): nothing that says who complained or what happened."""
CONCERNS = (*REGI, "not_said")
"""Whom a complaint concerns."""

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65-")
CHILD_AGES = ("0-2", "3-6", "7-12", "13-17")
GENDERS = ("woman", "man", "other")
WAITS = ("0-5", "6-10", "11-15", "16-20", "21-")
"""Working days until the first session."""
WITHIN = ("0-10", "11-20", "21-")
"""Working days from control number to first session, by provider: each joins classes of `WAITS`."""
SESSIONS = ("1", "2-4", "5-8", "9-")
CONTENTS = ("clarification", "repair", "separation", "separated_parents", "other_relations", "other")
"""klargörande/information, reparation, separation, redan separerade, andra relationer, övrigt (D48)"""
INITIATIVES = ("own", "referral")
FAMILIES = ("couple", "living_apart", "separated", "other")
"""gift eller sambo, särbo, separerade, annan situation (D21, DOMAIN §4)"""
SCORES = ("low", "middle", "high")
"""The classes of the scores of a survey's answers."""
STARTED = ("this_year", "earlier_year")
"""When a case began: in the year in which it closed, or that it outlasts, or before."""
MAX_CONTINUING = 999
MAX_PERSONS = 4
MAX_CHILDREN = 12
LAST_FILING = "01-31"
"""The last day (MM-DD, the year after) to report a case that closed in a year: the annual report is made then (D47)."""


def waits_within(days: int) -> tuple[str, ...]:
    """Return the classes of waits that these working days hold whole; none if they end within a class.

    >>> waits_within(15), waits_within(14)
    (('0-5', '6-10', '11-15'), ())
    """
    lasts = [int(name.split("-")[1]) for name in WAITS[:-1]]
    return WAITS[: lasts.index(days) + 1] if days in lasts else ()


MONTHS = tuple(f"{month:02}" for month in range(1, 13))
TOGETHER = 2
"""How many counsellors perform an hour that two providers share, and by how many its price is divided (D37)."""


def score_class(score: int, scale: int) -> str:
    """Return the class of a score from one to the scale.

    >>> [score_class(score, 10) for score in (4, 5, 7, 8)]
    ['low', 'middle', 'middle', 'high']
    >>> [score_class(score, 5) for score in (2, 3, 4)]
    ['low', 'middle', 'high']
    """
    return "low" if 10 * score <= 4 * scale else "middle" if 10 * score <= 7 * scale else "high"
