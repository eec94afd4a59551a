"""The one place that reads the time, so that everything else is told it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day where residents live, on which a consultation opens or closes."""
    return now().astimezone(LOCAL).date()
