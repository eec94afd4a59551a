"""What every page's frame shows: the office's sections, the account and sign-out links, the footer."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_security import current_user

from consult.web.guard import may
from consult.web.widgets import error_summary

# (words, endpoint, permission): a section is shown when its page exists and the person may open it.
SECTIONS = (
    ("Consultations", "overview.dashboard", "office.view"),
    ("People", "office.users", "users.manage"),
    ("Audit trail", "office.audit_trail", "audit.read"),
)
FOOTER = (("Privacy", "front.privacy"), ("Accessibility", "front.accessibility"), ("Cookies", "front.cookies"))


def _address(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def _sections() -> list[dict[str, Any]]:
    if not current_user.is_authenticated:
        return []
    here = request.path
    links = [(words, _address(endpoint)) for words, endpoint, permission in SECTIONS if may(permission, None)]
    found = [(words, href) for words, href in links if href]
    # One's own account belongs to no section, though its address begins like the first one's.
    inside = [href for _, href in found if here.startswith(href) and not here.startswith("/office/account")]
    current = max(inside, key=len, default="")
    return [{"text": words, "href": href, "current": href == current} for words, href in found]


def frame() -> dict[str, Any]:
    """The names layout/frame.html and layout/office.html look for."""
    return {
        "office_nav": _sections(),
        "account_url": _address("office.account"),
        "sign_out_url": _address("security.logout"),
        "footer_links": [{"text": words, "href": href} for words, endpoint in FOOTER if (href := _address(endpoint))],
    }


def install_shell(app: Flask) -> None:
    """Give every template the frame's names, and `errors_of(form)` for the error summary."""
    app.context_processor(frame)
    app.jinja_env.globals["errors_of"] = error_summary
