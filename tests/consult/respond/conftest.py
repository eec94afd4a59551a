"""An open survey and somebody on the way through it."""

from __future__ import annotations

import pytest

from surveys.database import Database
from tests.browser import Visitor
from tests.consult.respond.walking import Meals, Resident, open_meals


@pytest.fixture
def meals(store: Database) -> Meals:
    """The survey."""
    return open_meals(store)


@pytest.fixture
def resident(visitor: Visitor, meals: Meals) -> Resident:
    """Somebody who has pressed Start."""
    return Resident(visitor, meals).start()
