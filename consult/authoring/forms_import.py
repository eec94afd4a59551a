"""The shape of what officers send while they bring a file in."""

from __future__ import annotations

from wtforms.validators import InputRequired, Optional

from consult.web.fields import PlainForm, file, pick


class UploadForm(PlainForm):
    """The file."""

    content = file(
        "CSV file of answers",
        hint="One row for each answer, with column names in the first row. Up to 20 MB.",
        params={"attributes": {"accept": ".csv,.tsv,.txt,text/csv"}},
    )


class ColumnsForm(PlainForm):
    """Which column is what, by place; "" is none."""

    text = pick("Column with the answers", [], [InputRequired("Choose the column with the answers")])
    group = pick("Column with the stakeholder group (optional)", [], [Optional()])
    key = pick(
        "Column with a number of its own for each row (optional)",
        [],
        [Optional()],
        hint="With it, a file you bring in again never adds a row twice, even if its words were mended.",
    )


class ConfirmForm(PlainForm):
    """Yes or no to what the preview shows."""
