"""Writes the demonstration's three invented years, and two surveys.

`PYTHONPATH=site:functions .venv/bin/python -m tests.support.municipalities.demonstration`; each is simulated by the
demonstration's own policy, through service, ledger, count and suppression.
"""

import datetime as dt
import json
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from catalogue.policy import loader
from catalogue.policy.model import Policy
from office import statistics_file, survey_file
from office.context import Source
from tests.support.chalicelib.case_reports import ListCaseStore
from tests.support.municipalities import closed_cases, synthetic, systems
from tests.support.municipalities.synthetic import Plan
from tests.support.municipalities.systems import FR

ROOT = Path(__file__).parents[3]
SESSIONS = {2023: 4_850, 2024: 5_420, 2025: 5_910}
OWN_SHARE = 0.22
"""D27."""
MISSED = {"late_cancellation": 0.04, "no_show": 0.02}
"""The shares of what providers report that are no sessions."""


FIRST_ASKED = 2025
"""The first year whose first sessions are published by provider."""
SOON, LATE = (3, 24), (8, 50)
"""After how many days first visits are, at providers that have a time soon, and at one in three."""


QUESTIONS = {
    "competence": (
        ("Rådgivarens kompetens", "The counsellor’s competence", "Neuvojan osaaminen"),
        (0, 0, 1, 1, 2, 2, 4, 6, 5, 3),
    ),
    "help": (("Hjälpen ni fick", "The help you got", "Saatu apu"), (0, 1, 1, 1, 2, 3, 5, 5, 4, 2)),
    "children": (
        ("Barnens perspektiv", "The children’s perspective", "Lasten näkökulma"),
        (1, 1, 1, 1, 2, 3, 4, 5, 4, 2),
    ),
    "access": (
        ("Tillgänglighet och service", "Access and service", "Saavutettavuus ja palvelu"),
        (1, 1, 2, 2, 3, 3, 5, 4, 2, 1),
    ),
}
"""What is asked, as in Stockholm in 2006 (D20), and by and large how many give each score."""
ASKED = {"own": 110, "private": 290}
ASKED_IN = {"sv": "Enkät vecka 46–47", "en": "Survey in weeks 46–47", "fi": "Kysely viikoilla 46–47"}
INVENTED = {"sv": "Påhittade svar", "en": "Invented answers", "fi": "Keksittyjä vastauksia"}


def visits(policy: Policy, year: int) -> dict[str, int]:
    """Distribute what is reported in a year over the providers that were authorised for the whole year."""
    eligible = [row for row in policy.authorisations.values() if all(p.start.year < year for p in row.services)]
    own = [row.id for row in eligible if row.regi == "own"]
    private = [row.id for row in eligible if row.regi == "private" and not row.has_ended(dt.date(year, 12, 31))]
    reported = round(SESSIONS[year] / (1 - sum(MISSED.values())))
    part = round(reported * OWN_SHARE / len(own))
    return dict.fromkeys(own, part) | dict.fromkeys(private, (reported - part * len(own)) // len(private))


def _cases(simulated: synthetic.Year, year: int) -> ListCaseStore:
    """Return what providers reported of their cases."""
    cases = simulated.cases
    return ListCaseStore([*closed_cases.reports(cases, year)], [*closed_cases.continuing(cases, year, seed=year)])


def publish(folder: Path, year: int) -> Path:
    """Simulate a year and write its statistics file into the folder."""
    policy, _ = loader.load(ROOT / "policy", ROOT)
    if policy is None or not policy.municipality.demo:
        sys.exit("policy/ has errors, or is no demonstration: figures are invented for that alone")
    asks = year >= FIRST_ASKED
    services = {
        id_: replace(service, first_sessions=asks, first_contact=asks) for id_, service in policy.services.items()
    }
    register = systems.rules(replace(policy, services=services))
    at, exempt = visits(policy, year), 90 + 10 * (year - 2023)
    plans = [
        Plan(
            FR,
            year,
            {provider: count},
            exempt=round(exempt * count / sum(at.values())),
            missed=MISSED,
            first_days=(SOON, SOON, LATE)[n % 3] if asks else Plan.first_days,
        )
        for n, (provider, count) in enumerate(at.items())
    ]
    with tempfile.TemporaryDirectory() as beside:
        simulated = synthetic.run(register, plans, Path(beside), seed=year)
        source = Source(register, policy, simulated.ledger, _cases(simulated, year), str(beside))
        now = dt.datetime(year + 1, 7, 1, tzinfo=dt.UTC)
        statistics = statistics_file.make(source, year, folder, Path(beside), now=now, progress=lambda _: None)
        simulated.ledger.close()
    return statistics.file


def ask(root: Path, policy: Policy, year: int) -> Path:
    """Invent how some hundred clients answered each question in a year, and write the survey's file."""
    rng = random.Random(f"survey-{year}")
    questions = []
    for id_, (name, weights) in QUESTIONS.items():
        answers = {
            regi: [rng.randint(count * weight // 28, count * weight // 16) for weight in weights]
            for regi, count in ASKED.items()
        }
        questions.append({"id": id_, "name": dict(zip(("sv", "en", "fi"), name, strict=True)), "answers": answers})
    entered = {"id": f"host-{year}", "service": FR, "year": year, "name": ASKED_IN, "source": INVENTED, "scale": 10}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump(entered | {"questions": questions}, file)  # JSON is YAML
        file.flush()
        return survey_file.make(root, policy, Path(file.name))


if __name__ == "__main__":
    rules, _ = loader.load(ROOT / "policy", ROOT)
    assert rules is not None
    for each in (2023, 2025):
        (ROOT / "policy" / "surveys" / f"host-{each}.json").unlink(missing_ok=True)
        ask(ROOT, rules, each)
    for each in SESSIONS:
        (ROOT / "policy" / "statistics" / f"{each}.json").unlink(missing_ok=True)  # a published year is not drawn again
        publish(ROOT / "policy" / "statistics", each)
