"""A reader of SIE 4 written from the format alone: it shares no code with the writer.

The checksum is the table algorithm that the format's own appendix prints, over labels and fields without spaces,
quotes and braces.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

_TOKEN = re.compile(r'"((?:\\.|[^"\\])*)"|(\{)|(\})|([^\s{}"]+)')


@dataclass
class Voucher:
    """One verification: its text and its transactions, as (account, objects, amount)."""

    series: str
    date: str
    text: str
    transactions: list[tuple[str, dict[str, str], Decimal]] = field(default_factory=list)


@dataclass
class Read:
    """What a file says."""

    single: dict[str, list[str]]
    accounts: dict[str, str]
    vouchers: list[Voucher]
    told_sum: int
    reckoned_sum: int


def crc(data: bytes) -> int:
    """The appendix's algorithm, bit by bit."""
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
    return value ^ 0xFFFFFFFF


def tokens(line: str) -> list[str]:
    """The fields of a line; braces stand for themselves, marked so that no text can be taken for one."""
    found = []
    for quoted, opening, closing, plain in _TOKEN.findall(line):
        found.append("\0{" if opening else "\0}" if closing else plain or quoted.replace('\\"', '"'))
    return found


def read(data: bytes) -> Read:
    """Read a whole file; what it should not have fails here."""
    text = data.decode("cp437")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")[:-1]
    assert lines[0] == "#FLAGGA 0"
    assert lines[1] == "#KSUMMA"
    label, told = lines[-1].split(" ")
    assert label == "#KSUMMA"
    single: dict[str, list[str]] = {}
    accounts: dict[str, str] = {}
    vouchers: list[Voucher] = []
    counted = b""
    for line in lines[2:-1]:
        fields = tokens(line)
        counted += "".join(one for one in fields if one not in {"\0{", "\0}"}).encode("cp437")
        match fields:
            case ["#KONTO", account, name]:
                accounts[account] = name
            case ["#VER", series, _number, date, said]:
                vouchers.append(Voucher(series, date, said))
            case ["#TRANS", account, "\0{", *rest]:
                end = rest.index("\0}")
                objects = dict(zip(rest[:end:2], rest[1:end:2], strict=True))
                vouchers[-1].transactions.append((account, objects, Decimal(rest[end + 1])))
            case [label, *values] if label.startswith("#"):
                single[label] = values
    return Read(single, accounts, vouchers, int(told), crc(counted))
