"""A resident walks the whole survey in a real browser: with script and without, by keyboard, on any screen, offline."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from surveys.database import Database
from tests.consult.respond.walking import MEALS, Meals, close, drafts, open_meals, responses
from tests.patience import leave_by
from tests.walk.conftest import OpenPage

pytestmark = pytest.mark.browser
Look = Callable[[Page], None]
Shoot = Callable[[Page, str], None]
HOSTILE = "<script>window.ran=1</script><img src=x onerror=window.ran=1> =1+1 \u202e\U0001f35c"


@pytest.fixture
def meals(store: Database) -> Meals:
    return open_meals(store, required=("groups",), is_invented=True)


def go_on(page: Page) -> None:
    """Press the Continue everybody sees."""
    page.get_by_role("button", name="Continue", exact=True).click()


def heading(page: Page, words: str) -> None:
    """Wait until the page with this heading is there."""
    expect(page.locator("h1")).to_have_text(words)


def rank(page: Page, *labels: str, script: bool) -> None:
    """Put these first, in this order."""
    for place, label in enumerate(labels):
        if script:
            page.get_by_role("button", name=f"Add {label}", exact=True).click()
        else:
            page.locator("select").nth(place).select_option(label=label)


def walk_whole(page: Page, meals: Meals, look: Look, shoot: Shoot, *, script: bool, name: str) -> str:
    """Every page and every error state, looked at; the reference at the end."""

    def seen(what: str) -> None:
        look(page)
        shoot(page, f"{name}-{what}")

    page.goto(meals.address)
    seen("01-landing")
    page.get_by_text("Read the privacy notice").click()
    seen("02-privacy")
    leave_by(page.get_by_role("button", name="Start"))
    heading(page, "Your view")
    seen("03-words")
    page.locator("textarea").fill("x" * 50_001)
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("04-words-error")
    page.locator("textarea").fill(HOSTILE)
    page.get_by_role("button", name="Save and come back later").click()
    heading(page, "Your answers are saved")
    seen("05-later")
    page.get_by_role("button", name="Carry on now").click()
    expect(page.locator("textarea")).to_have_value(HOSTILE)
    go_on(page)
    heading(page, "Your meals now")
    seen("06-choice")
    page.get_by_role("radio", name="Something else").check()
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("07-choice-error")
    page.get_by_label("If something else, what is it?").fill(HOSTILE)
    go_on(page)
    heading(page, "Which matter most?")
    walk_rest(page, seen, script=script)
    assert page.evaluate("window.ran") is None
    return page.locator(".heed-code strong").inner_text()


def walk_rest(page: Page, seen: Callable[[str], None], *, script: bool) -> None:
    """From the ranking to the receipt."""
    seen("08-ranking")
    if script:
        rank(page, MEALS[1], MEALS[0], script=True)
        page.get_by_role("button", name=f"Move {MEALS[0]} up").click()
        expect(page.locator("[data-order] [data-label]").first).to_have_text(MEALS[0])
    else:
        rank(page, MEALS[0], MEALS[0], script=False)
        go_on(page)
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        seen("09-ranking-error")
        rank(page, MEALS[0], MEALS[1], script=False)
    seen("10-ranking-chosen")
    go_on(page)
    heading(page, "About you")
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("11-groups-error")
    page.goto(re.sub(r"/\d+$", "/check", page.url))
    leave_by(page.get_by_role("button", name="Send my answers"))
    seen("12-check-error")
    page.get_by_role("link", name="Answer the question: Which describes you?").click()
    page.get_by_label("Family carers").check()
    go_on(page)
    heading(page, "Check your answers")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    seen("13-check")
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    seen("14-received")


def check_stored(store: Database, meals: Meals) -> None:
    """What the walk was to leave behind."""
    (response,) = responses(store)
    assert drafts(store) == []
    kept = {answer.question_id: answer for answer in response.answers}
    assert kept[meals.words].text == HOSTILE
    assert kept[meals.choice].value == {"items": [], "other": HOSTILE}
    assert (kept[meals.ranking].value or {})["order"] == [meals.items[MEALS[0]], meals.items[MEALS[1]]]
    assert kept[meals.groups].value == {"groups": [meals.carers], "none": False}


def test_the_whole_walk_with_script(page: Page, meals: Meals, store: Database, axe: Look, shoot: Shoot):
    reference = walk_whole(page, meals, axe, shoot, script=True, name="resident")
    check_stored(store, meals)
    page.reload()
    expect(page.locator(".heed-code")).to_have_text(reference)
    page.go_back()
    expect(page.locator(".heed-code")).to_have_text(reference)


def test_the_whole_walk_without_script(plain_page: Page, meals: Meals, store: Database, axe: Look, shoot: Shoot):
    walk_whole(plain_page, meals, axe, shoot, script=False, name="plain")
    check_stored(store, meals)


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 320, "height": 568}},  # also 1280 px at 400 % zoom
        {"viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["320", "1280", "dark", "forced"],
)
def test_the_whole_walk_on_other_screens(
    open_page: OpenPage, meals: Meals, axe: Look, shoot: Shoot, screen: dict, request: pytest.FixtureRequest
):
    name = request.node.callspec.id
    walk_whole(open_page(**screen), meals, axe, shoot, script=True, name=name)


def test_pages_beside_the_way(page: Page, meals: Meals, store: Database, axe: Look, shoot: Shoot):
    page.goto(f"{meals.address}/return")
    axe(page)
    page.get_by_label("Return code").fill("7KD2M-90XQA")
    page.get_by_role("button", name="Carry on").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    page.goto(f"{meals.address}/{'0' * 32}/1")
    heading(page, "We cannot find these answers")
    axe(page)
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Half a thought")
    close(store, meals)
    go_on(page)
    heading(page, "This survey is closed")
    expect(page.get_by_text("Half a thought")).to_be_visible()
    axe(page)
    shoot(page, "closed-with-words")
    page.goto(meals.address)
    axe(page)
    shoot(page, "closed")


def test_a_stale_page_and_late_words_are_told_on_pages_without_a_barrier(
    page: Page, meals: Meals, axe: Look, shoot: Shoot
):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    first = page.url
    page.context.clear_cookies()
    page.locator("textarea").fill("Kept")
    go_on(page)
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Kept")
    axe(page)
    shoot(page, "stale")
    go_on(page)
    heading(page, "Your meals now")
    other = page.context.new_page()
    other.goto(first.removesuffix("/1") + "/4")
    other.get_by_label("None of these").check()
    go_on(other)
    page.goto(first)
    other.get_by_role("button", name="Send my answers").click()
    heading(other, "We have your answers")
    page.locator("textarea").fill("One more thing")
    go_on(page)
    heading(page, "You have already sent your answers")
    expect(page.get_by_text("One more thing")).to_be_visible()
    axe(page)
    shoot(page, "late")
    page.get_by_role("button", name="Go to my receipt").click()
    expect(page.get_by_text("You sent two different sets of answers")).to_be_visible()
    axe(page)
    shoot(page, "both-kept")


def test_an_order_and_declining_sent_without_script_are_asked_about_with_script_until_one_is_chosen(
    page: Page, plain_page: Page, meals: Meals, axe: Look, shoot: Shoot
):
    plain_page.goto(meals.address)
    leave_by(plain_page.get_by_role("button", name="Start"))
    here = re.sub(r"/1$", "/3", plain_page.url)
    plain_page.goto(here)
    rank(plain_page, MEALS[1], script=False)
    plain_page.get_by_label("I cannot decide").check()
    leave_by(plain_page.get_by_role("button", name="Continue", exact=True))

    page.goto(here)
    ticked = page.locator("[data-none]:checked")
    for again in (False, True):
        expect(page.get_by_role("alert")).to_contain_text("You chose what matters to you and also")
        expect(page.locator("[data-order] [data-label]")).to_have_text([MEALS[1], MEALS[0]] if again else [MEALS[1]])
        expect(ticked).to_have_count(0)
        if not again:
            rank(page, MEALS[0], script=True)
            page.reload()
            expect(page.locator("[data-order] [data-label]")).to_have_count(2)
            expect(ticked).to_have_count(0)
            leave_by(page.get_by_role("button", name="Continue", exact=True))
    axe(page)
    shoot(page, "order-or-not")
    for thing in (MEALS[1], MEALS[0]):
        page.get_by_role("button", name=f"Remove {thing} from your order").click()
    expect(page.get_by_label("I cannot decide")).to_be_checked()  # as it was before the page asked
    rank(page, MEALS[0], script=True)
    page.get_by_label("Neither: go by my order above").check()
    go_on(page)
    heading(page, "About you")


# ---- By keyboard alone ----

NAME = """() => { const at = document.activeElement;
  return at.ariaLabel ?? at.labels?.[0]?.textContent.trim() ?? at.textContent.trim(); }"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus; it must be in sight and look focused."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(NAME) == name:
            box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
            assert box["width"] >= 24 and box["height"] >= 24, f"{name} is too small to see: {box}"
            return
    raise AssertionError(f"the Tab key does not reach {name}")


def test_the_keyboard_alone_is_enough(page: Page, meals: Meals, store: Database):
    page.goto(meals.address)
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    heading(page, "Your view")
    tab_to(page, "What would help?")
    page.keyboard.type("Somebody to talk to")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    heading(page, "Your meals now")
    tab_to(page, "At home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "Which matter most?")  # Enter in the form presses Continue, not Back
    tab_to(page, f"Add {MEALS[3]}")
    page.keyboard.press("Enter")
    for _ in range(12):
        if page.evaluate(NAME) == f"Add {MEALS[0]}":
            break
        page.keyboard.press("Tab")
    else:
        page.keyboard.press("Shift+Tab")
        tab_to(page, f"Add {MEALS[0]}")
    page.keyboard.press(" ")
    expect(page.locator("[data-order] li")).to_have_count(2)
    page.locator("body").press("Home")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, f"Move {MEALS[0]} up, now 2 of 2")
    page.keyboard.press("Enter")
    expect(page.locator("[data-order] [data-label]").first).to_have_text(MEALS[0])
    expect(page.locator("[data-live]").first).to_have_text(f"{MEALS[0]} is now 1 of 2.")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    heading(page, "About you")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(NAME) == "Family carers"
    page.keyboard.press(" ")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    heading(page, "Check your answers")
    tab_to(page, "Send my answers")
    page.keyboard.press("Enter")
    heading(page, "We have your answers")
    (response,) = responses(store)
    kept = {answer.question_id: answer.value for answer in response.answers}
    assert (kept[meals.ranking] or {})["order"] == [meals.items[MEALS[0]], meals.items[MEALS[3]]]
    assert (kept[meals.choice] or {})["items"] == [meals.items["At a club"]]


def test_back_keeps_what_was_typed(page: Page, meals: Meals):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    go_on(page)
    page.get_by_label("At a club").check()
    page.get_by_role("button", name="Back", exact=True).click()
    heading(page, "Your view")
    go_on(page)
    expect(page.get_by_label("At a club")).to_be_checked()


# ---- A connection that fails ----


def test_being_offline_is_told_before_anything_is_sent(page: Page, meals: Meals):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Written on the bus")
    page.context.set_offline(True)
    go_on(page)
    expect(page.get_by_text("You are not connected to the internet.")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Written on the bus")
    page.context.set_offline(False)
    page.wait_for_timeout(1100)  # the button guards against a double click for a second
    go_on(page)
    heading(page, "Your meals now")


def cut_off_sending(page: Page) -> None:
    """Press Continue while the connection breaks; afterwards it is whole again."""
    page.route("**/*", lambda route: route.abort("connectionreset"))
    with page.expect_event("requestfailed"):
        go_on(page)
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.unroute("**/*")


def test_words_come_back_after_the_connection_broke_while_sending(open_page: OpenPage, meals: Meals):
    page = open_page(quiet=True)
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    heading(page, "Your view")
    here = page.url
    page.locator("textarea").fill("Written in the tunnel")
    cut_off_sending(page)
    page.goto(here)
    expect(page.locator("textarea")).to_have_value("Written in the tunnel")
    expect(page.get_by_text("We put back what you had typed here.")).to_be_visible()
    go_on(page)
    heading(page, "Your meals now")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.locator("textarea")).to_have_value("Written in the tunnel")
    expect(page.get_by_text("We put back")).to_be_hidden()


def test_somebody_who_went_back_too_far_finds_the_way_again_in_this_tab(open_page: OpenPage, meals: Meals):
    page = open_page(quiet=True)
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Written in the tunnel")
    cut_off_sending(page)
    page.goto(meals.address)
    page.get_by_role("link", name="Carry on where you stopped.").click()
    expect(page.locator("textarea")).to_have_value("Written in the tunnel")
    other = page.context.new_page()
    other.goto(meals.address)
    expect(other.get_by_role("link", name="Carry on where you stopped.")).to_have_count(0)


def test_ticks_and_a_ranking_come_back_too(open_page: OpenPage, meals: Meals):
    page = open_page(quiet=True)
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    here = page.url.removesuffix("/1")
    page.goto(here + "/3")
    rank(page, MEALS[2], MEALS[0], script=True)
    cut_off_sending(page)
    page.goto(here + "/3")
    expect(page.locator("[data-order] [data-label]")).to_have_text([MEALS[2], MEALS[0]])
    page.goto(here + "/2")
    page.get_by_label("At a club").check()
    page.get_by_label("You may quote me.").check()
    cut_off_sending(page)
    page.goto(here + "/2")
    expect(page.get_by_label("At a club")).to_be_checked()
    expect(page.get_by_label("You may quote me.")).to_be_checked()


def test_words_saved_from_another_device_meanwhile_are_not_overwritten(page: Page, meals: Meals):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Typed here, never sent")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("textarea").fill("Newer")
    go_on(other)
    heading(other, "Your meals now")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Newer")


def test_what_this_tab_keeps_is_gone_with_the_receipt_and_is_never_kept_longer_than_the_tab(page: Page, meals: Meals):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Mine alone")
    assert "Mine alone" in page.evaluate("JSON.stringify(sessionStorage)")
    page.goto(page.url.removesuffix("/1") + "/4")
    page.get_by_label("None of these").check()
    go_on(page)
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("alert").get_by_role("link", name="There is nothing to send yet").click()
    expect(page.locator("textarea")).to_have_value("Mine alone")  # of this tab: it was never sent to the server
    go_on(page)
    page.get_by_role("button", name="Send my answers").click()
    heading(page, "We have your answers")
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


def test_without_script_the_browser_sends_again_what_was_cut_off(open_page: OpenPage, meals: Meals):
    page = open_page(quiet=True, script=False)
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    page.locator("textarea").fill("Written in the library")
    cut_off_sending(page)
    page.reload()
    heading(page, "Your meals now")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.locator("textarea")).to_have_value("Written in the library")


def test_a_double_click_on_send_makes_one_response(page: Page, meals: Meals, store: Database):
    page.goto(meals.address)
    leave_by(page.get_by_role("button", name="Start"))
    here = page.url.removesuffix("/1")
    for number, label in ((2, "At home"), (4, "None of these")):
        page.goto(f"{here}/{number}?then=check")
        page.get_by_label(label).check()
        go_on(page)
        heading(page, "Check your answers")
    page.get_by_role("button", name="Send my answers").dblclick()
    heading(page, "We have your answers")
    assert len(responses(store)) == 1
