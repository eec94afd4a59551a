"""What every form promises: words stay as typed, text is never HTML, and each error leads to its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import html5lib
import pytest
from flask import Flask, render_template_string
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, UndefinedError
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consult.web import fields
from consult.web.components import PageEnvironment
from consult.web.widgets import Gov, dress, error_summary

pytestmark = pytest.mark.pure
NASTY = "<script>alert(1)</script>\"' onfocus=x & {{ 7 * 7 }}"
PLACES = [SelectChoice("a", "Abbey"), SelectChoice("b", "Barton <b>"), SelectChoice("none", "None of these")]


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    """A request in an application as strict about templates as the real one."""
    app = Flask("consult")
    app.jinja_environment = PageEnvironment
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=True)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, govuk])
    with app.test_request_context():
        yield app


class Everything(Form):
    """One field of each kind."""

    name = fields.text("Your name", [InputRequired("Enter your name")], hint="As on letters", autocomplete="name")
    mail = fields.email("E-mail address")
    phone = fields.telephone("Telephone number")
    reference = fields.code("Receipt reference")
    number = fields.one_time_code("Security code")
    people = fields.whole_number("How many people", [Optional()])
    words = fields.long_text("What happened", rows=8)
    more = fields.guided_text("What would help", guide=500)
    where = fields.choose_one("Which hall", PLACES, [InputRequired("Choose a hall")], heading=True)
    visits = fields.choose_many("Where do you go", PLACES, exclusive="none")
    area = fields.pick("Area", PLACES)
    agree = fields.tick("I have read this", [InputRequired("Tick the box to go on")])
    opens = fields.day("Opening date")
    sheet = fields.file("Answers", accept=".csv")
    secret = fields.password("Password", new=True)


def parsed(html: str) -> html5lib.treebuilders.etree_lxml:
    """The HTML of a form, which must be without fault."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(f'<!DOCTYPE html><html lang="en"><title>t</title><body>{html}')
    assert not parser.errors
    return document


def one(html: str, tag: str, **wanted: str):
    """The one element of a kind with these attributes."""
    found = [
        element
        for element in parsed(html).iter(tag)
        if all(element.get(key.rstrip("_")) == value for key, value in wanted.items())
    ]
    assert len(found) == 1, f"{len(found)} {tag} with {wanted} in {html}"
    return found[0]


@pytest.mark.parametrize("name", [name for name, _ in Everything()._unbound_fields])
def test_every_kind_of_field_is_good_html_with_a_label_before_and_after_an_error(name):
    empty, refused = Everything(), Everything(MultiDict({"opens-day": "31", "opens-month": "2", "opens-year": "2026"}))
    refused.validate()
    for form in (empty, refused):
        document = parsed(form[name]())
        labels = {label.get("for") for label in document.iter("label")}
        controls = [control for tag in ("input", "select", "textarea") for control in document.iter(tag)]
        assert controls
        assert all(control.get("id") in labels for control in controls)
        ids = [element.get("id") for element in document.iter() if element.get("id")]
        assert len(set(ids)) == len(ids)
        for control in (*controls, *document.iter("fieldset")):
            assert set((control.get("aria-describedby") or "").split()) <= set(ids)


@pytest.mark.parametrize("name", ["name", "mail", "phone", "words", "more"])
def test_what_a_person_typed_is_shown_as_text_and_as_typed(name):
    form = Everything(MultiDict({name: NASTY}))
    html = form[name]()
    assert "<script>" not in html
    document = parsed(html)
    shown = [area.text or "" for area in document.iter("textarea")]
    shown += [control.get("value") for control in document.iter("input")]
    assert shown == [NASTY]


@pytest.mark.parametrize("component", ["textarea", "character-count"])
@pytest.mark.parametrize("words", ["\n\nfirst\n  second\n", "one\r\ntwo", " "])
def test_lines_and_spaces_of_a_long_answer_survive_even_inside_other_fields(component, words):
    class Nested(Form):
        kind = fields.choose_one("Kind", PLACES)
        other = StringField("Other", widget=Gov(component))

    form = Nested(MultiDict({"kind": "a", "other": words}))
    html = form.kind(reveal={"a": form.other})
    assert one(html, "textarea").text == words.replace("\r\n", "\n")


def test_labels_hints_choices_and_errors_are_text():
    class Hostile(Form):
        where = fields.choose_one(NASTY, [SelectChoice(NASTY, NASTY)], hint=NASTY, hints={NASTY: NASTY})

    form = Hostile(MultiDict({"where": "elsewhere"}))
    form.where.errors = [NASTY]
    html = form.where(reveal={NASTY: NASTY})
    assert "<script" not in html
    assert not [element for element in parsed(html).iter() if element.get("onfocus") is not None]


def test_no_field_stops_a_person_from_typing_more():
    class Short(Form):
        name = fields.text("Name", [Length(max=5)])
        more = fields.guided_text("More", [Length(max=5)], guide=5)

    form = Short(MultiDict({"name": "longer than five", "more": "longer than five"}))
    form.validate()
    for field in form:
        assert [element for element in parsed(field()).iter() if element.get("maxlength") is not None] == []
    assert one(form.more(), "textarea").text == "longer than five"
    assert "too many" not in form.more()


def test_going_over_a_guide_is_told_as_advice():
    html = Everything().more()
    group = next(element for element in parsed(html).iter("div") if element.get("data-maxlength"))
    assert group.get("data-maxlength") == "500"
    assert group.get("data-i18n.characters-over-limit.other").endswith("That is all right.")
    assert "About 500 characters is plenty. You can write more." in html


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("name", {"type": "text", "autocomplete": "name"}),
        ("mail", {"type": "email", "autocomplete": "email", "spellcheck": "false"}),
        ("phone", {"type": "tel", "autocomplete": "tel"}),
        ("reference", {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        ("number", {"type": "text", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        ("people", {"type": "text", "inputmode": "numeric"}),
        ("sheet", {"type": "file", "accept": ".csv"}),
        ("secret", {"type": "password", "autocomplete": "new-password"}),
    ],
)
def test_browsers_are_told_what_a_box_is_for(name, wanted):
    one(Everything()[name](), "input", **wanted)


def test_a_password_is_never_sent_back_to_the_page():
    assert "hunter2" not in Everything(MultiDict({"secret": "hunter2"})).secret()


def test_what_was_chosen_stays_chosen():
    form = Everything(MultiDict([("where", "b"), ("visits", "a"), ("visits", "b"), ("area", "b"), ("agree", "y")]))
    chosen = {name: [] for name in ("where", "visits", "area", "agree")}
    for name, values in chosen.items():
        for element in parsed(form[name]()).iter():
            if element.get("checked") is not None or element.get("selected") is not None:
                values.append(element.get("value"))
    assert chosen == {"where": ["b"], "visits": ["a", "b"], "area": ["b"], "agree": ["y"]}


def test_a_choice_that_rules_out_the_others_stands_apart():
    html = Everything().visits()
    assert one(html, "input", value="none").get("data-behaviour") == "exclusive"
    assert [div.text for div in parsed(html).iter("div") if div.get("class") == "govuk-checkboxes__divider"] == ["or"]


def test_a_choice_can_carry_a_hint_and_open_another_field():
    form = Everything()
    html = form.where(hints={"a": "By the church"}, reveal={"b": form.words})
    assert one(html, "div", id="where-item-hint").text.strip() == "By the church"
    opened = one(html, "input", id="where-2").get("data-aria-controls")
    assert one(html, "div", id=opened).find(".//textarea").get("name") == "words"


def test_a_heading_field_is_the_pages_h1():
    assert next(parsed(Everything().where()).iter("h1")).text.strip() == "Which hall"


def test_settings_given_in_the_template_join_those_of_the_field():
    html = Everything().name(
        size="l", class_="govuk-input--width-20", data_kind="x", params={"label": {"classes": "y"}}
    )
    box = one(html, "input", name="name")
    assert box.get("data-kind") == "x"
    assert "govuk-input--width-20" in box.get("class")
    assert one(html, "label").get("class") == "govuk-label y"
    assert one(html, "label").text.strip() == "Your name"


@pytest.mark.parametrize(
    ("day", "month", "year", "error", "first"),
    [
        ("27", "", "2026", "Opening date must include a month", "opens-month"),
        ("", "", "2026", "Opening date must include a day and a month", "opens-day"),
        ("31", "2", "2026", "Opening date must be a real date, such as 22 11 2026", "opens-day"),
        ("x", "2", "2026", "Opening date must be a real date, such as 22 11 2026", "opens-day"),
        ("-1", "2", "2026", "Opening date must be a real date, such as 22 11 2026", "opens-day"),
        ("1", "2", "26", "Opening date must be a real date, such as 22 11 2026", "opens-day"),
        ("1", "2", "9" * 5000, "Opening date must be a real date, such as 22 11 2026", "opens-day"),
    ],
)
def test_a_date_that_is_not_one_is_explained_and_kept_as_typed(day, month, year, error, first):
    form = Everything(MultiDict({"opens-day": day, "opens-month": month, "opens-year": year}))
    form.validate()
    assert form.opens.data is None
    assert {"text": error, "href": f"#{first}"} in error_summary(form)
    document = parsed(form.opens())
    assert [box.get("value") for box in document.iter("input")] == [day, month, year]
    assert "govuk-input--error" in one(form.opens(), "input", id=first).get("class")


def test_a_date_is_read_and_an_empty_one_is_no_date():
    sent = {"opens-day": " 3", "opens-month": "٠٩", "opens-year": "2026"}
    assert Everything(MultiDict(sent)).opens.data == date(2026, 9, 3)
    assert Everything(MultiDict({"opens-day": "", "opens-month": "", "opens-year": ""})).opens.data is None
    shown = parsed(Everything(data={"opens": date(2026, 11, 22)}).opens())
    assert [box.get("value") for box in shown.iter("input")] == ["22", "11", "2026"]


def test_one_part_of_a_date_alone_is_no_crash():
    form = Everything(MultiDict({"opens-day": "1"}))
    form.validate()
    assert "must include a month and a year" in form.opens()


def test_the_error_summary_leads_to_the_first_control_of_each_field_in_order():
    form = Everything(MultiDict({"opens-day": "1", "opens-year": "2026", "people": "many"}))
    form.validate()
    items = error_summary(form)
    assert [item["href"] for item in items] == ["#name", "#people", "#where", "#area", "#agree", "#opens-month"]
    html = "".join(field() for field in form)
    ids = {element.get("id") for element in parsed(html).iter()}
    assert {item["href"].removeprefix("#") for item in items} <= ids
    page = render_template_string('{% from "parts/errors.html" import error_summary %}{{ error_summary(i) }}', i=items)
    assert [link.text for link in parsed(page).iter("a")] == [item["text"] for item in items]


def test_errors_of_forms_in_forms_and_of_the_form_itself_are_listed():
    class Person(Form):
        name = fields.text("Name", [InputRequired("Enter a name")])

    class Group(Form):
        lead = FormField(Person)
        others = FieldList(StringField("Other", [InputRequired("Enter another")]), min_entries=2)
        token = HiddenField("Token", [InputRequired("Load the page again")])

    form = Group(MultiDict({"others-0": "x"}))
    form.validate()
    form.form_errors.append("Say who leads")
    assert error_summary(form) == [
        {"text": "Say who leads"},
        {"text": "Enter a name", "href": "#lead-name"},
        {"text": "Enter another", "href": "#others-1"},
        {"text": "Load the page again"},
    ]


def test_a_form_without_errors_shows_no_summary():
    assert error_summary(Everything()) == []
    page = render_template_string('{% from "parts/errors.html" import error_summary %}[{{ error_summary([]) }}]')
    assert page == "[]"


def test_a_form_made_elsewhere_is_dressed_and_a_field_with_its_own_widget_keeps_it():
    class Made(Form):
        name = StringField("Name")
        other = StringField("Other", widget=Gov("textarea"))
        token = HiddenField("Token")

    form = dress(Made())
    assert "govuk-input" in form.name()
    assert "govuk-textarea" in form.other()
    assert form.token() == Markup('<input id="token" name="token" type="hidden" value="">')


def test_a_component_that_does_not_exist_is_refused_when_the_form_is_written():
    with pytest.raises(ValueError, match="carousel"):
        Gov("carousel")


def test_messages_of_wtforms_itself_are_in_plain_english():
    class Plain(fields.PlainForm):
        class Meta(fields.PlainForm.Meta):
            csrf = False

        people = fields.whole_number("People")
        where = fields.choose_one("Where", PLACES)
        name = fields.text("Name", [Length(min=3)])
        must = fields.text("Must", [InputRequired()])

    form = Plain(MultiDict({"people": "many", "where": "x", "name": "a"}))
    form.validate()
    assert [item["text"] for item in error_summary(form)] == [
        "Enter a whole number, such as 210",
        "Choose from the list that is shown",
        "Enter at least 3 characters",
        "Fill this in",
    ]


def test_a_name_missing_from_our_own_template_stops_the_page():
    with pytest.raises(UndefinedError):
        render_template_string("{{ nobody_gave_this }}")
    button = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
    assert "Go on" in render_template_string(button + '{{ govukButton({"text": "Go on"}) }}')
