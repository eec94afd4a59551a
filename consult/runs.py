"""Background work as rows: the truth about what was asked, who works on it, how far it is and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, and_, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.database import Base
from surveys.errors import WrongState

MOST_ATTEMPTS = 3
UNFINISHED = ("queued", "running")
WAITING = "Waiting for its turn"
_ONE_UNFINISHED = text("status IN ('queued', 'running')")


class RunStopped(Exception):
    """This worker no longer has the run: it was cancelled, or another worker took it over."""


class Run(Base):
    """One piece of background work. While it runs, `owner` holds it until `lease_until`."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status_is_known"),
        CheckConstraint("status <> 'running' OR owner IS NOT NULL", name="running_has_an_owner"),
        Index("ix_run_status_lease_until", "status", "lease_until"),
        Index("ix_run_kind_subject_id_id", "kind", "subject_id", "id"),
        Index(  # two clicks at one moment are one run
            "uq_run_one_unfinished",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=_ONE_UNFINISHED,
            postgresql_where=_ONE_UNFINISHED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    consultation_id: Mapped[int] = mapped_column(index=True)
    subject_id: Mapped[int]  # the question, survey or batch the run is about
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(12), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(default="")  # what is happening, in plain words
    problem: Mapped[str | None]  # why it failed, in plain words
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """A run this worker may work on, and the name it holds it under."""

    run_id: int
    owner: str
    kind: str
    consultation_id: int
    subject_id: int
    parameters: dict[str, Any]
    asked_by: int | None
    attempt: int


def ask_for_run(
    db: Session,
    kind: str,
    *,
    consultation_id: int,
    subject_id: int,
    parameters: dict[str, Any] | None = None,
    by: int | None,
    at: datetime,
) -> Run:
    """Queue a run; if the same one already waits or works, return that one (a double click is one run)."""
    waiting = _find_unfinished(db, kind, subject_id)
    if waiting is not None:
        return waiting
    run = Run(
        kind=kind,
        consultation_id=consultation_id,
        subject_id=subject_id,
        parameters=parameters or {},
        asked_by=by,
        asked_at=at,
        step=WAITING,
    )
    try:
        with db.begin_nested():
            db.add(run)
    except IntegrityError:  # somebody else asked for the same at the same moment
        waiting = _find_unfinished(db, kind, subject_id)
        if waiting is None:
            raise
        return waiting
    return run


def _find_unfinished(db: Session, kind: str, subject_id: int) -> Run | None:
    return db.scalar(
        select(Run).where(Run.kind == kind, Run.subject_id == subject_id, Run.status.in_(UNFINISHED)).order_by(Run.id)
    )


def find_latest_run(db: Session, kind: str, subject_id: int) -> Run | None:
    """The newest run of that kind about that subject, in whatever state."""
    return db.scalar(select(Run).where(Run.kind == kind, Run.subject_id == subject_id).order_by(Run.id.desc()).limit(1))


def claim_run(db: Session, run_id: int, *, lease: timedelta, at: datetime) -> Claim | None:
    """Take a queued run, or one whose worker went silent; None if somebody else has it or it is over."""
    owner = uuid4().hex
    taken = db.execute(
        update(Run)
        .where(
            Run.id == run_id,
            Run.attempts < MOST_ATTEMPTS,
            or_(Run.status == "queued", (Run.status == "running") & (Run.lease_until < at)),
        )
        .values(
            status="running",
            owner=owner,
            lease_until=at + lease,
            attempts=Run.attempts + 1,
            started_at=at,
            done=0,
            total=0,
            step="Starting",
            problem=None,
        )
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    run = db.get_one(Run, run_id, populate_existing=True)
    return Claim(
        run.id,
        owner,
        run.kind,
        run.consultation_id,
        run.subject_id,
        run.parameters,
        run.asked_by,
        run.attempts,
    )


def _update_owned(db: Session, claim: Claim, **values: Any) -> None:
    changed = db.execute(
        update(Run).where(Run.id == claim.run_id, Run.owner == claim.owner, Run.status == "running").values(**values)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        raise RunStopped(f"run {claim.run_id} is no longer ours")


def report_progress(
    db: Session, claim: Claim, done: int, total: int, step: str, *, lease: timedelta, at: datetime
) -> None:
    """Say how far the run is and hold on to it; raises RunStopped if it was cancelled or taken over."""
    _update_owned(db, claim, done=done, total=total, step=step, lease_until=at + lease)


def keep_lease(db: Session, claim: Claim, *, lease: timedelta, at: datetime) -> None:
    """Hold on to the run while a long step computes; raises RunStopped if it was cancelled or taken over."""
    _update_owned(db, claim, lease_until=at + lease)


def finish_run(db: Session, claim: Claim, *, at: datetime) -> None:
    """Mark the run done, in the same unit of work as its result; raises RunStopped if it is no longer ours."""
    _update_owned(db, claim, status="done", owner=None, lease_until=None, ended_at=at, done=Run.total, step="Finished")


def fail_run(db: Session, claim: Claim, problem: str, *, at: datetime) -> None:
    """Mark the run failed and say why in plain words."""
    _update_owned(db, claim, status="failed", owner=None, lease_until=None, ended_at=at, problem=problem)


def hand_back_run(db: Session, claim: Claim, *, counts: bool) -> None:
    """Put the run back in the queue for another worker; `counts` says whether this try is used up."""
    tries = claim.attempt if counts else claim.attempt - 1
    _update_owned(db, claim, status="queued", owner=None, lease_until=None, attempts=tries, done=0, step=WAITING)


def cancel_run(db: Session, run: Run, *, at: datetime) -> bool:
    """Stop a run that waits or works; its worker notices at its next step. False if it was over already."""
    changed = db.execute(
        update(Run)
        .where(Run.id == run.id, Run.status.in_(UNFINISHED))
        .values(status="cancelled", owner=None, lease_until=None, ended_at=at, step="Stopped")
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def retry_run(db: Session, run: Run, *, at: datetime) -> bool:
    """Queue a failed or stopped run again with its tries set back; False if it is not over or went well.

    Raises WrongState while a newer run of the same kind waits or works.
    """
    other = _find_unfinished(db, run.kind, run.subject_id)
    if other is not None and other.id != run.id:
        raise WrongState("The same work was already started again. Nothing more is needed.")
    changed = db.execute(
        update(Run)
        .where(Run.id == run.id, Run.status.in_(("failed", "cancelled")))
        .values(
            status="queued",
            attempts=0,
            done=0,
            problem=None,
            ended_at=None,
            asked_at=at,
            started_at=None,
            step=WAITING,
        )
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def list_claimable(db: Session, *, at: datetime, limit: int = 100) -> list[int]:
    """Ids of runs that wait, or whose worker went silent, oldest first."""
    return list(
        db.scalars(
            select(Run.id)
            .where(
                Run.attempts < MOST_ATTEMPTS,
                or_(Run.status == "queued", (Run.status == "running") & (Run.lease_until < at)),
            )
            .order_by(Run.id)
            .limit(limit)
        )
    )


def _lost_for_good(at: datetime) -> ColumnElement[bool]:
    return and_(Run.status == "running", Run.lease_until < at, Run.attempts >= MOST_ATTEMPTS)


def has_lost_runs(db: Session, *, at: datetime) -> bool:
    """Whether there are runs whose worker was lost at the last try; asked first, so that looking writes nothing."""
    return db.scalar(select(Run.id).where(_lost_for_good(at)).limit(1)) is not None


def give_up_on_lost_runs(db: Session, *, at: datetime) -> int:
    """Mark as failed the runs whose worker was lost three times; return how many."""
    changed = db.execute(
        update(Run)
        .where(_lost_for_good(at))
        .values(
            status="failed",
            owner=None,
            lease_until=None,
            ended_at=at,
            problem="The work stopped three times before it was finished.",
        )
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]
