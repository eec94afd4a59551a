"""Who may stop a run or start it again: whoever may start that kind of run; who asked for it may always stop it."""

from __future__ import annotations

from flask import abort
from flask_security import current_user

from consult.run_words import KINDS, RunView
from consult.runs import Run
from consult.web.guard import may


def may_start(run: Run | RunView) -> bool:
    """Whether whoever is signed in may start that kind of run in its consultation; a kind nobody knows, nobody may."""
    return run.kind in KINDS and may(KINDS[run.kind].starts, run.consultation_id)


def may_stop(run: Run | RunView) -> bool:
    """Whether they may stop this one: they may start the kind, or they asked for it while they might."""
    if not may("runs.control", run.consultation_id):
        return False
    return run.asked_by == current_user.id or may_start(run)


def refuse_stopping(run: Run) -> None:
    """Let nobody by who may not stop the run."""
    if not may_stop(run):
        abort(403)


def refuse_starting(run: Run) -> None:
    """Let nobody by who may not start that kind of run; that they once did is not enough, their role may be another."""
    if not may_start(run):
        abort(403)
