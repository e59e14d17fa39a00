from typing import Any

import pytest

from catalogue.schema import scalars, suggestions
from catalogue.schema.containers import (
    Choice,
    Context,
    FieldType,
    Group,
    LangText,
    ListOf,
    MapOf,
    MapOfChoices,
    TooMany,
    Validation,
)
from catalogue.schema.dates import Date, Hours
from catalogue.schema.scalars import AMOUNT, EMAIL, MAP, PHONE, POSTCODE, URL, Decimal, Integer, Text, YesNo
from catalogue.schema.yaml_reader import MAX_FAULTS
from tests.support.tables import assert_rows

CONTEXT = Context(
    ("sv", "en"), {"methods": {"eft": {"sv": "EFT (känslofokuserad)"}, "cbt": {"sv": "KBT", "en": "CBT"}}}
)


def told(kind: FieldType, value: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401
    seen = Validation(CONTEXT)
    kind.check(value, (), seen)
    return [(fault.code, fault.meant) for fault in seen.faults]


class TestLeaves:
    """A value is right, or the fault is told with the way it was meant."""

    def test_what_is_right_gives_no_word(self) -> None:
        rows: list[tuple[FieldType, object]] = [
            (PHONE, "08-465 004 00"),
            (PHONE, "+46 8 465 004 00"),
            (PHONE, "+46-8-46500400"),
            (PHONE, "0739123456"),
            (PHONE, "020-50 50 50"),
            (EMAIL, "fornamn.efternamn+bok@mottagning.example"),
            (URL, "https://mottagning.example"),
            (URL, "https://sub.mottagning.example/väg".replace("ä", "a") + "?a=1#b"),
            (URL, "https://rådgivning.example/"),
            (URL, "https://mottagning.example:8443/bok"),
            (URL, "https://mottagning.example:65535"),
            (POSTCODE, "113 22"),
            (AMOUNT, "0"),
            (AMOUNT, "1104"),
            (AMOUNT, "1104.50"),
            (Date(), "2028-02-29"),
            (YesNo(), "yes"),
            (Integer(0, 3), 3),
            (Decimal(0, 3), 3),
            (Hours(), []),
            (Hours(), ["00:00-12:00", "12:00-24:00"]),
            (Text(3), "abc"),
            (MAP, "https://www.openstreetmap.org/search?query={address}"),
            (MAP, "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=16/{lat}/{lon}"),
            (Choice("methods"), "eft"),
            (Choice(options=("a", "b")), "a"),
        ]
        assert_rows(((row, []) for row in rows), lambda row: told(*row))

    def test_what_is_wrong_is_told_with_what_was_meant(self) -> None:
        rows: list[tuple[FieldType, object, str, str | None]] = [
            (PHONE, "+46 (0)8 465 004 00", "phone_format", "+46 8 465 004 00"),
            (PHONE, "0046 8 465 004 00", "phone_format", "+46 8 465 004 00"),
            (PHONE, "08/465 004 00", "phone_format", "08-465 004 00"),
            (PHONE, "08-465 004 00\n", "phone_format", "08-465 004 00"),
            (PHONE, "112", "phone_format", None),
            (PHONE, "08-465 004 00 00 00", "phone_format", None),
            (EMAIL, "mailto:a@b.example", "email_format", "a@b.example"),
            (EMAIL, "a@b", "email_format", None),
            (EMAIL, "a b@c.example", "email_format", None),
            (EMAIL, "a @c.example", "email_format", "a@c.example"),
            (URL, "http://a.example/", "url_scheme", "https://a.example/"),
            (URL, "www.a.example", "url_scheme", "https://www.a.example"),
            (URL, "http://a.example:8080/x", "url_scheme", "https://a.example:8080/x"),
            (URL, "https://a.example:65536/", "url_format", None),
            (URL, "https://a.example:0/", "url_format", None),
            (URL, "https://a.example:/", "url_format", None),
            (URL, "javascript:alert(1)", "url_scheme", None),
            (URL, "JavaScript:alert(1)", "url_scheme", None),
            (URL, "data:text/html,x", "url_scheme", None),
            (URL, "https://a.example@b.example/", "url_format", None),
            (URL, "https://127.0.0.1/", "url_format", None),
            (URL, "https://localhost/", "url_format", None),
            (URL, 'https://a.example/"onclick=', "url_format", None),
            (MAP, "http://karta.example/?q={address}", "url_scheme", None),
            (MAP, "https://karta.example/", "map_format", None),
            (MAP, "https://karta.example/?q={adress}", "map_format", None),
            (MAP, "https://karta.example/?lat={lat}", "map_format", None),
            (MAP, "https://{address}.example/", "map_format", None),
            (MAP, 'https://karta.example/?q={address}"onclick=', "map_format", None),
            (POSTCODE, "11322", "postcode_format", "113 22"),
            (POSTCODE, "SE-113 22", "postcode_format", "113 22"),
            (POSTCODE, 11322, "type_text", '"113 22"'),
            (AMOUNT, "1 104 kr", "amount_format", "1104"),
            (AMOUNT, "1104,5", "amount_format", "1104.50"),
            (AMOUNT, 1104, "type_text", '"1104"'),
            (Date(), "2026/11/9", "date_format", "2026-11-09"),
            (Date(), "2026-02-29", "date_format", None),
            (Date(), "2026-W01-1", "date_format", None),
            (Date(), "9999-12-31", "date_format", None),
            (Date(), 20261109, "date_format", "2026-11-09"),
            (Date(), "13 november 2026", "date_format", "2026-11-13"),
            (Date(), "13/11 2026", "date_format", "2026-11-13"),
            (Date(), "29-nov-26", "date_format", "2026-11-29"),
            (Date(), 46339, "date_format", "2026-11-13"),
            (Date(), "29-nov", "date_format", None),
            (Date(), "igår", "date_format", None),
            (YesNo(), True, "flag_format", "yes"),
            (YesNo(), "Nej", "flag_format", "no"),
            (YesNo(), [], "flag_format", None),
            (YesNo(), "”yes”", "flag_format", "yes"),
            (YesNo(), "no\u00a0", "flag_format", "no"),
            (Integer(0, 30), "14\u00a0", "type_whole", "14"),
            (Integer(0, 30), "１４", "type_whole", "14"),
            (Decimal(0, 3), "1,5\u00a0", "type_number", "1.5"),
            (Choice("methods"), "”eft”", "choice_unknown", "eft"),
            (Integer(0, 3), "2", "type_whole", "2"),
            (Integer(0, 3), 2.5, "type_whole", None),
            (Integer(0, 3), True, "type_whole", None),
            (Decimal(0, 3), "1,5", "type_number", "1.5"),
            (Decimal(0, 3), float("nan"), "type_number", None),
            (Decimal(0, 3), float("inf"), "number_range", None),
            (Hours(), ["8-17"], "hours_format", "08:00-17:00"),
            (Hours(), ["8.30 till 17"], "hours_format", "08:30-17:00"),
            (Text(3), 14, "type_text", '"14"'),
            (Choice("methods"), "etf", "choice_unknown", "eft"),
            (Choice("methods"), "KBT", "choice_unknown", "cbt"),
            (Choice("methods"), "EFT", "choice_unknown", "eft"),
            (Choice("methods"), "astrology", "choice_unknown", None),
        ]
        assert_rows((((kind, value), [(code, meant)]) for kind, value, code, meant in rows), lambda field: told(*field))

    def test_a_very_long_word_is_compared_with_nothing(self) -> None:
        assert suggestions.closest_match("eft" * 1000, ["eft"]) is None
        assert told(Choice("methods"), "eft" * 1000) == [("choice_unknown", None)]

    @pytest.mark.parametrize(
        "kind", [PHONE, URL, EMAIL, POSTCODE, AMOUNT, Date(), Hours(), YesNo(), Text(5), Choice("methods")]
    )
    def test_nothing_that_a_file_can_hold_breaks_a_kind(self, kind: FieldType) -> None:
        values: list[object] = [None, [], {}, [[]], 1.5, True, "", "x" * 10_000, {"a": []}]
        assert_rows(((value, list) for value in values), lambda value: type(told(kind, value)))


class TestBranches:
    """Groups, maps and lists tell every fault of what they hold."""

    GROUP = Group({"name": Text(9), "phone": PHONE}, required=frozenset({"name"}))

    def test_every_fault_is_told(self) -> None:
        assert told(self.GROUP, {"nmae": "x", "phone": "1", "x": 1}) == [
            ("unknown_key", "name"),
            ("phone_format", None),
            ("unknown_key", None),
            ("missing_key", None),
        ]

    def test_an_empty_value_is_told_as_such(self) -> None:
        assert told(self.GROUP, {"name": None}) == [("empty_value", None)]

    def test_a_list_where_a_group_should_be_is_told(self) -> None:
        assert told(self.GROUP, []) == [("type_group", None)]

    def test_a_list_holds_each_thing_once(self) -> None:
        assert told(ListOf(Choice("methods")), ["eft", "eft"]) == [("list_repeated", None)]

    def test_a_list_has_its_length(self) -> None:
        assert told(ListOf(Text(5), at_least=1, at_most=2), []) == [("list_short", None)]
        assert told(ListOf(Text(5), at_least=1, at_most=2), ["a", "b", "c"]) == [("list_long", None)]

    def test_a_map_has_only_keys_that_policy_knows(self) -> None:
        assert told(MapOfChoices("methods", Text(5)), {"eft": "a", "KBT": "b"}) == [("choice_unknown", "cbt")]

    def test_a_table_has_keys_of_one_form(self) -> None:
        assert told(MapOf(POSTCODE, Text(5)), {"113 22": "a", "11322": "b"}) == [("postcode_format", "113 22")]

    def test_a_provider_may_write_only_swedish(self) -> None:
        assert told(LangText(Text(5)), {"sv": "a"}) == []
        assert told(LangText(Text(5)), {"en": "a"}) == [("language_missing", None)]

    def test_a_text_of_policy_is_noted_with_its_languages_to_be_judged_with_the_others(self) -> None:
        seen = Validation(CONTEXT)
        LangText(Text(5), every=True).check({"sv": "a", "fi": "b"}, ("name",), seen)
        assert (seen.faults, [(path, set(spoken)) for path, spoken in seen.labels]) == ([], [(("name",), {"sv", "fi"})])

    def test_a_choice_from_a_list_that_could_not_be_read_is_not_judged(self) -> None:
        assert told(Choice("gone"), "anything") == []
        assert told(Choice("gone"), 5) == [("choice_unknown", None)]

    def test_a_hundred_faults_are_enough(self) -> None:
        with pytest.raises(TooMany):
            told(self.GROUP, {f"x{n}": 1 for n in range(MAX_FAULTS + 1)})


class TestPatterns:
    """What a pattern says in Python it says in JSON Schema, where `$` is the very end and digits are 0 to 9."""

    @pytest.mark.parametrize("kind", [PHONE, URL, EMAIL, POSTCODE, AMOUNT])
    def test_a_line_end_or_a_foreign_digit_is_no_match(self, kind: scalars.PatternText) -> None:
        assert kind.match("113 22\n") is None
        assert kind.match("١١٣ ٢٢") is None

    @pytest.mark.parametrize("kind", [PHONE, URL, EMAIL, POSTCODE, AMOUNT])
    def test_no_text_makes_a_pattern_slow(self, kind: scalars.PatternText) -> None:
        for text in ("0" * 50_000, "https://" + "a." * 20_000, "a" * 50_000 + "@", "0 " * 25_000, "-" * 50_000):
            assert told(kind, text) != [], text[:20]
