"""Signing in through the real pages: a person with a password, and the authenticator app in their pocket."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from passlib.totp import TOTP

from consult import clock
from consult.accounts.actions import create_user
from surveys.database import Database
from tests.browser import Page, Visitor

PASSWORD = "harbour lantern quietly 9"
EMAIL = "jo@wexmoor.example"


def officer(store: Database, *, email: str = EMAIL, name: str = "Jo Officer", administrator: bool = False) -> int:
    """Make somebody who can sign in; return their id."""
    with store.unit_of_work() as db:
        return create_user(db, email, name, PASSWORD, administrator=administrator, at=clock.now()).id


def try_password(
    visitor: Visitor, *, email: str = EMAIL, password: str = PASSWORD, status: int = 303, **more: Any
) -> Page:
    """Send the sign-in form."""
    visitor.get("/account/sign-in", status=None)  # type: ignore[arg-type]
    page = visitor.post("/account/sign-in", {"email": email, "password": password, **more}, status=status)
    if page.status == 303:
        visitor.token = None  # tokens from before signing in are worth nothing
    return page


def arrive(app: Flask, *, email: str = EMAIL, password: str = PASSWORD, base_url: str = "http://localhost") -> Visitor:
    """Somebody signed in by password alone, as the demonstration allows."""
    visitor = Visitor(app, base_url)
    assert try_password(visitor, email=email, password=password).location == "/office/"
    return visitor


def is_in(visitor: Visitor) -> bool:
    """Whether the office opens to this visitor."""
    return visitor.client.get("/office/account", base_url=visitor.base_url).status_code == 200


class App:
    """An authenticator app that was shown the key on the page."""

    def __init__(self, page: Page) -> None:
        found = re.search(r"Key: ((?:[A-Z2-7]{4}[ -]?){8})", page.reading)
        assert found, "the page shows no key"
        self.totp = TOTP(key=found.group(1).replace(" ", "").replace("-", ""), format="base32")

    def code(self) -> str:
        """What the app shows now."""
        return str(self.totp.generate().token)


def recovery_codes(page: Page) -> list[str]:
    """The codes the page shows this once."""
    return re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", page.reading)


def set_up(visitor: Visitor) -> App:
    """Set up an authenticator app for somebody signed in; return the app."""
    shown = visitor.post("/account/second-factor", {"setup": "authenticator"}, status=200)
    app = App(shown)
    found = re.search(r'action="(/account/second-factor/[^"]+)"', shown.text)
    assert found, "nowhere to send the first code"
    visitor.post(found.group(1), {"code": app.code()})
    return app
