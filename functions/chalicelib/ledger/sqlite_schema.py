"""The ledger's SQLite schema; every change to it is a new layout, which the handbook's upgrade page lists."""

from collections.abc import Mapping

from chalicelib.sqlite_layout import SqliteLayout

_EXPORTS = """CREATE TABLE exports (
    month TEXT PRIMARY KEY REFERENCES seals, at TEXT NOT NULL, by TEXT NOT NULL
) STRICT, WITHOUT ROWID"""
_AVAILABILITY = """CREATE TABLE availability (
    provider TEXT NOT NULL, service TEXT NOT NULL, accepts_new TEXT, accepts_new_stated TEXT,
    working_days INTEGER, working_days_stated TEXT, PRIMARY KEY (provider, service)
) STRICT, WITHOUT ROWID"""
_CONTACTS = """CREATE TABLE contacts (
    id TEXT PRIMARY KEY, month TEXT NOT NULL, service TEXT NOT NULL, kind TEXT NOT NULL,
    sent_to TEXT, about TEXT, concerns TEXT, undone INTEGER NOT NULL
) STRICT, WITHOUT ROWID"""
_CONTACTS_BY_MONTH = "CREATE INDEX contacts_by_month ON contacts (month)"
UPGRADES: Mapping[int, tuple[str, ...]] = {
    5: ("ALTER TABLE seals ADD COLUMN layout INTEGER NOT NULL DEFAULT 1",),
    6: (
        "ALTER TABLE numbers ADD COLUMN beyond TEXT",
        "ALTER TABLE numbers ADD COLUMN exempt_changed INTEGER NOT NULL DEFAULT 0",
        _EXPORTS,
        _AVAILABILITY,
    ),
    7: (
        "ALTER TABLE numbers ADD COLUMN supplier TEXT",
        "ALTER TABLE numbers ADD COLUMN supplier_because TEXT",
        "ALTER TABLE numbers ADD COLUMN shared TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE events ADD COLUMN supplier TEXT",
        "ALTER TABLE claims ADD COLUMN attested INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE claims ADD COLUMN partner TEXT",
        _CONTACTS,
        _CONTACTS_BY_MONTH,
        "ALTER TABLE claims ADD COLUMN anonymous INTEGER NOT NULL DEFAULT 0",
    ),
}
"""The statements that upgrade a layout to the next; a file of any other layout is refused."""

TABLES = f"""
CREATE TABLE numbers (
    place TEXT PRIMARY KEY, service TEXT NOT NULL, member TEXT, residence TEXT NOT NULL,
    exempt INTEGER NOT NULL, granted INTEGER NOT NULL, used INTEGER NOT NULL CHECK (used BETWEEN 0 AND granted),
    valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, status TEXT NOT NULL, nth TEXT NOT NULL,
    version INTEGER NOT NULL, issued_at TEXT NOT NULL, request TEXT NOT NULL, fingerprint TEXT NOT NULL,
    minutes_week INTEGER, counsellors INTEGER, weeks TEXT NOT NULL, shared TEXT NOT NULL,
    codes TEXT NOT NULL,
    wrong_codes TEXT NOT NULL, granted_before INTEGER, used_before INTEGER NOT NULL CHECK (used_before >= 0),
    replaces INTEGER NOT NULL, successor TEXT, told INTEGER, recommended TEXT, because TEXT, beyond TEXT,
    exempt_changed INTEGER NOT NULL, supplier TEXT, supplier_because TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    place TEXT NOT NULL, at TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, by TEXT NOT NULL,
    reason TEXT, told INTEGER, granted INTEGER, supplier TEXT, PRIMARY KEY (place, at, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims (
    place TEXT NOT NULL, provider TEXT NOT NULL, key TEXT NOT NULL, nth INTEGER NOT NULL, date TEXT NOT NULL,
    claim_id TEXT NOT NULL UNIQUE, service TEXT NOT NULL, member TEXT, event TEXT NOT NULL,
    counsellors INTEGER NOT NULL, minutes INTEGER, consumed INTEGER NOT NULL, exempt INTEGER NOT NULL,
    amount_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL, tariff TEXT NOT NULL, register TEXT NOT NULL,
    left INTEGER, recorded_at TEXT NOT NULL, booking_month TEXT NOT NULL, fingerprint TEXT NOT NULL,
    code INTEGER, visits_before INTEGER NOT NULL, reference TEXT, attested INTEGER NOT NULL,
    anonymous INTEGER NOT NULL, partner TEXT, sequence TEXT NOT NULL, PRIMARY KEY (place, provider, key, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_month ON claims (booking_month, sequence);
CREATE TABLE reversals (
    place TEXT NOT NULL, provider TEXT NOT NULL, key TEXT NOT NULL, nth INTEGER NOT NULL, date TEXT NOT NULL,
    claim_id TEXT NOT NULL UNIQUE, service TEXT NOT NULL, member TEXT, event TEXT NOT NULL,
    consumed INTEGER NOT NULL, amount_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL, tariff TEXT NOT NULL,
    reason TEXT NOT NULL, by TEXT NOT NULL, left INTEGER, recorded_at TEXT NOT NULL,
    booking_month TEXT NOT NULL, reference TEXT, sequence TEXT NOT NULL, PRIMARY KEY (place, provider, key, nth),
    FOREIGN KEY (place, provider, key, nth) REFERENCES claims
) STRICT, WITHOUT ROWID;
CREATE INDEX reversals_by_month ON reversals (booking_month, sequence);
CREATE TABLE adjustments (
    place TEXT NOT NULL, provider TEXT NOT NULL, key TEXT NOT NULL, nth INTEGER NOT NULL, n INTEGER NOT NULL,
    date TEXT NOT NULL, claim_id TEXT NOT NULL, service TEXT NOT NULL, member TEXT, event TEXT NOT NULL,
    amount_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL, tariff TEXT NOT NULL, register TEXT NOT NULL,
    reason TEXT NOT NULL, by TEXT NOT NULL, recorded_at TEXT NOT NULL, booking_month TEXT NOT NULL,
    reference TEXT, sequence TEXT NOT NULL, PRIMARY KEY (place, provider, key, nth, n),
    FOREIGN KEY (place, provider, key, nth) REFERENCES claims
) STRICT, WITHOUT ROWID;
CREATE INDEX adjustments_by_month ON adjustments (booking_month, sequence);
CREATE TABLE seals (
    month TEXT PRIMARY KEY, count INTEGER NOT NULL, sum_ore INTEGER NOT NULL, sha256 TEXT NOT NULL,
    sealed_at TEXT NOT NULL, by TEXT NOT NULL, layout INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (
    caller TEXT NOT NULL, hour TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (caller, hour)
) STRICT, WITHOUT ROWID;
{_EXPORTS};
{_AVAILABILITY};
{_CONTACTS};
{_CONTACTS_BY_MONTH};
"""

LAYOUT = SqliteLayout(
    "ledger", "claims", 8, tuple(statement for statement in TABLES.split(";\n") if statement.strip()), UPGRADES
)
