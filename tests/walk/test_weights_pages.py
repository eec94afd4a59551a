"""The pages of weights in a real browser: a councillor without script, an analyst at a desk; nothing axe can find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from consult.weights.actions import freeze_version
from consult.weights.models import WeightRun
from consult.weights.queries import load_weighed_question
from surveys.database import Database
from tests import make
from tests.consult.weights.conftest import database_url, template, templates, weighed  # noqa: F401
from tests.consult.weights.made import Asked
from tests.patience import leave_by
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}


@pytest.fixture
def enter(server: str, open_page: OpenPage, sign_in: Callable[..., Any], weighed: Asked) -> Callable[..., Page]:  # noqa: F811
    """A browser in which somebody with a role is signed in."""

    def browse(role: str, **options: Any) -> Page:
        page = open_page(**options)
        cookie = sign_in(role, weighed.consultation_id).client.get_cookie("heed")
        page.context.add_cookies([{"name": "heed", "value": cookie.value, "url": server}])
        return page

    return browse


@pytest.mark.parametrize(
    ("role", "look"), [("viewer", {"script": False}), ("analyst", {"viewport": DESK, "color_scheme": "dark"})]
)
def test_from_the_findings_to_where_a_number_comes_from(
    enter: Callable[..., Page],
    weighed: Asked,  # noqa: F811
    store: Database,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
    role: str,
    look: dict[str, Any],
):
    with store.unit_of_work() as db:
        question, _ = load_weighed_question(db, weighed.question_id)
        seen = db.scalars(select(WeightRun.id)).one()
        freeze_version(db, question, seen=seen, purpose="Cabinet paper", by=1, at=make.NOON)
    page = enter(role, **look)
    page.goto(f"/office/questions/{weighed.question_id}/weights")
    expect(page.locator(".heed-findings li")).to_have_count(3)
    axe(page)
    page.get_by_role("link", name="Compare two groups").click()
    page.get_by_label("Another group").select_option("Lunch club members")
    page.get_by_role("button", name="Compare them").click()
    expect(page.locator("main")).to_contain_text("Unlikely to be chance")
    axe(page)
    page.locator(".heed-pair a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where this number comes from")
    expect(page.locator(".heed-chain > li")).to_have_count(7)
    axe(page)
    leave_by(page.get_by_role("link", name="All numbers and how they are worked out"))
    shoot(page, f"weights-detail-{role}")
    axe(page)
    page.goto(f"/office/questions/{weighed.question_id}/weights/versions")
    axe(page)
    page.get_by_role("link", name="Version 1").click()
    expect(page.locator("main")).to_contain_text("Cabinet paper")
    axe(page)
