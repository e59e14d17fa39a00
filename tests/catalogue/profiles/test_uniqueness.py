import re

import pytest

from catalogue.profiles import uniqueness
from catalogue.schema import yaml_reader


class TestTogether:
    """What can only be seen with all profiles side by side."""

    def across(self, *profiles: tuple[str, str, str]) -> list[str]:
        """Check profiles of (file, name, links) together."""
        files = {
            f"providers/{file}.yaml": f"name: {name}\ncontact:\n  {links}\n".encode() for file, name, links in profiles
        }
        identities = [uniqueness.identity_of(path, yaml_reader.load(data, path)[0]) for path, data in files.items()]
        problems = uniqueness.across(identities, files.__getitem__)
        assert all(problem.severity == "warning" for problem in problems)
        names = (re.findall(r"providers/(\w+)\.yaml", problem.message.en) for problem in problems)
        return [
            f"{problem.path}:{problem.line}:{problem.column} {problem.code} {' '.join(name)}"
            for problem, name in zip(problems, names, strict=True)
        ]

    def test_different_providers_give_no_word(self) -> None:
        assert self.across(("a", "Samtalet", "website: https://a.example"), ("b", "Mötet", "email: b@b.example")) == []

    @pytest.mark.parametrize("other", ["Samtalet", "SAMTALET", "Sam-talet", "Samtalet."])
    def test_two_names_that_look_the_same_are_told_in_both_files(self, other: str) -> None:
        assert self.across(("a", "Samtalet", "phone: 0"), ("b", other, "phone: 0")) == [
            "providers/a.yaml:1:7 name_taken b",
            "providers/b.yaml:1:7 name_taken a",
        ]

    @pytest.mark.parametrize(
        "other", ["https://a.example", "https://www.a.example/om-oss", "https://A.example/?x", "https://a.example:8443"]
    )
    @pytest.mark.parametrize("key", ["website", "booking"])
    def test_a_link_to_another_s_site_is_told_in_both_files_whichever_comes_first(self, other: str, key: str) -> None:
        own = "website: https://a.example/\n  booking: https://a.example/boka"
        assert self.across(("a", "Samtalet", own), ("b", "Mötet", f"{key}: {other}")) == [
            "providers/a.yaml:3:12 host_shared b",
            "providers/b.yaml:3:12 host_shared a",
        ]
        lines = self.across(("a", "Mötet", f"{key}: {other}"), ("b", "Samtalet", own))
        assert [line.split()[1:] for line in lines] == [["host_shared", "b"], ["host_shared", "a"]]

    def test_a_place_where_many_take_bookings_is_nobody_s_own(self) -> None:
        book = "booking: https://boka.example/"
        assert self.across(("a", "Samtalet", f"{book}a"), ("b", "Mötet", f"{book}b")) == []

    def test_of_many_who_share_each_names_three(self) -> None:
        lines = self.across(*((file, "Samtalet", "phone: 0") for file in "abcdef"))
        assert [line.split()[2:] for line in lines[:2]] == [["b", "c", "d"], ["a", "c", "d"]]
