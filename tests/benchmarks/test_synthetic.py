from pathlib import Path

import pytest
import yaml

from benchmarks.catalogue import synthetic
from catalogue.build import check
from catalogue.policy import loader
from catalogue.schema import yaml_writer
from tests.support import frozen

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    synthetic.checkout(frozen.root(), folder, 40)
    return folder


def test_every_synthetic_file_passes_our_own_checks(checkout: Path) -> None:
    problems = check.check(checkout, today=synthetic.TODAY).problems
    assert [problem.text("en") for problem in problems if problem.code != "help_line_unconfirmed"] == []


def test_the_policy_speaks_one_language_and_has_every_provider(checkout: Path) -> None:
    rules, _ = loader.load(checkout / "policy")
    assert rules is not None
    assert rules.municipality.languages == ("sv",)
    assert len(rules.authorisations) == 40


def test_the_same_seed_gives_the_same_profiles() -> None:
    words = synthetic.vocabulary(frozen.DATA)
    assert synthetic.providers(words, 20, seed=7) == synthetic.providers(words, 20, seed=7)


def test_another_seed_gives_others() -> None:
    words = synthetic.vocabulary(frozen.DATA)
    assert synthetic.providers(words, 20, seed=7) != synthetic.providers(words, 20, seed=8)


def test_what_is_dumped_is_what_is_read() -> None:
    for provider in synthetic.providers(synthetic.vocabulary(frozen.DATA), 50, seed=7):
        read = yaml.load(yaml_writer.dump(provider.profile), Loader=yaml.BaseLoader)  # noqa: S506 - it makes only text
        assert read == as_text(provider.profile)


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(item) for key, item in value.items()}
    return [as_text(item) for item in value] if isinstance(value, list) else str(value)


def test_organisation_numbers_are_all_different() -> None:
    assert len({synthetic.organisation_number(number) for number in range(10_000)}) == 10_000
