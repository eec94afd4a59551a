"""What tests of pages share: fixed days, so that no test depends on the day it is run, and weights without charts."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from consult import clock

TODAY = clock.today


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is 22 November 2026, inside the dates `make.consultation` gives."""
    day = date(2026, 11, 22)
    monkeypatch.setattr(clock, "today", lambda: day)
    return day


@pytest.fixture
def at_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`at_moment(2026, 6, 30, 23, 30)` sets the clock, in UTC."""

    def freeze(*parts: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime(*parts, tzinfo=UTC))
        monkeypatch.setattr(clock, "today", TODAY)

    return freeze


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights without charts, which take longest."""
    monkeypatch.setattr("consult.weights.work.draw_charts", lambda *_, **__: {})
