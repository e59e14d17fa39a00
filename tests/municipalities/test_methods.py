"""The methods of family treatment, and risk and protective factors, in words that a family understands (D58)."""

import pytest

from catalogue.policy import loader
from catalogue.profiles.labels import labels
from tests.support.municipalities import page_text, sites


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=sites.by_one_worker(name)) for name in ("nacka", "huddinge")]
)
@pytest.mark.parametrize("lang", sites.LANGUAGES)
def test_a_provider_s_page_says_them_in_each_language(name: str, lang: str) -> None:
    dist = sites.built(name)
    policy, _ = loader.load(dist.parent / "policy")
    assert policy is not None
    of = labels(policy, lang)
    expected = [*(of["methods"][key] for key in sites.METHODS), *(of["competences"][key] for key in sites.FACTORS)]
    text = next(text for text in page_text.pages(dist, lang)["provider"].values() if expected[0][:3] in text)
    assert [label for label in expected if label.casefold() not in text.casefold()] == []
