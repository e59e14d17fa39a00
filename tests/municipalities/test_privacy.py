"""The page about a resident's data says everything that is stored of a visit, and nothing that the policy has not."""

import pytest

from catalogue.i18n.formatting import in_sentence
from catalogue.policy import loader
from catalogue.policy.sentences import traits
from catalogue.policy.sentences.traits import Traits
from catalogue.views import data_dictionary
from catalogue.views.data_dictionary import CONDITIONS, SITUATIONS, Column
from tests.support.municipalities import page_text, sites


def traits_of(system: str, lang: str) -> Traits:
    """Return what the sentences of a system's site depend on."""
    policy, problems = loader.load(sites.built(system).parent / "policy")
    assert policy is not None, problems
    return traits.of_languages(policy, sites.TODAY)[lang]


def holds(column: Column, policy: Traits) -> bool:
    """Return whether a policy has what a column needs."""
    return column.when is None or CONDITIONS[column.when](policy)


@pytest.mark.parametrize("lang", sites.LANGUAGES)
@pytest.mark.parametrize("system", sites.EACH)
def test_every_column_about_a_visit_has_its_sentence_on_the_page(system: str, lang: str) -> None:
    policy = traits_of(system, lang)
    (text,) = page_text.pages(sites.built(system), lang)["privacy"].values()
    situations = {"visit"} | ({"number"} if policy.numbers != "none" else set())
    tables = {table for situation in situations for table in SITUATIONS[situation]}
    columns = [column for table in data_dictionary.tables(lang) if table.id in tables for column in table.columns]
    missing = [
        column.name
        for column in columns
        if column.about != "technical" and holds(column, policy) and column.sentence not in text
    ]
    assert missing == []


@pytest.mark.parametrize("system", sites.EACH)
def test_no_column_that_the_policy_does_not_use_has_a_sentence_on_the_page(system: str) -> None:
    policy = traits_of(system, "sv")
    (text,) = page_text.pages(sites.built(system), "sv")["privacy"].values()
    columns = [column for table in data_dictionary.tables("sv") for column in table.columns]
    used = {column.sentence for column in columns if holds(column, policy)}
    assert [c.name for c in columns if not holds(c, policy) and c.sentence in text and c.sentence not in used] == []


def test_every_table_with_something_about_a_resident_belongs_to_a_situation() -> None:
    with_residents = {
        table.id for table in data_dictionary.tables("sv") if any(c.about == "resident" for c in table.columns)
    }
    assert with_residents == {table for tables in SITUATIONS.values() for table in tables}


@sites.by_one_worker("nacka")
def test_the_page_says_how_long_and_who_can_see_it() -> None:
    (text,) = page_text.pages(sites.built("nacka"), "sv")["privacy"].values()
    tables = [table for table in data_dictionary.tables("sv") if table.id in ("numbers", "claims")]
    assert [table.id for table in tables if in_sentence(table.kept) not in text] == []
    assert [reader for table in tables for reader in table.seen_by if reader not in text] == []
