"""The page for the reception and finance after a restore: what may be missing in the ledger, and what to do about it.

It names no number and nobody: the ledger knows neither.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from chalicelib.dates import clock
from ops.self_hosted.standing import ENTRIES, ClosedMonth, TakenOver

KINDS: Final = {"revoke": "spärrat", "replace": "ersatt", "unlock": "upplåst"}
_LAST: Final = (
    "SELECT MAX(at) FROM (SELECT MAX(at) AS at FROM events UNION SELECT MAX(recorded_at) FROM claims"
    " UNION SELECT MAX(recorded_at) FROM reversals UNION SELECT MAX(sealed_at) FROM seals)"
)


def last_change(ledger: Path) -> str:
    """Return when a ledger was changed last, empty if it never was."""
    with closing(sqlite3.connect(ledger)) as database:
        return database.execute(_LAST).fetchone()[0] or ""


def open_months(ledger: Path, now: datetime) -> list[str]:
    """Return the booking months that have ended and have rows but no seal: they may have been paid after the copy."""
    months = " UNION ".join(f"SELECT booking_month AS month FROM {table}" for table in ENTRIES)  # noqa: S608 - constant names
    query = f"SELECT month FROM ({months}) WHERE month < ? AND month NOT IN (SELECT month FROM seals) ORDER BY month"  # noqa: S608 - constant names
    with closing(sqlite3.connect(ledger)) as database:
        return [month for (month,) in database.execute(query, (clock.month(now),))]


def write(ledger: Path, since: str, now: datetime, taken: TakenOver | None) -> Path:
    """Write the page beside the ledger that will be restored, for its owner only, and return its path."""
    path = ledger.with_name(f"att-ga-igenom-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.txt")
    path.touch(mode=0o600)
    path.write_text(text(since, now, taken, open_months(ledger, now)), encoding="utf-8")
    return path


def text(since: str, now: datetime, taken: TakenOver | None, months: list[str]) -> str:
    """Return the page's text."""
    last = local_time(since)
    changes = [
        f"  {local_time(change.at)}, {change.service}: ett nummer blev {KINDS[change.kind]}"
        for change in (taken.changes if taken else ())
    ]
    proved = (
        ["Det här kunde läsas i den skadade filen. Det gäller, och ni behöver inte göra om det:", *changes, ""]
        if changes
        else []
    )
    lines = [
        "ATT GÅ IGENOM EFTER ATT EN KOPIA HAR LÄSTS IN",
        "",
        f"Kopian lästes in {local_time(clock.stamp(now))}. Det sista som finns i kopian är från {last}.",
        "Det som gjordes mellan de tiderna kan saknas.",
        "",
        *proved,
        "RECEPTIONEN",
        "",
        "[ ] Nummer som ni spärrade efter kopian kan gälla igen. Slå upp dem och spärra dem på nytt.",
        "[ ] Nummer som ni ersatte efter kopian: det gamla kan gälla igen, och det nya kan vara okänt.",
        "    Ersätt det gamla numret på nytt. Har ni det inte, så be besökaren om det.",
        "[ ] Nummer som ni gav ut efter kopian kan vara okända. Ge ut ett nytt när besökaren hör av sig.",
        "[ ] Gör om det andra som ni ändrade: fler eller färre besök, avgift, upplåsta koder, överlämningar.",
        "",
        "EKONOMI",
        "",
        *_months(months, taken),
        f"[ ] Be varje utförare att rapportera om alla besök som den har kvitto på sedan {last}.",
        "    Ett besök som redan finns räknas inte igen.",
        "",
        "DRIFT",
        "",
        "[ ] Kör gallringen igen: uppgifter som gallrades efter kopian är tillbaka.",
        "    python3 build.py retention --delete",
    ]
    return "\n".join(lines) + "\n"


def local_time(stamp: str) -> str:
    """Format a moment as a reader's clock showed it; a damaged row's may be none."""
    try:
        return f"{datetime.fromisoformat(stamp).astimezone(clock.STOCKHOLM):%Y-%m-%d kl. %H.%M}"
    except ValueError:
        return "okänd tid"


def kronor(amount_ore: int) -> str:
    """Format an amount as it is written in Sweden."""
    whole, rest = divmod(abs(amount_ore), 100)
    return f"{'-' if amount_ore < 0 else ''}{whole:,}".replace(",", " ") + f",{rest:02} kronor"


def _months(months: list[str], taken: TakenOver | None) -> list[str]:
    """Return what finance has to do so that nothing is paid twice."""
    lines = [line for month in (taken.closed_months if taken else ()) for line in _closed_month(month)]
    if months:
        lines += [
            f"[ ] {', '.join(months)}: öppen i kopian. Har ni redan betalat den, så betala den inte igen.",
            "    Stäng den här, lägg de nya filerna åt sidan och jämför dem med dem som ni betalade.",
            "    Det som bara finns i de betalda filerna är redan betalt: dra av det när besöken rapporteras om.",
        ]
    return lines


def _closed_month(month: ClosedMonth) -> list[str]:
    if month.sealed == month.restored:
        return [f"    {month.month}: stängd efter kopian, och allt finns. Ni behöver inte göra något."]
    (rows, amount_ore), (rows_now, amount_now_ore) = month.sealed, month.restored
    return [
        f"[ ] {month.month} stängdes efter kopian med {_counted(rows)} och {kronor(amount_ore)}.",
        f"    Nu finns {_counted(rows_now)} och {kronor(amount_now_ore)}.",
        f"    Skillnaden, {kronor(amount_ore - amount_now_ore)}, är redan betald.",
        "    Dra av den när besöken rapporteras om.",
    ]


def _counted(rows: int) -> str:
    return f"{rows} rad" if rows == 1 else f"{rows} rader"
