"""Signing in and keeping accounts in a real browser: on a phone and a desk, by keyboard, without script, at night."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from consult import clock
from consult.accounts.actions import give_role
from consult.accounts.models import User
from surveys.database import Database
from tests import make
from tests.patience import leave_by
from tests.signing import EMAIL, PASSWORD, officer

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
Look = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


@pytest.fixture
def boss(store: Database) -> int:
    """Jo, an administrator who owns a consultation in which two others work."""
    number = officer(store, administrator=True)
    with store.unit_of_work() as db:
        within = make.consultation(db)
        give_role(db, db.get_one(User, number), within.id, "owner", at=clock.now())
        make.user(db, name="Kim Analyst", role="analyst", consultation_id=within.id)
        make.user(db, name="Sam Facilitator-Featherstonehaugh", role="facilitator", consultation_id=within.id)
        return within.id


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    leave_by(page.get_by_role("button", name="Sign in"))


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_everything_about_ones_account_can_be_used_by_everyone(
    open_page: Callable[..., Page], axe: Look, shoot: Shoot, boss: int, screen: str
):
    page = open_page(viewport=PHONE if screen == "phone" else DESK)

    def look(name: str) -> None:
        axe(page)
        shoot(page, f"signin-{name}-{screen}")

    page.goto("/office/users")
    expect(page.get_by_text("Sign in to see this page.")).to_be_visible()
    look("asked")
    sign_in(page, "a wrong guess of a password")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong")
    assert page.title().startswith("Error: Sign in")
    look("wrong")
    page.get_by_role("link", name="The e-mail address or the password is wrong").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    leave_by(page.get_by_role("link", name="I have forgotten my password"))
    look("forgotten")
    sign_in(page)
    expect(page).to_have_url(re.compile("/office/$"))
    page.goto("/office/account")
    look("account")
    leave_by(page.get_by_role("link", name="Set up authenticator app"))
    look("second-factor")
    leave_by(page.get_by_role("button", name="Start"))
    assert page.locator("img.heed-qr").evaluate("picture => picture.naturalWidth") > 0, "the picture is drawn"
    look("scan")
    key = page.locator(".heed-seal").inner_text().replace("-", "").replace(" ", "")
    page.get_by_label("Code from your authenticator app").fill("000000")
    leave_by(page.get_by_role("button", name="Continue"))
    look("scan-wrong")
    page.get_by_label("Code from your authenticator app").fill(TOTP(key=key, format="base32").generate().token)
    leave_by(page.get_by_role("button", name="Continue"))
    page.get_by_role("button", name="Make codes").click()
    expect(page.locator(".heed-codes li")).to_have_count(8)
    look("codes")
    leave_by(page.get_by_role("button", name="I have kept them, continue"))
    page.goto("/account/password")
    look("password")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    look("code")
    leave_by(page.get_by_role("link", name="Use a recovery code"))
    look("recovery")


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_people_roles_and_the_trail_can_be_kept_by_everyone(
    open_page: Callable[..., Page], axe: Look, shoot: Shoot, boss: int, screen: str
):
    page = open_page(viewport=PHONE if screen == "phone" else DESK)

    def look(name: str) -> None:
        axe(page)
        shoot(page, f"office-{name}-{screen}")

    sign_in(page)
    leave_by(page.get_by_role("link", name="People", exact=True))
    look("users")
    leave_by(page.get_by_role("button", name="Add a person"))
    leave_by(page.get_by_role("button", name="Add and send the link"))
    look("add-wrong")
    page.get_by_label("Name").fill("Alex Newcomer")
    page.get_by_label("E-mail address").fill("alex@wexmoor.example")
    leave_by(page.get_by_role("button", name="Add and send the link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Alex Newcomer")
    look("user")
    leave_by(page.get_by_role("link", name="Audit trail"))
    expect(page.get_by_text("The trail is whole")).to_be_visible()
    look("audit")
    page.goto(f"/office/consultations/{boss}/members")
    look("members")
    page.get_by_label("E-mail address").fill("alex@wexmoor.example")
    page.get_by_label("Analyst").check()
    leave_by(page.get_by_role("button", name="Add"))
    leave_by(page.get_by_role("link", name="Change the role of Alex Newcomer"))
    look("member")
    page.goto(f"/office/consultations/{boss}/audit")
    look("consultation-audit")
    page.goto("/office/nothing-here")
    look("not-found")


def test_signing_in_needs_no_mouse(open_page: Callable[..., Page], boss: int):
    page = open_page(viewport=DESK)
    page.goto("/account/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "email":
            break
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/office/$"))


def test_everything_works_without_script(open_page: Callable[..., Page], boss: int):
    page = open_page(script=False)
    sign_in(page)
    page.goto("/account/second-factor")
    leave_by(page.get_by_role("button", name="Start"))
    key = page.locator(".heed-seal").inner_text().replace("-", "").replace(" ", "")
    page.get_by_label("Code from your authenticator app").fill(TOTP(key=key, format="base32").generate().token)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_pages_can_be_read_at_night_and_in_forced_colours(
    open_page: Callable[..., Page], axe: Look, shoot: Shoot, boss: int
):
    for name, options in {"night": {"color_scheme": "dark"}, "forced": {"forced_colors": "active"}}.items():
        page = open_page(viewport=PHONE, **options)
        settings: dict[str, Any] = {"name": name}
        sign_in(page)
        for address in ("/office/account", "/office/users", "/office/audit"):
            page.goto(address)
            if name == "night":
                axe(page)
            shoot(page, f"{settings['name']}{address.replace('/', '-')}")
        page.goto("/account/second-factor")
        leave_by(page.get_by_role("button", name="Start"))
        shoot(page, f"{name}-scan")
