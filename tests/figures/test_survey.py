"""A survey: scores in three classes, means of what hides nothing, and an attacker who is told nothing more."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from chalicelib.register import codes
from chalicelib.reporting import survey, tables
from chalicelib.reporting.layouts import Layout
from chalicelib.reporting.suppression import PUBLIC, Draw
from tests.support import size
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import towns
from tests.support.figures.attacker import Attack, Told
from tests.support.figures.towns import Town
from tests.support.figures.year import YEAR

OWN_TEN, PRIVATE_TEN = (0, 1, 1, 4, 6, 8, 12, 25, 30, 20), (1, 2, 4, 5, 9, 20, 40, 80, 90, 70)
BOTH = {"own": OWN_TEN, "private": PRIVATE_TEN}
SURVEYS = size.of(30, 1_000)


def question(answers: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """What is published of a question."""
    return survey.question(towns.FOUR, SERVICE, answers, Draw(b"secret", YEAR), "help")


class TestQuestion:
    """What is published of the answers to one question."""

    def test_means_are_derived_from_the_counts_of_all_and_of_each_kind(self) -> None:
        assert question(BOTH)["means"] == {"all": 8.1, "own": 8.0, "private": 8.2}

    def test_one_more_answer_changes_the_mean(self) -> None:
        more = {**BOTH, "private": (*PRIVATE_TEN[:9], 170)}
        assert question(more)["means"] == {"all": 8.5, "own": 8.0, "private": 8.6}

    def test_where_a_kind_has_few_in_a_class_only_all_together_are_shown(self) -> None:
        few = question({**BOTH, "own": (0, 0, 1, 2, *OWN_TEN[4:])})
        assert (few["withheld"], few["means"]) == (["answers×regi×score"], {"all": 8.2})

    def test_what_the_only_provider_of_a_kind_could_subtract_its_own_answers_from_is_withheld(self) -> None:
        few = question({**BOTH, "private": (0, 0, 1, 2, *PRIVATE_TEN[4:])})
        assert (few["withheld"], few["means"]) == (["answers×regi×score", "answers×score"], {})

    def test_where_all_have_few_in_a_class_there_is_no_mean(self) -> None:
        few = question({"own": (0, 0, 0, 1, *OWN_TEN[4:]), "private": (0, 0, 0, 1, *PRIVATE_TEN[4:])})
        assert few["means"] == {}
        assert {"answers×score", "answers×regi×score"} <= {*few["withheld"]}

    def test_a_single_private_provider_has_no_figures_of_its_own(self) -> None:
        alone = survey.question(towns.TWO, SERVICE, BOTH, Draw(b"secret", YEAR), "help")
        assert ([*alone["tables"]], alone["means"]) == (["answers×score"], {"all": 8.1})

    def test_nobody_answered_and_nothing_is_shown(self) -> None:
        assert question({"own": (0,) * 10, "private": (0,) * 10})["means"] == {}

    def test_the_questions_of_a_survey_are_not_drawn_alike(self, monkeypatch: pytest.MonkeyPatch) -> None:
        draws: list[Draw] = []

        def publish(*arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - those of the function
            draws.append(arguments[3])
            return {"tables": {}, "withheld": []}

        monkeypatch.setattr(tables, "publish", publish)
        for id_ in ("help", "access"):
            survey.question(towns.FOUR, SERVICE, BOTH, Draw(b"secret", YEAR), id_)
        assert draws[0] != draws[1]


def of_seed(seed: int) -> Town:
    """Draw the answers to a question, in a town with some providers of each kind or of one."""
    rng = random.Random(f"survey|{seed}")
    register = (towns.ALONE, towns.TWO, towns.FOUR)[seed % 3]
    weights = [rng.choice((0.0, 0.02, 0.2, 1.0)) for _ in range(10)]
    kinds = {provider.regi for provider in register.providers.values()}
    most = rng.choice((12, 40, 120))
    answers = {
        regi: [rng.randint(0, round(most * weight)) for weight in weights] for regi in codes.REGI if regi in kinds
    }
    return Town(register, SERVICE, survey.counted(register, SERVICE, answers), seed)


class SurveyAttack(Attack):
    """A reader's attack on the tables of a question."""

    def tables_of(self, town: Town) -> list[Layout]:
        """Return the tables of a question."""
        return survey.collected(town.register, town.service)

    def others(self, regi: str | None) -> list[str]:
        """Return whose answers others' are: those of several providers of a kind are nobody's own."""
        owners = set()
        for kind in codes.REGI if regi is None else (regi,):
            providers = [provider.id for provider in self.providers if provider.regi == kind]
            owners |= {*providers} if len(providers) == 1 else {""} if providers else set()
        return sorted(owners - {self.reader})


def told(seeds: range) -> list[Told]:
    """What is told of random surveys to the public, and to each provider."""
    found: list[Told] = []
    for town in map(of_seed, seeds):
        for reader in (PUBLIC, *sorted(town.register.providers)):
            found += SurveyAttack(town, reader).told()
    return found


def test_no_hidden_answer_is_told_over_random_surveys() -> None:
    assert told(range(SURVEYS)) == []


def test_the_same_attack_succeeds_when_only_small_classes_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(tables, "hidden", lambda row, *_: row.small)
    assert told(range(60))
