"""Answers that came twice: an officer reads both and says which count; neither is ever thrown away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from consult import clock
from consult.authoring.queries import get_consultation, load_held, load_survey
from consult.consultations.models import Consultation
from consult.web.fields import PlainForm
from consult.web.guard import page
from consult.web.paging import Paging, build_paging
from consult.web.unit import settings
from surveys.collection import HeldResponse
from surveys.definition import Survey
from surveys.errors import WrongState
from surveys.holding import HeldView, count_held, count_later, keep_counted, list_held
from surveys.receipts import ReceiptKeys

pages = Blueprint("held", __name__)
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The held responses of one survey, a page of them."""

    survey: Survey
    consultation: Consultation
    rows: list[HeldView]
    paging: Paging
    token: PlainForm


@pages.get("/office/surveys/<int:survey_id>/held")
@page("responses.read", load=load_survey)
def listing(db: Session, survey: Survey) -> str:
    """Responses that came twice with different answers, each beside the one that counts."""
    paging = build_paging(count_held(db, survey.id), what="Held responses", size=PAGE_SIZE)
    view = HeldPage(
        survey=survey,
        consultation=get_consultation(db, survey.id),
        rows=list_held(db, survey.id, offset=paging.offset, limit=paging.size),
        paging=paging,
        token=PlainForm(formdata=None),
    )
    return render_template("authoring/held.html", view=view)


@pages.post("/office/held/<int:held_id>")
@page("responses.settle", load=load_held)
def settle(db: Session, held: HeldResponse) -> Response:
    """Keep what counts, or count the later answers from now on."""
    try:
        if request.form.get("count") == "later":
            count_later(db, held, keys=ReceiptKeys(settings().keys("receipts")), at=clock.now())
            flash("The later answers count from now on. The ones before stay on record.", "good")
        else:
            keep_counted(db, held, at=clock.now())
            flash("What counted goes on counting. The later answers stay on record.", "good")
    except WrongState as refusal:
        flash(str(refusal), "warn")
    return redirect(url_for("held.listing", survey_id=held.survey_id), 303)
