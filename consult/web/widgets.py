"""Renders WTForms fields as GOV.UK components and lists a form's errors; refuses HTML in labels and hints, and
never cuts short what a person typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import current_app
from markupsafe import Markup, escape
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

MACROS = {
    "input": "govukInput",
    "textarea": "govukTextarea",
    "character-count": "govukCharacterCount",
    "select": "govukSelect",
    "radios": "govukRadios",
    "checkboxes": "govukCheckboxes",
    "date-input": "govukDateInput",
    "file-upload": "govukFileUpload",
    "password-input": "govukPasswordInput",
}
GROUPS = {"radios", "checkboxes", "date-input"}
# What the macros know by name, and what Gov itself reads; any other keyword becomes an HTML attribute.
SETTINGS = ("autocapitalize", "autocomplete", "classes", "disabled", "inputmode", "multiple", "pattern", "prefix")
SETTINGS += ("rows", "spellcheck", "suffix", "type")
OPTIONS = ("size", "heading", "guide", "hints", "reveal", "exclusive", "params", "class")


class Gov:
    """A widget: `Gov("radios", size="l", heading=True)` on a field, or in a template `{{ form.kind(size="l") }}`.

    Beside SETTINGS it takes: size (s, m, l of the label), heading (the label is the page's h1), guide (how long
    an answer is meant to be), hints and reveal (by choice value: a text, and the field shown when it is chosen),
    exclusive (the value of the checkbox that rules out the others), params (passed to the macro as they are).
    """

    def __init__(self, component: str, **options: Any) -> None:
        if component not in MACROS:
            raise ValueError(f"no GOV.UK component is called {component!r}")
        self.component = component
        self.options = options

    def __call__(self, field: Field, **call: Any) -> Markup:
        options = {**self.options, **call}
        params = {"name": field.name, "id": field.id}
        if field.description:
            params["hint"] = {"text": str(field.description)}
        if field.errors:
            params["errorMessage"] = {"text": _first_error(field)}
        params |= {key: options[key] for key in SETTINGS if key in options}
        # WTForms has already turned class_ into class.
        params |= {"classes": options["class"]} if "class" in options else {}
        params |= self._title(field, options) | self._content(field, options)
        if attributes := _attributes(options):
            params["attributes"] = attributes
        return self._macro()(_merged(params, options.get("params", {})))

    def _macro(self) -> Any:
        template = current_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{self.component}/macro.html")
        return getattr(template.module, MACROS[self.component])

    def _title(self, field: Field, options: Mapping[str, Any]) -> dict[str, Any]:
        heading = bool(options.get("heading"))
        size = options.get("size") or ("l" if heading else "s")
        text = {"text": str(field.label.text), "isPageHeading": heading}
        if self.component not in GROUPS:
            return {"label": text | {"classes": f"govuk-label--{size}"}}
        if isinstance(field, BooleanField):
            return {}  # one box: its label is the item's own
        return {"fieldset": {"legend": text | {"classes": f"govuk-fieldset__legend--{size}"}}}

    def _content(self, field: Field, options: Mapping[str, Any]) -> dict[str, Any]:
        # A password or a file is never sent back to the page, so those two have nothing to put in.
        make = CONTENT.get(self.component)
        return make(field, options) if make else {}


def error_summary(form: Form) -> list[dict[str, str]]:
    """What is wrong with the form, in its order, each with a link to the first control of its field."""
    whole = [{"text": str(text)} for text in form.form_errors]
    return whole + [_error_item(field) for field in _fields_with_errors(form)]


def dress(form: Form) -> Form:
    """Give every field of a form made elsewhere its GOV.UK widget; a field that has one keeps it."""
    for field in form:
        if isinstance(field, FormField):
            dress(field.form)
        elif not isinstance(field.widget, Gov) and (widget := _widget_for(field)):
            field.widget = widget
    return form


# The first line that fits counts, so a kind of field stands above the kind it is made from.
WIDGETS: list[tuple[type[Field], Gov | None]] = [
    (HiddenField, None),
    (SelectMultipleField, Gov("checkboxes")),
    (RadioField, Gov("radios")),
    (SelectField, Gov("select")),
    (BooleanField, Gov("checkboxes")),
    (FileField, Gov("file-upload")),
    (PasswordField, Gov("password-input")),
    (TextAreaField, Gov("textarea")),
    (EmailField, Gov("input", type="email", autocomplete="email", spellcheck=False)),
    (IntegerField, Gov("input", inputmode="numeric", spellcheck=False)),
    (StringField, Gov("input")),
]


def _widget_for(field: Field) -> Gov | None:
    return next((widget for kind, widget in WIDGETS if isinstance(field, kind)), None)


def _fields_with_errors(form: Form) -> Iterator[Field]:
    for field in form:
        if isinstance(field, FormField):
            yield from _fields_with_errors(field.form)
        elif isinstance(field, FieldList) and any(entry.errors for entry in field.entries):
            yield from _entries_with_errors(field)
        elif field.errors:
            yield field


def _entries_with_errors(field: FieldList) -> Iterator[Field]:
    for entry in field.entries:
        if isinstance(entry, FormField):
            yield from _fields_with_errors(entry.form)
        elif entry.errors:
            yield entry


def _error_item(field: Field) -> dict[str, str]:
    text = {"text": _first_error(field)}
    if isinstance(field, HiddenField):
        return text  # nothing on the page to go to
    # Fields of several controls say themselves which one comes first.
    return text | {"href": f"#{getattr(field, 'first_control', field.id)}"}


def _first_error(field: Field) -> str:
    return str(field.errors[0])


def _attributes(options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key.rstrip("_").replace("_", "-"): {"value": value, "optional": True}
        for key, value in options.items()
        if key not in SETTINGS + OPTIONS
    }


def _choices(field: Field, options: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(field, BooleanField):
        items = [{"value": "y", "text": str(field.label.text), "checked": bool(field.data)}]
    else:
        items = list(_choice_items(field, options))
    return {"idPrefix": field.id, "items": items}


def _choice_items(field: Field, options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    hints, reveal = options.get("hints", {}), options.get("reveal", {})
    exclusive = options.get("exclusive")
    for choice in field.iter_choices():
        value = str(choice.value)
        item: dict[str, Any] = {"value": value, "text": str(choice.label), "checked": bool(choice.selected)}
        if hint := hints.get(choice.value) or (choice.render_kw or {}).get("hint"):
            item["hint"] = {"text": str(hint)}
        if choice.value in reveal:
            shown = reveal[choice.value]
            # A field renders itself to Markup; escape() leaves that alone and makes any other text harmless.
            item["conditional"] = {"html": escape(shown() if isinstance(shown, Field) else shown)}
        if exclusive is not None and value == str(exclusive):
            yield {"divider": options.get("params", {}).get("divider", "or")}
            item["behaviour"] = "exclusive"
        yield item


def _options(field: Field, _: Mapping[str, Any]) -> dict[str, Any]:
    choices = [(str(choice.value), str(choice.label), bool(choice.selected)) for choice in field.iter_choices()]
    return {"items": [{"value": value, "text": text, "selected": chosen} for value, text, chosen in choices]}


def _date_items(field: Any, _: Mapping[str, Any]) -> dict[str, Any]:
    wrong = field.wrong or (field.parts if field.errors else ())
    width = {"month": "govuk-input--width-4", "year": "govuk-input--width-4"}  # a month may be a word
    items = [
        {
            "name": part,
            "value": field.typed[part],
            "classes": width.get(part, "govuk-input--width-2") + (" govuk-input--error" if part in wrong else ""),
        }
        for part in field.parts
    ]
    return {"items": items, "namePrefix": field.name}


def _lines(field: Field, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": _kept_lines(field._value())}


def _line(field: Field, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": field._value()}


def _guided_lines(field: Field, options: Mapping[str, Any]) -> dict[str, Any]:
    """A count that advises: it has words for going over, and none of them says that it is wrong."""
    return _lines(field, options) | {
        "maxlength": options.get("guide", 1000),
        "textareaDescriptionText": "About %{count} characters is plenty. You can write more.",
        "charactersUnderLimitText": {
            "one": "%{count} character left. You can write more.",
            "other": "%{count} characters left. You can write more.",
        },
        "charactersAtLimitText": "That is plenty. You can write more.",
        "charactersOverLimitText": {
            "one": "%{count} character more than we need. That is all right.",
            "other": "%{count} characters more than we need. That is all right.",
        },
        "formGroup": {"classes": "heed-guide"},
    }


def _kept_lines(text: str) -> Markup:
    """Line ends as references: macros indent their lines, which would put spaces into the person's words, and a
    textarea drops the first line end it meets."""
    safe = escape(text.replace("\r\n", "\n"))
    return Markup("&#10;") + safe.replace("\n", Markup("&#10;"))


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


CONTENT: dict[str, Callable[[Any, Mapping[str, Any]], dict[str, Any]]] = {
    "input": _line,
    "textarea": _lines,
    "character-count": _guided_lines,
    "select": _options,
    "radios": _choices,
    "checkboxes": _choices,
    "date-input": _date_items,
}
