"""What a class of a table is called, in a row and within a sentence."""

from catalogue.i18n.locale_file import locale_of
from catalogue.i18n.messages import Messages

SIZES = frozenset({"wait", "sessions", "age", "case_wait", "child_age"})  # charts whose values are ranges of numbers


def value_name(words: Messages, id_: str, value: str) -> str:
    """Return the label of a table's value: a month, a range of numbers, or a text of its own."""
    if id_ == "months":
        return str(locale_of(words.lang).months["stand-alone"]["wide"][int(value)])
    if id_ in SIZES and "-" in value:
        first, _, last = value.partition("-")
        if not last:
            return words.format(f"statistics.{id_}.or_more", first=first)
        return words.format(f"statistics.{id_}.span", span=value.replace("-", "–"))
    return words[f"statistics.{id_}.{value}"]
