"""What the ranking control promises a resident, in a real browser; its plain selects are tried without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.patience import leave_by

pytestmark = [pytest.mark.browser, pytest.mark.pure]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMPANY, MEAL, TIME, UNWELL = "11", "12", "13", "14"


@pytest.fixture
def visit(browser: Browser, site: SimpleNamespace) -> Iterator[Callable[..., Page]]:
    """Open the question as one kind of visitor; a script that fails or is refused fails the test."""
    contexts, faults = [], []

    def open_page(query: str = "", **visitor: object) -> Page:
        script = visitor.pop("script", True)
        context = browser.new_context(java_script_enabled=script, **visitor)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(site.url + query)
        if script:
            expect(page.locator("[data-lists]")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def order(page: Page) -> list[str]:
    """The labels in the person's order, as they read it."""
    return page.locator("[data-order] [data-label]").all_text_contents()


def pool(page: Page) -> list[str]:
    """The labels still to choose from."""
    return page.locator("[data-pool] [data-label]").all_text_contents()


def places(page: Page) -> list[str]:
    """What the form would send for each place."""
    return page.eval_on_selector_all("[data-place]", "all => all.map(select => select.value)")


def press(page: Page, name: str) -> None:
    """Press the button with this accessible name."""
    page.get_by_role("button", name=name, exact=True).click()


def add(page: Page, *labels: str) -> None:
    """Add items in this order."""
    for label in labels:
        press(page, f"Add {label}")


def focused(page: Page) -> str:
    """The accessible name, or the words, of what has the focus."""
    return page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()")


def send(page: Page, site: SimpleNamespace) -> dict[str, str]:
    """Continue, and give what arrived."""
    before = len(site.sent)
    leave_by(page.get_by_role("button", name="Continue"))
    assert len(site.sent) == before + 1
    return {name: value for name, value in site.sent[-1].items() if name != "csrf_token"}


def check_axe(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of axe's best practice."""
    page.wait_for_load_state()
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not result.response["violations"], result.generate_report()


def test_an_order_built_with_buttons_is_what_the_form_sends(visit, site):
    page = visit()
    add(page, "A hot meal every day", "Company at lunchtime", "Choice of meal time")
    press(page, "Move Choice of meal time up, now 3 of 3")
    press(page, "Remove A hot meal every day from your order")

    assert order(page) == ["Choice of meal time", "Company at lunchtime"]
    assert send(page, site) == {
        "q7-place-1": TIME,
        "q7-place-2": COMPANY,
        "q7-place-3": "",
        "q7-none": "",
        "q7-reason": "",
    }


def test_the_keyboard_alone_completes_a_ranking(visit, site):
    page = visit()

    def tab_to(name: str) -> None:
        for _ in range(40):
            if focused(page) == name:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{name} cannot be reached; focus is on {focused(page)}")

    tab_to("Add Company at lunchtime")
    page.keyboard.press("Enter")
    assert focused(page) == "Add A hot meal every day"  # the next one is at hand
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Move A hot meal every day up, now 2 of 2"
    page.keyboard.press("Enter")
    assert focused(page) == "Move A hot meal every day up, now 1 of 2"  # focus stays though the row moved
    page.keyboard.press("Enter")  # already first: nothing breaks and nothing moves
    assert focused(page) == "Move A hot meal every day up, now 1 of 2"
    tab_to("Continue")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert (site.sent[-1]["q7-place-1"], site.sent[-1]["q7-place-2"]) == (MEAL, COMPANY)


def test_without_script_the_selects_alone_send_an_order(visit, site):
    page = visit(script=False)
    expect(page.locator("[data-lists]")).to_be_hidden()
    page.get_by_label("1st (most important)").select_option("Choice of meal time")
    page.get_by_label("3rd").select_option("Company at lunchtime")
    sent = send(page, site)

    assert [sent[f"q7-place-{place}"] for place in (1, 2, 3)] == [TIME, "", COMPANY]


def test_without_script_the_same_item_twice_is_explained_and_what_was_chosen_stays(visit, site):
    page = visit(script=False)
    page.get_by_label("1st (most important)").select_option(MEAL)
    page.get_by_label("2nd").select_option(MEAL)
    page.get_by_label("Do you want to tell us why?").fill("A\n  line & <b>")
    send(page, site)

    assert page.title() == "Error: What matters most – Fellshire County Council"
    link = page.get_by_role("link", name="The same thing is in two places. Leave it in one.")
    assert link.get_attribute("href") == "#q7-place-1"
    expect(page.get_by_label("2nd")).to_have_value(MEAL)
    expect(page.get_by_label("Do you want to tell us why?")).to_have_value("A\n  line & <b>")
    group = page.get_by_role("group", name="Which of these matter most to you?")
    assert "Leave it in one." in group.evaluate(
        "set => set.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText).join()"
    )


def test_an_untouched_list_sends_no_answer(visit, site):
    assert set(send(visit(), site).values()) == {""}


def test_a_gap_left_without_script_closes_up_when_the_lists_are_laid_over_it(visit):
    page = visit("?chosen=13&chosen=&chosen=11")

    assert order(page) == ["Choice of meal time", "Company at lunchtime"]
    assert places(page) == [TIME, COMPANY, ""]


def test_a_removed_item_goes_back_to_its_own_place_in_the_list(visit):
    page = visit()
    before = pool(page)
    add(page, "A hot meal every day", "Company at lunchtime")
    press(page, "Remove A hot meal every day from your order")

    assert focused(page) == "Remove Company at lunchtime from your order"
    press(page, "Remove Company at lunchtime from your order")
    assert pool(page) == before
    assert focused(page) == "Add Company at lunchtime"
    assert places(page) == ["", "", ""]


def test_a_full_order_takes_no_more_and_says_why(visit):
    page = visit()
    add(page, "Company at lunchtime", "A hot meal every day", "Choice of meal time")
    full = "You have chosen 3, which is all there is room for. To add another, remove one first."

    expect(page.locator("[data-note]")).to_have_text(full)
    expect(page.get_by_role("status")).to_have_text(f"Choice of meal time added, now 3 of 3. {full}")
    button = page.get_by_role("button", name="Add Someone who notices if I am unwell")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.press("Enter")
    assert len(order(page)) == 3
    press(page, "Remove Company at lunchtime from your order")
    expect(page.locator("[data-note]")).to_be_hidden()
    add(page, "Someone who notices if I am unwell")
    assert places(page) == [MEAL, TIME, UNWELL]


def test_each_change_is_told_in_words(visit):
    page = visit()
    live = page.get_by_role("status")
    add(page, "Company at lunchtime")
    expect(live).to_have_text("Company at lunchtime added, now 1 of 1.")
    add(page, "A hot meal every day")
    expect(live).to_have_text("A hot meal every day added, now 2 of 2.")
    press(page, "Move A hot meal every day up, now 2 of 2")
    expect(live).to_have_text("A hot meal every day is now 1 of 2.")
    page.get_by_role("button", name="Move A hot meal every day up, now 1 of 2").press("Enter")
    expect(live).to_have_text("A hot meal every day is already first.")
    page.get_by_role("button", name="Move Company at lunchtime down, now 2 of 2").press("Enter")
    expect(live).to_have_text("Company at lunchtime is already last.")
    press(page, "Remove Company at lunchtime from your order")
    expect(live).to_have_text("Company at lunchtime removed. It is back in the list to choose from.")


def test_the_box_for_words_is_there_whatever_is_chosen_and_what_is_in_it_is_sent(visit, site):
    page = visit()
    add(page, "Company at lunchtime")
    reason = page.get_by_label("Do you want to tell us why?")
    reason.fill("It keeps me going")
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Neither: go by my order above").check()
    expect(reason).to_be_visible()
    sent = send(page, site)
    assert (sent["q7-none"], sent["q7-reason"]) == ("", "It keeps me going")


def test_who_takes_everything_out_of_the_order_declines_again(visit, site):
    page = visit()
    add(page, "Company at lunchtime", "A hot meal every day")
    page.get_by_label("I cannot decide").check()
    press(page, "Remove Company at lunchtime from your order")
    expect(page.get_by_label("Neither: go by my order above")).to_be_checked()
    press(page, "Remove A hot meal every day from your order")
    expect(page.get_by_label("I cannot decide")).to_be_checked()
    page.get_by_label("Neither: go by my order above").check()  # a choice of the person's own stands
    add(page, "Company at lunchtime")
    press(page, "Remove Company at lunchtime from your order")
    assert send(page, site)["q7-none"] == ""


def test_choosing_none_keeps_the_order_and_going_back_to_the_list_makes_it_count_again(visit, site):
    page = visit()
    reason = page.get_by_label("Do you want to tell us why?")
    add(page, "Company at lunchtime", "A hot meal every day")
    page.get_by_label("I cannot decide").check()
    reason.fill("They all matter")
    expect(page.locator("[data-note]")).to_contain_text("Your order is kept here")
    assert places(page) == [COMPANY, MEAL, ""]

    press(page, "Move A hot meal every day up, now 2 of 2")
    expect(page.get_by_label("Neither: go by my order above")).to_be_checked()
    expect(page.locator("[data-note]")).to_be_hidden()
    page.get_by_label("None of these matter to me").check()
    sent = send(page, site)
    assert (sent["q7-none"], sent["q7-reason"]) == ("none", "They all matter")
    assert (sent["q7-place-1"], sent["q7-place-2"]) == (MEAL, COMPANY)
    assert sent["q7-aside"] == "yes"  # the note said so


def test_only_an_order_that_the_note_sets_aside_is_sent_as_set_aside(visit, site):
    page = visit()
    add(page, "Company at lunchtime")
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Neither: go by my order above").check()
    assert "q7-aside" not in send(page, site)

    page = visit()
    page.get_by_label("I cannot decide").check()
    assert "q7-aside" not in send(page, site)


def test_the_mouse_can_drag_a_row_by_its_handle(visit):
    page = visit()
    add(page, "Company at lunchtime", "A hot meal every day", "Choice of meal time")
    expect(page.locator(".heed-ranking--drag")).to_be_visible()
    handles = page.locator("[data-order] [data-grip]")
    start, end = handles.nth(2).bounding_box(), handles.nth(0).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] - 10, steps=5)
    page.mouse.move(end["x"] + 20, end["y"] + 5, steps=10)
    page.mouse.up()

    expect(page.get_by_role("status")).to_have_text("Choice of meal time is now 1 of 3.")
    assert order(page) == ["Choice of meal time", "Company at lunchtime", "A hot meal every day"]
    assert places(page) == [TIME, COMPANY, MEAL]


def test_a_finger_can_drag_a_row_by_its_handle(visit):
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    add(page, "Company at lunchtime", "A hot meal every day")
    expect(page.locator(".heed-ranking--drag")).to_be_visible()
    handles = page.locator("[data-order] [data-grip]")
    start, end = handles.nth(1).bounding_box(), handles.nth(0).bounding_box()
    touch = page.context.new_cdp_session(page)

    def at(kind: str, y: float | None = None) -> None:
        points = [] if y is None else [{"x": start["x"] + 20, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    at("touchStart", start["y"] + 20)
    for step in range(1, 11):
        at("touchMove", start["y"] + 20 + (end["y"] - 10 - start["y"]) * step / 10)
        page.wait_for_timeout(20)
    at("touchEnd")

    expect(page.get_by_role("status")).to_have_text("A hot meal every day is now 1 of 2.")
    assert places(page) == [MEAL, COMPANY, ""]


def test_dragging_is_fetched_only_when_there_is_something_to_drag(visit):
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    add(page, "Company at lunchtime")
    page.wait_for_timeout(300)
    assert not asked
    add(page, "A hot meal every day")
    expect(page.locator(".heed-ranking--drag")).to_be_visible()
    assert [url.rsplit("/", 1)[1] for url in asked] == ["sortable-1.15.7.min.js"]


def test_buttons_still_work_when_the_dragging_script_cannot_be_had(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/sortable*", lambda route: route.abort())
    page.goto(site.url)
    add(page, "Company at lunchtime", "A hot meal every day")
    press(page, "Move A hot meal every day up, now 2 of 2")
    assert places(page) == [MEAL, COMPANY, ""]
    expect(page.locator("[data-grip]").first).to_be_hidden()
    context.close()


def test_an_order_is_still_there_after_going_on_and_back(visit):
    page = visit()
    add(page, "Choice of meal time", "Company at lunchtime")
    page.get_by_role("link", name="Save and come back later").click()
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()
    page.go_back()

    expect(page.locator("[data-lists]")).to_be_visible()
    assert order(page) == ["Choice of meal time", "Company at lunchtime"]
    assert places(page) == [TIME, COMPANY, ""]


def test_an_order_is_still_there_after_the_page_is_loaded_again(visit):
    page = visit()
    add(page, "Choice of meal time", "Company at lunchtime")
    page.get_by_label("I cannot decide").check()
    page.get_by_label("Do you want to tell us why?").fill("All of them")
    page.get_by_label("Do you want to tell us why?").blur()
    page.reload()

    expect(page.locator("[data-lists]")).to_be_visible()
    assert order(page) == ["Choice of meal time", "Company at lunchtime"]
    expect(page.get_by_label("I cannot decide")).to_be_checked()
    expect(page.locator("[data-note]")).to_contain_text("Your order is kept here")
    expect(page.get_by_label("Do you want to tell us why?")).to_have_value("All of them")
    leave_by(page.get_by_role("link", name="Save and come back later"))
    page.goto(page.url.replace("/other", "/"))
    assert order(page) == []  # asked for anew, it is what the server knows that counts


def test_an_error_link_leads_to_the_list_that_is_on_the_page(visit):
    page = visit("?chosen=11")
    page.evaluate("location.hash = '#q7-place-1'; document.getElementById('q7-place-1').focus()")

    assert focused(page) == "Your order"
    assert page.locator("#q7-place-1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_by_day_or_by_night(visit, scheme):
    page = visit("?chosen=12&chosen=11", color_scheme=scheme)
    check_axe(page)
    page.get_by_label("I cannot decide").check()
    check_axe(page)
    add(page, "Choice of meal time")
    check_axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_plain_selects_and_their_errors(browser, site, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.route("**/ranking.js*", lambda route: route.abort())  # axe is a script, so script itself stays on
    page.goto(site.url)
    check_axe(page)
    page.get_by_label("1st (most important)").select_option(MEAL)
    page.get_by_label("2nd").select_option(MEAL)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    check_axe(page)
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("query", ["?chosen=12&chosen=11", "?arabic&chosen=12&chosen=11"])
def test_nothing_is_wider_than_the_page_and_every_target_is_large_enough(visit, width, query):
    page = visit(query, viewport={"width": width, "height": 700})
    expect(page.locator(".heed-ranking--drag")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.eval_on_selector_all(
        ".heed-ranking button:not([hidden]), .heed-ranking [type=radio], form .govuk-button, [data-order] [data-grip]",
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])",
    )
    assert len(sizes) > 9
    assert min(min(size) for size in sizes) >= 44


def test_four_times_the_size_still_needs_no_sideways_scrolling(visit):
    # 1280 px at 400 % is a page 320 px wide whose letters are as large as before.
    page = visit("?chosen=12&chosen=11", viewport={"width": 320, "height": 256}, device_scale_factor=4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_letters_twice_as_large_still_fit_a_phone(visit):
    page = visit("?chosen=12&chosen=11", viewport={"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_read_from_the_right_buttons_follow_the_words(visit):
    page = visit("?arabic&chosen=12&chosen=11", viewport={"width": 1280, "height": 700})
    row = page.locator("[data-order] li").first
    number, label = row.locator("[data-number]").bounding_box(), row.locator("[data-label]").bounding_box()

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert number["x"] > label["x"] > row.get_by_role("button").first.bounding_box()["x"]
    check_axe(page)


def test_in_the_readers_own_colours_the_focus_and_the_numbers_can_be_seen(visit):
    page = visit("?chosen=12&chosen=11", forced_colors="active")
    button = page.get_by_role("button", name=re.compile("^Add ")).first
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = "one => { const s = getComputedStyle(one); return [s.outlineStyle, parseFloat(s.outlineWidth)] }"

    assert button.evaluate(style) == ["solid", 3]
    edge = page.locator("[data-order] [data-number]").first.evaluate("one => getComputedStyle(one).borderTopWidth")
    assert edge == "1px"
    check_axe(page)


def test_a_label_with_tags_or_braces_is_shown_as_text(visit):
    page = visit()
    add(page, "Less parking outside <my> house & home")
    assert order(page) == ["Less parking outside <my> house & home"]
    expect(page.get_by_role("status")).to_have_text("Less parking outside <my> house & home added, now 1 of 1.")
