"""Pages of one run: how far it is, stop it, start it again; shows the result's page only once the run is done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from consult import clock
from consult.queue import ring_after_commit
from consult.run_words import RunView, build_run_view, may_start_again
from consult.runs import Run, cancel_run, retry_run
from consult.web.guard import page
from consult.web.running import refuse_starting, refuse_stopping
from surveys.errors import WrongState

pages = Blueprint("runs", __name__, url_prefix="/office/runs/<int(max=2147483647):run_id>")

FOLLOW_EVERY = 5  # seconds, for those who asked for it and have no script


def find_run(db: Session, run_id: int) -> tuple[Run, int] | None:
    """The run and its consultation."""
    run = db.get(Run, run_id)
    return None if run is None else (run, run.consultation_id)


@pages.get("")
@page("runs.view", load=find_run)
def show(db: Session, run: Run) -> Response:
    """What is happening, how far, and what one can do about it."""
    view = build_run_view(run, at=clock.now())
    follows = request.args.get("follow") == "1" and not view.is_over
    body = render_template("office/run.html", run=view, follows=follows)
    return Response(body, headers={"Refresh": str(FOLLOW_EVERY)} if follows else None)


@pages.get("/state")
@page("runs.view", load=find_run)
def state(db: Session, run: Run) -> Response:
    """The same as a small record for the script; 304 while nothing changed."""
    view = build_run_view(run, at=clock.now())
    response = jsonify(_state(view))
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@pages.post("/cancel")
@page("runs.control", load=find_run)
def cancel(db: Session, run: Run) -> Any:
    """Stop a run; one that is over stays as it is."""
    refuse_stopping(run)
    if cancel_run(db, run, at=clock.now()):
        flash("Stopped. Nothing that was stored before is lost.", "info")
    else:
        flash("It was over already.", "info")
    return redirect(url_for("runs.show", run_id=run.id), 303)


@pages.post("/retry")
@page("runs.control", load=find_run)
def retry(db: Session, run: Run) -> Any:
    """Start a failed or stopped run again; what has to be read anew is asked for where it is read."""
    refuse_starting(run)
    if not may_start_again(run.kind):
        raise WrongState("This cannot be started again from here. Go to where it was asked for and ask for it anew.")
    if retry_run(db, run, at=clock.now()):
        ring_after_commit(db, run)
    return redirect(url_for("runs.show", run_id=run.id), 303)


def _state(view: RunView) -> dict[str, Any]:
    return {
        "over": view.is_over,
        "percent": view.percent,
        "step": view.step,
        "next": url_for(view.endpoint, **view.values) if view.is_done and view.endpoint else None,
    }
