"""Dates and numbers in plain words for pages; refuses nothing, formats only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from analysis.disclosure_tables import THRESHOLD, round_to_five

LOCAL = ZoneInfo("Europe/London")


def plain_date(value: date | datetime | None) -> str:
    """A date as people write it: 22 November 2026, in local time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LOCAL).date()
    return f"{value.day} {value:%B %Y}"


def plain_time(value: datetime | None) -> str:
    """A moment as people write it: 22 November 2026 at 4:05pm, in local time."""
    if value is None:
        return ""
    local = value.astimezone(LOCAL)
    if (local.hour, local.minute) == (12, 0):
        return f"{plain_date(local)} at midday"  # 12:00pm is midnight to some
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{plain_date(local)} at {hour}:{local.minute:02d}{half}"


def closing_words(closes_at: datetime | None) -> str:
    """When a survey closes, as people say it; a survey that ends at midnight ends with the day before."""
    if closes_at is None:
        return ""
    local = closes_at.astimezone(LOCAL)
    if (local.hour, local.minute) == (0, 0):
        return f"the end of {plain_date(local - timedelta(days=1))}"
    if (local.hour, local.minute) == (23, 59):
        return f"the end of {plain_date(local)}"
    return plain_time(local)


def count_words(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 answer, 1,204 answers."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def count_roughly(n: int, one: str, many: str | None = None) -> str:
    """The same for who may not read the answers: about 45 answers, a few answers, no answers."""
    rounded = round_to_five(n)
    how_many = f"about {rounded:,}" if n >= THRESHOLD else "a few" if n else "no"
    return f"{how_many} {many or one + 's'}"


def ordinal(n: int) -> str:
    """A place in an order: 1st, 2nd, 11th, 22nd."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def install_words(app: Flask) -> None:
    """Make the formats usable in templates."""
    filters = app.jinja_env.filters
    filters.update(plain_date=plain_date, plain_time=plain_time, closing_words=closing_words, ordinal=ordinal)
    filters["thousands"] = lambda n: f"{n:,}"
    app.jinja_env.globals.update(count_words=count_words, count_roughly=count_roughly)
