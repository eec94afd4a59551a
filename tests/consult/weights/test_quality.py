"""How answers were given, on the analyst's page of every kind: what is found, what cannot be told, nothing left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from surveys.collection import Response
from surveys.database import Database
from tests import make
from tests.consult.weights.made import Asked

STEERED = {
    "points": "steered the largest share of points",
    "best_worst": "steered the pick of the most important",
    "pairs": "steered the choice",
}
EACH = {"points": "each outcome they gave points", "best_worst": "each pick", "pairs": "each pair"}


def detail(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights/detail"


@pytest.mark.parametrize("how", list(STEERED))
def test_order_time_and_rush_are_told_of_every_kind_and_drop_nobody(
    weighed_kind: Asked, how: str, weigh, store: Database, sign_in
):
    """Everybody takes three seconds from opening the page to sending it in."""
    with store.unit_of_work() as db:
        db.execute(
            update(Response)
            .where(Response.survey_id == weighed_kind.survey_id)
            .values(channel="web", received_at=make.NOON, started_at=make.NOON - timedelta(seconds=3))
        )
    result = weigh(weighed_kind).result
    n, fast = result["overall"]["n"], result["quality"]["fast"]
    assert fast["n"] == n and 0 < fast["fast"] <= n
    assert {one["reason"] for one in result["exclusions"]} <= {"none", "undecided"}
    page = sign_in("analyst", weighed_kind.consultation_id).get(detail(weighed_kind))
    assert page.has(STEERED[how]) and page.has("Nothing is left out because of this.")
    assert page.has(f"{fast['fast']} of {n} took less than 2 seconds for {EACH[how]}.")
    assert page.has("The time is that of the whole response.")
    rush = "No rush of alike points within a minute" if how == "points" else "of their own, so a rush of alike answers"
    assert page.has(rush)


@pytest.mark.parametrize("how", list(STEERED))
def test_where_somebody_else_typed_the_answers_the_page_says_it_cannot_tell(
    weighed_kind: Asked, how: str, weigh, store: Database, sign_in
):
    with store.unit_of_work() as db:
        db.execute(update(Response).where(Response.survey_id == weighed_kind.survey_id).values(channel="paper"))
    weigh(weighed_kind)
    page = sign_in("analyst", weighed_kind.consultation_id).get(detail(weighed_kind))
    assert page.has("The order on the screen is not known of any answer") and not page.has(STEERED[how])
    assert page.has("How long people took is not known of any answer")
