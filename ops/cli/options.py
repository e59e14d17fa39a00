"""Parameter types and shared options of the commands, and their defaults."""

import os
import re
import shlex
from datetime import date
from pathlib import Path

import click

from catalogue import SITE
from catalogue.schema import dates, problem
from catalogue.schema.scalars import LARGE_AMOUNT
from catalogue.written_day import fits_either_way, read_day, read_month
from chalicelib.dates import clock


class Day(click.ParamType[date]):
    """A date as 2026-12-24, in this millennium, for which the orders of neighbouring days can be computed."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse the date; fail with that date in its right form, or with an example."""
        if isinstance(value, date):
            return value
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and not value.startswith("2"):
            self.fail(f"{value} is outside the range 2000-01-01 to 2999-12-31.", param, ctx)
        day = dates.day(value)
        if day is None:
            meant = read_day(value)
            example = meant if isinstance(meant, date) and not fits_either_way(value) else "2026-12-24"
            self.fail(f"{value!r} is not a date. Write it like this: {example}.", param, ctx)
        return day


class Kronor(click.ParamType[int]):
    """A whole number of kronor, also as people write it: 4 421 442 kr."""

    name = "KRONOR"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse the amount; fail with an example of one."""
        if isinstance(value, int):
            return value
        amount = LARGE_AMOUNT.suggestion(value)
        kronor, _, ore = (amount or "").partition(".")
        if not kronor or ore.strip("0"):
            self.fail(f"{value!r} is not a whole number of kronor. Write it like this: 4421442.", param, ctx)
        return int(kronor)


def today() -> date:
    """Return the date in Sweden."""
    return clock.day(clock.now())


def user_language() -> problem.Language:
    """Return the language of the user's environment if it is Swedish, else English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "sv" if locale.startswith("sv") else "en"


class DataFolder(click.ParamType[Path]):
    """A folder with the municipality's `policy/` and `providers/`."""

    name = "DIR"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the whole path; fail if there is no policy in the folder."""
        folder = Path(value).resolve()
        if not (folder / "policy").is_dir():
            way_out = "Name the one that holds policy/ and providers/, or make one: python3 build.py init FOLDER"
            self.fail(f"{folder} has no folder policy/. {way_out}", param, ctx)
        return folder


class Year(click.ParamType[int]):
    """A year of this millennium, as 2026."""

    name = "YEAR"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse the year; fail with an example of one."""
        if not re.fullmatch("2[0-9]{3}", str(value)):
            self.fail(f"{value!r} is not a year of this millennium. Write it like this: 2026.", param, ctx)
        return int(value)


class Month(click.ParamType[str]):
    """A posting period (booking month) as 2026-10."""

    name = "YYYY-MM"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Parse the month; fail with that month in its right form, or with an example."""
        if not re.fullmatch("2[0-9]{3}-(0[1-9]|1[0-2])", value):
            example = read_month(value) or "2026-10"
            self.fail(f"{value!r} is not a month. Write it like this: {example}.", param, ctx)
        return value


DATA_VARIABLE = "KUNDVAL_DATA"  # a municipality's own build.py names its folder so, whatever the command takes
data_option = click.option(
    "--data",
    "root",
    type=DataFolder(),
    envvar=DATA_VARIABLE,
    default=SITE.parent,
    help="The municipality's folder, with policy/ and providers/; outputs go there. Default: that of this program.",
)


def repeat_data(root: Path) -> str:
    """Format the option that names a data folder in a command to run next; empty where that folder is the default."""
    is_default = root in (SITE.parent, Path.cwd()) or DATA_VARIABLE in os.environ
    return "" if is_default else f" --data {shlex.quote(os.path.relpath(root))}"


day_option = click.option("--date", "day", type=Day(), default=today, help="Build day. Default: today in Sweden.")
language_option = click.option(
    "--language", type=click.Choice(["sv", "en"]), default=user_language, help="Default: that of your environment."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True
)
