"""Every part and every kind of field on one page, in each layout, to be looked at and checked."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask, flash, render_template_string, request
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from consult.web import fields
from consult.web.widgets import error_summary

HALLS = [SelectChoice("a", "Abbey hall"), SelectChoice("b", "Barton school"), SelectChoice("none", "None of these")]


class Kit(fields.PlainForm):
    """One field of each kind."""

    name = fields.text("Your name", [InputRequired("Enter your name")], hint="As on letters", autocomplete="name")
    mail = fields.email("E-mail address")
    people = fields.whole_number("How many people live here")
    more = fields.guided_text("What would help", guide=20, hint="Think of the last week.")
    where = fields.choose_one(
        "Which hall do you go to", HALLS, [InputRequired("Choose a hall")], hints={"a": "Mondays"}
    )
    visits = fields.choose_many("Where else do you go", HALLS, exclusive="none")
    area = fields.pick("Area", HALLS)
    agree = fields.tick("I have read the privacy notice", [InputRequired("Tick the box to go on")])
    opens = fields.day("Opening date")
    sheet = fields.file("Answers as a spreadsheet", accept=".csv")
    secret = fields.password("Password")


PAGE = """
{% extends "layout/" ~ layout ~ ".html" %}
{% from "parts/navigation.html" import back_link, breadcrumbs %}
{% from "parts/errors.html" import error_summary %}
{% from "parts/notices.html" import notice %}
{% from "parts/progress.html" import question_progress, run_progress %}
{% from "parts/status.html" import status_tag %}
{% from "parts/empty.html" import empty_state %}
{% from "parts/paging.html" import paging %}
{% block title %}Themes in what people said{% endblock %}
{% block before_main %}
{% if layout == "resident" %}{{ back_link("/") }}{% else %}
{{ breadcrumbs([{"text": "Consultations", "href": "/"}, {"text": "Meals", "href": "/"}, {"text": "Themes"}]) }}
{% endif %}
{% endblock %}
{% block main %}
{{ error_summary(errors) }}
{{ question_progress("Question 4 of 6") }}
<h1 class="govuk-heading-l">{{ self.title() }}</h1>
<p class="govuk-body">{{ status_tag("Draft") }} {{ status_tag("Open", "info") }} {{ status_tag("Signed off", "good") }}
{{ status_tag("Needs a look", "warn") }} {{ status_tag("Failed", "bad") }}</p>
{{ notice("Two colleagues are working on this.", "Also here", "info") }}
{{ notice("Nothing was lost. Try again.", "Discovery stopped", "bad") }}
{{ run_progress("Finding themes", 41, "41 of 100 done. You can leave this page; it goes on.") }}
{{ run_progress("Waiting to begin") }}
<div class="heed-panes">
  <div class="heed-scroll" role="region" aria-label="Themes, a table" tabindex="0">
    <table class="govuk-table">
      <caption class="govuk-table__caption govuk-table__caption--m">Themes by group</caption>
      <thead class="govuk-table__head"><tr class="govuk-table__row">
        <th class="govuk-table__header" scope="col">Theme</th>
        <th class="govuk-table__header heed-number" scope="col">Answers</th>
      </tr></thead>
      <tbody class="govuk-table__body"><tr class="govuk-table__row">
        <th class="govuk-table__header" scope="row">Hot meal every day</th>
        <td class="govuk-table__cell heed-number">131</td>
      </tr></tbody>
    </table>
  </div>
  <div>
    {% call empty_state("No themes yet", "Themes found in the answers will be listed here. First, close the survey.") %}
    <button type="button" class="govuk-button">Find themes</button>
    <button type="button" class="govuk-button govuk-button--secondary">Not now</button>
    <button type="button" class="govuk-button govuk-button--warning">Delete all</button>
    {% endcall %}
  </div>
</div>
{{ paging({"previous_url": "/", "next_url": "/", "summary": "Answers 51 to 100 of 612",
           "pages": [{"number": 1, "href": "/", "current": false}, {"number": 2, "href": "/", "current": true}]}) }}
<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">How
this is worked out</span></summary><div class="govuk-details__text">By people.</div></details>
<dl class="govuk-summary-list"><div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Title</dt>
<dd class="govuk-summary-list__value">Community meals</dd>
<dd class="govuk-summary-list__actions"><a class="govuk-link" href="/">Change<span class="govuk-visually-hidden">
title</span></a></dd></div></dl>
<form method="post" novalidate enctype="multipart/form-data">
{{ form.csrf_token(id=false) }}
{% for field in form if field.name != "csrf_token" %}{{ field() }}{% endfor %}
<button type="submit" class="govuk-button" data-module="govuk-button">Save</button>
</form>
{% endblock %}
"""


def add_kit(app: Flask) -> None:
    """Serve the kit at /kit/resident, /kit/office and /kit/public."""
    app.add_url_rule("/kit/<layout>", "kit", _kit, methods=["GET", "POST"])


def _kit(layout: str) -> str:
    form = Kit()
    form.validate_on_submit()
    flash("Your changes are saved.", "good")
    return render_template_string(
        PAGE,
        layout=layout,
        form=form,
        errors=error_summary(form),
        office_nav=[
            {"text": "Consultations", "href": "/", "current": True},
            {"text": "Officers", "href": "/", "current": False},
            {"text": "Audit trail", "href": "/", "current": False},
        ],
        current_user=SimpleNamespace(is_authenticated=True, name="Amina Khan", email="amina@example.org"),
        sign_out_url="/sign-out",
        account_url="/account",
        page_dir="rtl" if "rtl" in request.args else "ltr",
    )
