"""Bringing a CSV of open answers in: upload, columns, preview with every row left out, confirm; nothing before that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from consult import clock
from consult.authoring.actions_import import (
    choose_columns,
    columns_of,
    confirm_import,
    drop_import,
    match_groups,
    upload_file,
)
from consult.authoring.columns import ColumnView, guess_columns, rows_left_out, show_columns
from consult.authoring.forms_import import ColumnsForm, ConfirmForm, UploadForm
from consult.authoring.queries_import import Preview, find_origin, look_into
from consult.consultations.models import Consultation, ConsultationSurvey
from consult.groups.models import ConsultationGroup
from consult.queue import start_run
from consult.run_words import RunView, build_run_view
from consult.runs import find_latest_run
from consult.web.addresses import read_key
from consult.web.downloads import csv_file
from consult.web.guard import page
from consult.web.paging import Paging, build_paging
from surveys.csv_table import LARGEST_FILE, Table, read_table
from surveys.definition import Question, StakeholderGroup
from surveys.errors import ImportRefused
from surveys.staging import ImportBatch
from surveys.text import legible

pages = Blueprint("importing", __name__)
IMPORT = "import.rows"
ROOM_FOR_FORM = 64 * 1024  # bytes of a request that are not the file


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Where a file is on its way in."""

    batch: ImportBatch
    question: Question
    consultation: Consultation
    kept: bool  # the file is still here
    notices: tuple[str, ...]
    is_own: bool  # it is a file of rows left out that was downloaded here
    origin: ImportBatch | None  # the file that they were left out of
    seen: list[ColumnView]
    columns: ColumnsForm
    confirm: ConfirmForm
    values: list[tuple[str, int | None]]  # value of the group column, and the group it stands for
    groups: list[tuple[int, str]]
    preview: Preview
    paging: Paging
    run: RunView | None
    problems: list[str]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What was chosen, in words: (use, name of the column)."""
        uses = (("text", "Answers"), ("group", "Group"), ("key", "Number of each row"))
        places = [(words, self.batch.mapping.get(use)) for use, words in uses]
        return [(words, self.seen[place].name) for words, place in places if place is not None and self.seen]


def _within(db: Session, question_id: int) -> tuple[Question, Consultation] | None:
    row = db.execute(
        select(Question, Consultation)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Question.survey_id)
        .join(Consultation, Consultation.id == ConsultationSurvey.consultation_id)
        .where(Question.id == question_id, Question.kind == "open_text")
    ).first()
    return (row[0], row[1]) if row is not None else None


def load_question(db: Session, question_id: int) -> tuple[Question, int] | None:
    """An open question and its consultation's id."""
    found = _within(db, question_id)
    return (found[0], found[1].id) if found is not None else None


def load_batch(db: Session, batch_id: int) -> tuple[ImportBatch, int] | None:
    """An uploaded file and its consultation's id."""
    batch = db.get(ImportBatch, batch_id)
    found = _within(db, batch.question_id) if batch is not None else None
    return (batch, found[1].id) if batch is not None and found is not None else None


def _upload_page(db: Session, question: Question, form: UploadForm, problems: list[str]) -> str:
    found = _within(db, question.id)
    if found is None:
        abort(404)
    return render_template(
        "importing/upload.html", form=form, question=question, consultation=found[1], problems=problems
    )


@pages.route("/office/questions/<int:question_id>/import", methods=["GET", "POST"])
@page("responses.import", load=load_question, largest=LARGEST_FILE + ROOM_FOR_FORM)
def upload(db: Session, question: Question) -> Response | str | tuple[str, int]:
    """Choose a file."""
    if request.method != "POST":
        return _upload_page(db, question, UploadForm(), [])
    if g.get("too_large"):
        size = (request.content_length or 0) / 1024 / 1024
        most = LARGEST_FILE // 1024 // 1024
        sentence = (
            f"The file is {size:.0f} MB. A file may have up to {most} MB. Split it, or save only the columns needed."
        )
        return _upload_page(db, question, UploadForm(formdata=None), [sentence]), 413
    sent = request.files.get("content")
    content = sent.read() if sent else b""
    if not sent or not sent.filename:
        return _upload_page(db, question, UploadForm(), ["Choose a file."]), 422
    try:
        batch = upload_file(db, question, file_name=sent.filename, content=content, by=current_user.id, at=clock.now())
    except ImportRefused as refusal:
        return _upload_page(db, question, UploadForm(), refusal.problems), 422
    return _to(batch)


def _to(batch: ImportBatch) -> Any:
    return redirect(url_for("importing.show", batch_id=batch.id), 303)


def _groups(db: Session, consultation_id: int) -> list[tuple[int, str]]:
    rows = db.execute(
        select(StakeholderGroup.id, StakeholderGroup.name)
        .join(ConsultationGroup, ConsultationGroup.group_id == StakeholderGroup.id)
        .where(ConsultationGroup.consultation_id == consultation_id, StakeholderGroup.retired_at.is_(None))
        .order_by(StakeholderGroup.position, StakeholderGroup.id)
    )
    return [(one, name) for one, name in rows]


def _columns_form(batch: ImportBatch, seen: list[ColumnView], guessed: dict[str, int], formdata: Any) -> ColumnsForm:
    mapped = {name: place for name, place in batch.mapping.items() if isinstance(place, int)}
    chosen = {name: str(place) for name, place in (mapped or guessed).items()}
    form = ColumnsForm(formdata=formdata, data=chosen)
    choices = [SelectChoice(str(column.place), column.name) for column in seen]
    form.text.choices = [SelectChoice("", "Choose a column"), *choices]
    form.group.choices = form.key.choices = [SelectChoice("", "None"), *choices]
    return form


def _show(
    db: Session, batch: ImportBatch, *, columns: ColumnsForm | None = None, problems: list[str] | None = None
) -> str:
    found = _within(db, batch.question_id)
    if found is None:
        abort(404)
    table = read_table(batch.content) if batch.content is not None else None
    mapped = table is not None and batch.status in ("mapped", "confirmed")
    out = batch.counts.get("rejected", 0) + batch.counts.get("blank", 0) if mapped else 0
    paging = build_paging(out, what="Rows", endpoint="importing.show")
    preview = Preview()
    if table is not None and batch.status == "mapped":
        preview = look_into(db, batch, table, columns_of(batch), offset=paging.offset, size=paging.size)
    run = find_latest_run(db, IMPORT, batch.id)
    groups = _groups(db, found[1].id)
    seen = show_columns(table) if table is not None else []
    # A page that is gone leaves its records for the collector to find; the file is not to wait with them.
    db.expire(batch, ["content"])
    origin = find_origin(db, batch, table) if table is not None else None
    guessed = _guess(table, groups, origin) if table is not None else {}
    view = ImportPage(
        batch=batch,
        question=found[0],
        consultation=found[1],
        kept=table is not None,
        notices=table.notices if table is not None else (),
        is_own=table is not None and bool(table.own),
        origin=origin,
        seen=seen,
        columns=columns or _columns_form(batch, seen, guessed, None),
        confirm=ConfirmForm(formdata=None),
        values=[(legible(value), one) for value, one in batch.mapping.get("groups", {}).items()],
        groups=groups,
        preview=preview,
        paging=paging,
        run=build_run_view(run, at=clock.now()) if run is not None else None,
        problems=problems or [],
    )
    return render_template("importing/batch.html", view=view)


def _guess(table: Table, groups: list[tuple[int, str]], origin: ImportBatch | None) -> dict[str, int]:
    """The columns chosen for the file that these rows were left out of, or a guess."""
    if origin is not None:
        chosen = {use: origin.mapping.get(use) for use in ("text", "group", "key")}
        return {use: place for use, place in chosen.items() if place is not None}
    return guess_columns(table, {name.casefold() for _, name in groups})


def _matched_before(
    db: Session, batch: ImportBatch, groups: list[tuple[int, str]], group: int | None
) -> dict[str, int | None]:
    """Which of our groups each value stood for in the file that these rows were left out of."""
    origin = find_origin(db, batch, read_table(batch.content)) if batch.content is not None else None
    if origin is None or origin.mapping.get("group") != group:
        return {}
    ours = {None, *(one for one, _ in groups)}
    return {value: one for value, one in origin.mapping.get("groups", {}).items() if one in ours}


@pages.get("/office/imports/<int:batch_id>")
@page("responses.import", load=load_batch)
def show(db: Session, batch: ImportBatch) -> str:
    """Where the file is: columns to choose, a preview to confirm, or what came in."""
    return _show(db, batch)


@pages.post("/office/imports/<int:batch_id>/columns")
@page("responses.import", load=load_batch)
def columns(db: Session, batch: ImportBatch) -> Response | tuple[str, int]:
    """Say which column is what."""
    seen = show_columns(read_table(batch.content)) if batch.content is not None else []
    form = _columns_form(batch, seen, {}, request.form)
    if not form.validate_on_submit():
        return _show(db, batch, columns=form), 422
    groups = _groups(db, load_batch(db, batch.id)[1])  # type: ignore[index]
    known = {name.casefold(): one for one, name in groups}
    places = {name: read_key(form[name].data or "") for name in ("text", "group", "key")}
    text, group, key = places["text"] or 0, places["group"], places["key"]
    try:
        matched = _matched_before(db, batch, groups, group)
        choose_columns(db, batch, text=text, group=group, key=key, known=known, matched=matched)
    except ImportRefused as refusal:
        return _show(db, batch, columns=form, problems=refusal.problems), 422
    return _to(batch)


@pages.post("/office/imports/<int:batch_id>/groups")
@page("responses.import", load=load_batch)
def groups(db: Session, batch: ImportBatch) -> Response:
    """Say which stakeholder group each value stands for."""
    _match(db, batch)
    return _to(batch)


def _match(db: Session, batch: ImportBatch) -> None:
    known = {str(one): one for one, _ in _groups(db, load_batch(db, batch.id)[1])}  # type: ignore[index]
    values = list(batch.mapping.get("groups", {}))
    chosen = {value: known.get(request.form.get(f"value-{place}", "")) for place, value in enumerate(values)}
    match_groups(db, batch, chosen)


@pages.get("/office/imports/<int:batch_id>/rejected")
@page("responses.import", load=load_batch)
def rejected(db: Session, batch: ImportBatch) -> Response:
    """The rows that are left out as a file, to be mended and brought in; there is none once the file is gone."""
    if batch.content is None or batch.status not in ("mapped", "confirmed"):
        return _to(batch)
    rows = rows_left_out(read_table(batch.content), columns_of(batch))
    return csv_file(f"rows-left-out-{batch.id}.csv", rows)


@pages.post("/office/imports/<int:batch_id>/confirm")
@page("responses.import", load=load_batch)
def confirm(db: Session, batch: ImportBatch) -> Response:
    """Take the rows in, under the groups as they stand on the page."""
    if "value-0" in request.form and batch.status == "mapped":
        _match(db, batch)
    confirm_import(db, batch)
    consultation_id = load_batch(db, batch.id)[1]  # type: ignore[index]
    start_run(db, IMPORT, consultation_id=consultation_id, subject_id=batch.id, by=current_user.id, at=clock.now())
    return _to(batch)


@pages.post("/office/imports/<int:batch_id>/drop")
@page("responses.import", load=load_batch)
def drop(db: Session, batch: ImportBatch) -> Response:
    """Forget the file."""
    drop_import(db, batch)
    flash("The file was dropped. Nothing was taken in.", "good")
    return redirect(url_for("importing.upload", question_id=batch.question_id), 303)  # type: ignore[return-value]
