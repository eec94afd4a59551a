"""A small application with one ranking question on the resident's layout; what it is sent it keeps, to be looked at."""

from __future__ import annotations

import secrets
from types import SimpleNamespace

from flask import Flask, Response, current_app, g, redirect, render_template_string, request, url_for
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from consult.web.components import PageEnvironment
from tests.browser_ranking.kit import add_kit

ITEMS = [
    {"id": 11, "label": "Company at lunchtime"},
    {"id": 12, "label": "A hot meal every day", "hint": "Cooked the same day"},
    {"id": 13, "label": "Choice of meal time"},
    {"id": 14, "label": "Someone who notices if I am unwell"},
    {"id": 15, "label": "Less parking outside <my> house & home"},
]
ARABIC = [
    {"id": 11, "label": "صحبة وقت الغداء"},
    {"id": 12, "label": "وجبة ساخنة كل يوم"},
    {"id": 13, "label": "اختيار وقت الوجبة"},
]
ARABIC_WORDS = {"your_order": "ترتيبك", "add": "أضف", "up": "أعلى", "down": "أسفل", "remove": "احذف"}

PAGE = """
{% extends "layout/resident.html" %}
{% from "parts/navigation.html" import back_link %}
{% from "parts/progress.html" import question_progress %}
{% from "parts/errors.html" import error_summary %}
{% from "parts/ranking.html" import ranking %}
{% block title %}What matters most{% endblock %}
{% block before_main %}{{ back_link("/other") }}{% endblock %}
{% block main %}
{{ error_summary([{"text": error, "href": "#q7-place-1"}] if error else []) }}
{{ question_progress("Question 4 of 6") }}
<h1 class="govuk-heading-l">{{ self.title() }}</h1>
<form method="post" novalidate>
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
{{ ranking("q7", "Which of these matter most to you?",
           "Choose up to " ~ places ~ ", most important first. You can leave any out.", items=items,
           max_places=places, chosen=chosen, none_value=none_value, reason=reason, error=error, strings=strings) }}
<div class="govuk-button-group">
<button type="submit" class="govuk-button" data-module="govuk-button">Continue</button>
<a class="govuk-link" href="/other">Save and come back later</a>
</div>
</form>
{% endblock %}
"""

OTHER = """
{% extends "layout/resident.html" %}
{% block title %}Another page{% endblock %}
{% block main %}<h1 class="govuk-heading-l">{{ self.title() }}</h1><p class="govuk-body">Thank you.</p>{% endblock %}
"""


def csp_nonce() -> str:
    """The nonce of this page."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return g.nonce


def asset(name: str) -> str:
    """The address of a static file."""
    return url_for("static", filename=name, v="1")


def build_app() -> Flask:
    """The application, with the same strictness and the same content policy as the real one."""
    app = Flask("consult")
    app.jinja_environment = PageEnvironment
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_TIME_LIMIT=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, govuk])
    council = SimpleNamespace(name="Fellshire County Council", url="/", colour="#0b5a5e")
    app.jinja_env.globals.update(council=council, csp_nonce=csp_nonce, asset=asset)
    links = [("Privacy", "/privacy"), ("Accessibility", "/accessibility"), ("Cookies", "/cookies")]
    app.jinja_env.globals["footer_links"] = [{"text": text, "href": href} for text, href in links]
    CSRFProtect(app)
    app.extensions["sent"] = []
    app.after_request(_headers)
    app.add_url_rule("/", "question", _question, methods=["GET", "POST"])
    app.add_url_rule("/other", "other", lambda: render_template_string(OTHER))
    app.add_url_rule("/theme.css", "theme", _theme)
    add_kit(app)
    return app


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{csp_nonce()}'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
    return response


def _theme() -> Response:
    return Response(":root{--heed-accent:#0b5a5e}", mimetype="text/css")


def _question() -> str | Response:
    places = int(request.args.get("places", 3))
    error = ""
    form = request.form
    if request.method == "POST":
        current_app.extensions["sent"].append(form.to_dict())
        order = [form.get(f"q7-place-{place}") for place in range(1, places + 1)]
        filled = [item for item in order if item]
        if len(set(filled)) == len(filled):
            return redirect("/other")
        error = "The same thing is in two places. Leave it in one."
    arabic = "arabic" in request.args
    chosen = [form.get(f"q7-place-{place}", "") for place in range(1, places + 1)]
    return render_template_string(
        PAGE,
        items=ARABIC if arabic else ITEMS,
        places=places,
        chosen=chosen if form else request.args.getlist("chosen"),
        none_value=form.get("q7-none", ""),
        reason=form.get("q7-reason", ""),
        error=error,
        strings=ARABIC_WORDS if arabic else {},
        page_lang="ar" if arabic else "en-GB",
        page_dir="rtl" if arabic else "ltr",
        has_errors=bool(error),
    )
