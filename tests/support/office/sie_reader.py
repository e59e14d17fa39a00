"""A reader of SIE 4, written from the format's specification: it shares no code with the writer.

The checksum is the algorithm in the specification's appendix, over labels and fields without spaces,
quotes and braces.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

_TOKEN = re.compile(r'"((?:\\.|[^"\\])*)"|(\{)|(\})|([^\s{}"]+)')


@dataclass
class Voucher:
    """A verification: its text and its transactions, as (account, objects, amount)."""

    series: str
    date: str
    text: str
    transactions: list[tuple[str, dict[str, str], Decimal]] = field(default_factory=list)


@dataclass
class SieFile:
    """The content of a file."""

    single: dict[str, list[str]]
    accounts: dict[str, str]
    dimensions: dict[str, str]
    objects: dict[tuple[str, str], str]
    vouchers: list[Voucher]
    stated_checksum: int
    computed_checksum: int


def crc(data: bytes) -> int:
    """Compute the checksum of the appendix, bit by bit."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
    return value ^ 0xFFFFFFFF


def tokens(line: str) -> list[str]:
    """Split a line into fields; braces are fields of their own, marked so that no text can be mistaken for one."""
    fields = []
    for quoted, opening, closing, plain in _TOKEN.findall(line):
        fields.append("\0{" if opening else "\0}" if closing else plain or quoted.replace('\\"', '"'))
    return fields


def read(data: bytes) -> SieFile:
    """SieFile a whole file; fail for anything that the format forbids."""
    text = data.decode("cp437")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")[:-1]
    assert lines[0] == "#FLAGGA 0"
    assert lines[1] == "#KSUMMA"
    label, checksum = lines[-1].split(" ")
    assert label == "#KSUMMA"
    single: dict[str, list[str]] = {}
    accounts: dict[str, str] = {}
    dimensions: dict[str, str] = {}
    named: dict[tuple[str, str], str] = {}
    vouchers: list[Voucher] = []
    counted = b""
    for line in lines[2:-1]:
        fields = tokens(line)
        counted += "".join(token for token in fields if token not in {"\0{", "\0}"}).encode("cp437")
        match fields:
            case ["#KONTO", account, name]:
                accounts[account] = name
            case ["#DIM", number, name]:
                dimensions[number] = name
            case ["#OBJEKT", number, code, name]:
                named[number, code] = name
            case ["#VER", series, _number, date, voucher_text]:
                vouchers.append(Voucher(series, date, voucher_text))
            case ["#TRANS", account, "\0{", *rest]:
                end = rest.index("\0}")
                objects = dict(zip(rest[:end:2], rest[1:end:2], strict=True))
                vouchers[-1].transactions.append((account, objects, Decimal(rest[end + 1])))
            case [label, *values] if label.startswith("#"):
                single[label] = values
    return SieFile(single, accounts, dimensions, named, vouchers, int(checksum), crc(counted))
