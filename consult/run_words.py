"""What a person reads about a run: its name, how far it is, what went wrong and the one thing to try."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.runs import UNFINISHED, Run

SLOW_TO_START = timedelta(minutes=1)
_FAULT = re.compile(r"\(fault [0-9a-f]{8}\)")

STATES = {
    "queued": ("Waiting", "info"),
    "running": ("Working", "info"),
    "done": ("Finished", "good"),
    "failed": ("Failed", "bad"),
    "cancelled": ("Stopped", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of run in words, and the page its result is on: an endpoint and the URL value that takes the subject.

    `starts`: the permission by which somebody asks for it, and so may stop it or start it again.
    `again`: it may be started again from its own page; else it is asked for anew where it was asked for.
    """

    title: str
    starts: str
    result: str = ""
    endpoint: str = ""
    value: str = ""
    again: bool = True


# One line a kind; consult/worker.py has the other line.
KINDS: Mapping[str, Kind] = {
    "system.exercise": Kind("Checking that work gets done", "runs.control"),
    "themes.discover": Kind("Finding themes", "themes.edit", "See the themes", "themes.board", "question_id"),
    "themes.read": Kind("Reading sentences for a discovery", "themes.edit", again=False),
    "themes.suggest": Kind(
        "Working out suggestions", "themes.edit", "See the suggestions", "theme_suggestions.listing", "question_id"
    ),
    "weights.compute": Kind("Working out weights", "weights.run", "See the weights", "weights.show", "question_id"),
    "import.rows": Kind("Bringing in answers", "responses.import", "See what came in", "importing.show", "batch_id"),
    # Only an owner publishes, and only what they have just read.
    "publishing.freeze": Kind(
        "Checking and publishing the results",
        "results.publish",
        "See the editions",
        "publishing.prepare",
        "consultation_id",
        again=False,
    ),
}


@dataclass(frozen=True, slots=True)
class RunView:
    """One run, ready for a page (parts/run.html)."""

    id: int
    kind: str
    consultation_id: int
    asked_by: int | None
    title: str
    state: str
    tone: str
    step: str
    percent: int | None
    attempt: int
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    problem: str
    advice: str
    warning: str
    is_over: bool
    is_done: bool
    can_retry: bool
    result: str
    endpoint: str
    values: Mapping[str, int]


def build_run_view(run: Run, *, at: datetime) -> RunView:
    """The run as a record for pages."""
    kind = KINDS.get(run.kind, Kind("Background work", ""))
    state, tone = STATES[run.status]
    return RunView(
        id=run.id,
        kind=run.kind,
        consultation_id=run.consultation_id,
        asked_by=run.asked_by,
        title=kind.title,
        state=state,
        tone=tone,
        step=run.step,
        percent=_percent(run),
        attempt=run.attempts,
        asked_at=run.asked_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        problem=run.problem or "",
        advice=_advice(run, kind),
        warning=_warning(run, at),
        is_over=run.status not in UNFINISHED,
        is_done=run.status == "done",
        can_retry=run.status in ("failed", "cancelled") and kind.again,
        result=kind.result,
        endpoint=kind.endpoint,
        values={kind.value: run.subject_id} if kind.value else {},
    )


def _percent(run: Run) -> int | None:
    if run.status == "done":
        return 100
    if run.status != "running" or run.total <= 0:
        return None
    return min(99, max(0, run.done * 100 // run.total))  # 100 is for what is stored


def _advice(run: Run, kind: Kind) -> str:
    if run.status != "failed":
        return ""
    again = "start it again" if kind.again else "ask for it again"
    if _FAULT.search(run.problem or ""):
        return f"{again.capitalize()}. If it fails once more, give the fault number to whoever looks after the server."
    return f"If you can mend the reason, do that first. Then {again}."


def may_start_again(kind: str) -> bool:
    """Whether a run of that kind may be started again from its own page."""
    return KINDS[kind].again if kind in KINDS else True


def _warning(run: Run, at: datetime) -> str:
    if run.status == "queued" and at - run.asked_at > SLOW_TO_START:
        return "No worker has taken this yet. If it stays so, ask whoever looks after the server to start the worker."
    if run.status == "running" and run.attempts > 1:
        return f"This is try {run.attempts}: the one before stopped half-way. Nothing that was stored is lost."
    return ""
