"""The statements of the SQLite ledger."""

from collections.abc import Mapping

from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, LedgerEntry, ReversalRow

NUMBER = "SELECT * FROM numbers WHERE place = ?"
CLAIM = "SELECT * FROM claims WHERE (place, provider, key, nth) = (?, ?, ?, ?)"
REVERSAL = "SELECT * FROM reversals WHERE (place, provider, key, nth) = (?, ?, ?, ?)"
ADJUSTMENTS = "SELECT * FROM adjustments WHERE (place, provider, key, nth) = (?, ?, ?, ?) ORDER BY n"
FAILURES = "SELECT count FROM failures WHERE (caller, hour) = (?, ?)"
FIND_CLAIM = "SELECT place, provider, key, nth FROM claims WHERE claim_id = ?"
EXPORT = "SELECT * FROM exports WHERE month = ?"
AVAILABILITY = "SELECT * FROM availability ORDER BY provider, service"
PUT_AVAILABILITY = (
    "REPLACE INTO availability"
    " (provider, service, accepts_new, accepts_new_stated, working_days, working_days_stated) VALUES"
    " (:provider, :service, :accepts_new, :accepts_new_stated, :working_days, :working_days_stated)"
)
CONTACT = "SELECT * FROM contacts WHERE id = ?"
ADD_CONTACT = (
    "INSERT INTO contacts (id, month, service, kind, sent_to, about, concerns, undone)"
    " VALUES (:id, :month, :service, :kind, :sent_to, :about, :concerns, :undone)"
)
UNDO_CONTACT = "UPDATE contacts SET undone = 1 WHERE id = ?"
CONTACTS = "SELECT * FROM contacts WHERE month = ? AND id > ? ORDER BY id LIMIT ?"
SEAL = "SELECT * FROM seals WHERE month = ?"
TABLES: Mapping[type[LedgerEntry], str] = {ClaimRow: "claims", ReversalRow: "reversals", AdjustmentRow: "adjustments"}
OF_KEY = " WHERE (place, provider, key) = (?, ?, ?)"
ROWS_OF = {kind: f"SELECT * FROM {name}{OF_KEY}" for kind, name in TABLES.items()}  # noqa: S608 - constant names
OF_MONTH = " WHERE booking_month = ? AND sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?"
ENTRIES = {kind: f"SELECT * FROM {name}{OF_MONTH}" for kind, name in TABLES.items()}  # noqa: S608 - constant names
UPDATE_NUMBER = (
    "UPDATE numbers SET granted = :granted, used = :used, status = :status, nth = :nth, weeks = :weeks,"
    " shared = :shared,"
    " codes = :codes, wrong_codes = :wrong_codes, granted_before = :granted_before, used_before = :used_before,"
    " exempt = :exempt, exempt_changed = :exempt_changed, beyond = :beyond,"
    " supplier = :supplier, supplier_because = :supplier_because,"
    " successor = :successor, version = :version WHERE place = :place AND version = :version - 1"
)
COUNT_FAILURE = (
    "INSERT INTO failures VALUES (?, ?, 1) ON CONFLICT (caller, hour) DO UPDATE SET count = count + 1 RETURNING count"
)
PROBE = "REPLACE INTO failures VALUES (?, '', 0)"
FORGET_FAILURES = "DELETE FROM failures WHERE caller = ? AND hour < ?"
ISSUED = (
    "SELECT * FROM numbers WHERE issued_at >= ? AND issued_at < ? AND (place LIKE 'P#%') = ? AND place > ?"
    " ORDER BY place LIMIT ?"
)
