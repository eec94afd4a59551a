"""Weights of points, sets and pairs in a real browser, phone and desk; the choice of how to ask; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from surveys.database import Database
from tests.consult.outcomes.conftest import themes  # noqa: F401
from tests.consult.outcomes.test_outcomes import COMPANY, PARKING, make_one
from tests.consult.weights import made
from tests.consult.weights.conftest import weigh  # noqa: F401
from tests.consult.weights.made_kinds import HOWS, draw_rows
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}


@pytest.fixture
def enter(server: str, open_page: OpenPage, sign_in: Callable[..., Any]) -> Callable[..., Page]:
    """A browser in which somebody with a role in a consultation is signed in."""

    def browse(role: str, consultation_id: int, **options: Any) -> Page:
        page = open_page(**options)
        cookie = sign_in(role, consultation_id).client.get_cookie("heed")
        page.context.add_cookies([{"name": "heed", "value": cookie.value, "url": server}])
        return page

    return browse


@pytest.mark.parametrize("how", HOWS)
def test_the_weights_of_each_kind_beside_those_of_rankings(
    how: str,
    store: Database,
    weigh: Callable[..., Any],  # noqa: F811
    enter: Callable[..., Page],
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
):
    with store.unit_of_work() as db:
        asked = made.county(db, how=how)
        made.store(db, asked, draw_rows(asked, how, part=0.3))
        ranked = made.ask_again(db, asked, "rank")
        made.rank(db, ranked, *made.demo_people()[:150])
    weigh(asked)
    weigh(ranked)
    address = f"/office/questions/{asked.question_id}/weights"
    looks = {"phone": ("viewer", {"script": False}), "desk": ("analyst", {"viewport": DESK})}
    for name, (role, look) in looks.items():
        page = enter(role, asked.consultation_id, **look)
        page.goto(address)
        expect(page.locator(".heed-findings li")).to_have_count(3)
        expect(page.locator("main")).to_contain_text("They are never put together")
        shoot(page, f"{how}-{name}")
        axe(page)
        page.goto(f"{address}/detail")
        shoot(page, f"{how}-detail-{name}")
        axe(page)
        page.goto(f"/office/consultations/{asked.consultation_id}/weights")
        shoot(page, f"{how}-list-{name}")
        axe(page)


def test_an_officer_chooses_how_to_ask(
    themes: Any,  # noqa: F811
    sign_in: Callable[..., Any],
    enter: Callable[..., Page],
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
):
    officer = sign_in("analyst", themes.consultation_id)
    make_one(officer, themes.theme_ids[0], COMPANY)
    make_one(officer, themes.theme_ids[2], PARKING)
    for name, look in (("phone", {"script": False}), ("desk", {"viewport": DESK})):
        page = enter("analyst", themes.consultation_id, **look)
        page.goto(f"/office/consultations/{themes.consultation_id}/outcomes")
        expect(page.get_by_label("Put them in order")).to_be_checked()
        shoot(page, f"outcomes-how-{name}")
        axe(page)
    page.get_by_label("Share out points").check()
    page.get_by_role("button", name="Make a survey from these outcomes").click()
    expect(page.locator("main")).to_contain_text("How much does each of these matter to you?")
    axe(page)
