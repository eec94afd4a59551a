"""The pages of weights in a real browser: a councillor without script, an analyst at a desk; nothing axe can find."""

from __future__ import annotations

import re
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
from tests.consult.weights import made
from tests.consult.weights.conftest import database_url, template, templates, weighed  # noqa: F401
from tests.consult.weights.made import Asked
from tests.consult.weights.made_kinds import declined
from tests.patience import leave_by
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
# What cannot be read of the rows of tables, as `[[row, what is wrong], ...]`. Each row is scrolled to the middle of the
# screen; there its own name, its numbers and the words of what it is folded into must be in sight, and nothing over
# them. Of those words three lines stay: a group's name that is longer than that stands whole at the head of its table.
UNREADABLE = """() => {
    const wrong = [];
    const seen = (part) => [...part.getClientRects()].every((box) =>
        box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight);
    const lies_over = (part) => {
        const box = part.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return top !== null && part.contains(top);
    };
    for (const row of document.querySelectorAll("main tbody tr")) {
        const [name, ...numbers] = row.children;
        row.scrollIntoView({ block: "center" });
        const say = (what) => wrong.push([row.innerText, what]);
        const fold = row.closest("details");
        const words = fold.querySelector("summary");
        if (!seen(words) || !lies_over(words)) say("what it is folded into is out of sight");
        const line = words.firstElementChild;
        if (line.scrollHeight > line.clientHeight + 1) {
            const caption = row.closest("table").caption;
            const name = words.querySelector("[dir=auto]").innerText;
            if (!caption.innerText.startsWith(name)) say("no head of the table has the whole of " + name);
            if (caption.clientWidth < 100 || caption.scrollWidth > caption.clientWidth + 1) say("the head is cut off");
        }
        for (const part of [name, ...name.querySelectorAll("span, strong"), ...numbers]) {
            if (!seen(part)) say("out of sight: " + part.innerText);
            if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) say("cut off: " + part.innerText);
        }
        for (const number of numbers) if (!lies_over(number)) say("covered: " + number.innerText);
    }
    return wrong;
}"""


# Which links and buttons cannot be seen when they get the focus, from the last of the page to the first (2.4.11).
COVERED = """async () => {
    const all = [...document.querySelectorAll("main a[href], main button, main summary")];
    const covered = [];
    scrollTo(0, document.body.scrollHeight);
    for (const one of all.filter((one) => one.getClientRects().length).reverse()) {
        one.focus();
        await new Promise((seen) => requestAnimationFrame(seen));
        const box = one.getBoundingClientRect();
        const left = Math.min(box.left + box.width / 2, innerWidth - 2);
        const top = document.elementFromPoint(left, box.top + box.height / 2);
        if (!top || !(one.contains(top) || top.contains(one))) covered.push(one.innerText);
    }
    return covered;
}"""
LONG_NAME = (
    "Older people who live alone and are cared for at home by family, friends, neighbours or someone who is paid"
)


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
    leave_by(page.get_by_role("link", name="Compare two groups"))
    page.get_by_label("Another group").select_option("Lunch club members")
    leave_by(page.get_by_role("button", name="Compare them"))
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


def test_on_a_phone_no_name_is_out_of_sight_while_its_numbers_are_in_sight(
    enter: Callable[..., Page],
    weighed: Asked,  # noqa: F811
    axe: Callable[[Page], None],
):
    page = enter("analyst", viewport={"width": 320, "height": 640})
    page.goto(f"/office/questions/{weighed.question_id}/weights/detail")
    folds = page.locator("main details")
    assert folds.and_(page.locator("[open]")).count() == 1, "the rest is closed until somebody asks for it"
    folds.evaluate_all("all => all.forEach(one => { one.open = true })")
    assert page.locator("main tbody tr").count() > 9 * 8
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(UNREADABLE) == [], f"{width} px"
    axe(page)
    rows = page.get_by_role("region", name="The numbers, and what groups lend each other").locator("tbody tr")
    for row in rows.all_inner_texts():
        assert re.search(r"\(\d+ to \d+\)", row) and re.search(r"\d+$", row), "a number without n or interval"


def test_what_people_wrote_is_read_on_a_phone_without_script(
    enter: Callable[..., Page],
    weighed: Asked,  # noqa: F811
    store: Database,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
):
    with store.unit_of_work() as db:
        words = declined("words") | {"reason": "Companyaboveallandnothingelse" * 4}
        undecided = declined("undecided") | {"reason": "They all matter. Ring 01632 960 123"}
        made.store(db, weighed, [(words, [], {}), (undecided, ["home", "carers"], {})])
    page = enter("analyst", viewport={"width": 320, "height": 640}, script=False)
    page.goto(f"/office/questions/{weighed.question_id}/weights")
    page.get_by_role("link", name="What people wrote: 2").click()
    expect(page.get_by_role("listitem").filter(has_text="Ring [phone hidden]")).to_contain_text("Family carers")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe(page)
    page.get_by_label("What they did").select_option("Chose nothing")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 person wrote something")).to_be_visible()
    shoot(page, "weights-words")


def test_a_long_name_hides_no_link_that_has_the_focus_and_can_be_read_whole(
    enter: Callable[..., Page],
    weighed: Asked,  # noqa: F811
    store: Database,
):
    with store.unit_of_work() as db:
        run = db.scalars(select(WeightRun)).one()
        groups = [{**one, "name": f"{LONG_NAME} {number}"} for number, one in enumerate(run.result["groups"])]
        run.result = {**run.result, "groups": groups}
    page = enter("analyst", viewport={"width": 320, "height": 640})
    page.goto(f"/office/questions/{weighed.question_id}/weights/detail")
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    named = page.locator("main summary", has_text=LONG_NAME)
    assert named.count() > 5
    heights = "all => all.map(one => one.offsetHeight)"
    for height in (640, 330):
        page.set_viewport_size({"width": 320, "height": height})
        assert page.evaluate(COVERED) == [], f"{height} px high"
        assert max(named.evaluate_all(heights)) < 112, "as high as the margin of links, or higher"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(UNREADABLE) == []


def test_contents_lead_to_every_part_and_paper_has_all_of_them_open(enter: Callable[..., Page], weighed: Asked):  # noqa: F811
    page = enter("analyst", script=False)
    page.goto(f"/office/questions/{weighed.question_id}/weights/detail")
    contents = page.get_by_role("navigation", name="On this page").get_by_role("link")
    assert contents.all_inner_texts() == page.locator("main h2").all_inner_texts()
    for link in contents.all():
        link.click()
        expect(page.locator(":target")).to_be_in_viewport()
    closed = page.locator("details:not([open]) tbody td").first
    expect(closed).to_be_hidden()
    page.emulate_media(media="print")
    expect(closed).to_be_visible()
