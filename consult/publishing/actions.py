"""Ask for what people told us to be published, freeze it, or withdraw an edition; what was not read is not published.

A page only asks: the run it asks for attacks the draft before it freezes it (consult/publishing/work.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.accounts.permissions import allows, roles_of
from consult.audit import GENESIS, AuditHead, record
from consult.clock import LOCAL
from consult.consultations.actions import publish_consultation
from consult.consultations.models import Consultation
from consult.publishing.checks import check_draft
from consult.publishing.document import Draft, build_draft
from consult.publishing.editions import StandsOn, freeze, stands_on
from consult.publishing.models import Publication
from consult.publishing.queries import FREEZE
from consult.queue import start_run
from consult.runs import Run
from consult.weights.actions import cite_version
from consult.weights.models import WeightRun, WeightVersion
from consult.weights.queries_versions import list_cited
from surveys.errors import Refusal, WrongState


class ResultsNotReady(Refusal):
    """Something a publication needs is missing; `problems` says what, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class ResultsChanged(Refusal):
    """What would be published is not what the officer read."""

    def __init__(self) -> None:
        super().__init__(
            "Something changed since you opened this page. Nothing was published. Read it again as it is now."
        )


class NotTheirsToPublish(Refusal):
    """Who asked may not publish this any more, or nobody asked."""

    def __init__(self) -> None:
        super().__init__("Nothing was published: whoever asked may not publish these results any more.")


class AnotherIsChecked(ResultsChanged):
    """A colleague's draft is on its way; this one was not asked for."""

    def __init__(self) -> None:
        Refusal.__init__(
            self,
            "What a colleague read is being checked and published now, so nothing of yours was sent. Wait until it is "
            "done, read the results again, then publish.",
        )


def ask_to_publish(db: Session, consultation: Consultation, *, seen: str, by: int, at: datetime) -> Run:
    """Have the draft the officer read checked and frozen. `seen` is its mark; pressed twice it is one run."""
    _read_again(db, consultation, seen)
    run = start_run(
        db, FREEZE, consultation_id=consultation.id, subject_id=consultation.id, parameters={"seen": seen}, by=by, at=at
    )
    if run.parameters["seen"] != seen:
        raise AnotherIsChecked
    return run


def check_may_publish(db: Session, consultation: Consultation, by: int | None) -> int:
    """Ask again who publishes: between asking and freezing a role may end. Raises NotTheirsToPublish."""
    user = db.get(User, by) if by is not None else None
    if user is None or not user.active or not allows(roles_of(db, user, consultation.id), "results.publish"):
        raise NotTheirsToPublish
    return user.id


def publish_results(db: Session, consultation: Consultation, *, seen: str, by: int, at: datetime) -> Publication:
    """Freeze the results as the next edition, and the weights behind it as versions. It was attacked before, so it must
    still be what was `seen`."""
    # The consultation's row is held first, so that of two officers who publish at once the second sees the first.
    db.refresh(consultation, with_for_update=True)
    draft = _read_again(db, consultation, seen)
    last = db.scalar(select(func.max(Publication.number)).where(Publication.consultation_id == consultation.id)) or 0
    behind = [one.newest for one in draft.weights if one.newest is not None]
    versions = [cite_version(db, one, edition=last + 1, by=by, at=at) for one in behind]
    document, content_hash = freeze(
        draft,
        number=last + 1,
        on=at.astimezone(LOCAL).date(),
        versions=[_stands_on(db, one) for one in versions],
    )
    head = db.get(AuditHead, 1)
    publication = Publication(
        consultation_id=consultation.id,
        number=last + 1,
        document=document,
        content_hash=content_hash,
        audit_head=head.head_hash if head is not None else GENESIS,
        published_by=by,
        published_at=at,
    )
    db.add(publication)
    publish_consultation(db, consultation)
    db.flush()
    done = [("weights.freeze", one.__tablename__, one.id) for one in versions if one.frozen_at == at]
    for verb, kind, object_id in [*done, ("publishing.publish", publication.__tablename__, publication.id)]:
        record(db, verb, actor_id=by, object_type=kind, object_id=object_id, consultation_id=consultation.id, at=at)
    return publication


def _stands_on(db: Session, version: WeightVersion) -> StandsOn:
    """What an edition tells of a version behind it."""
    worked_out = db.get_one(WeightRun, version.weight_run_id).computed_at
    return StandsOn(version.number, version.frozen_at.astimezone(LOCAL).date(), worked_out.astimezone(LOCAL).date())


def _read_again(db: Session, consultation: Consultation, seen: str) -> Draft:
    """The draft as it is now; raises ResultsNotReady or ResultsChanged."""
    draft = build_draft(db, consultation)
    missing = check_draft(db, consultation, draft).missing
    if missing:
        raise ResultsNotReady([f"{check.words}." for check in missing])
    if seen != draft.mark:
        raise ResultsChanged
    return draft


def withdraw_edition(db: Session, publication: Publication, *, at: datetime) -> Publication:
    """Take an edition back: its page says so and when, and its numbers are no longer given out. It stays, marked."""
    consultation = db.get_one(Consultation, publication.consultation_id)
    db.refresh(consultation, with_for_update=True)
    db.refresh(publication)
    if publication.withdrawn_at is not None:
        raise WrongState(f"Edition {publication.number} is withdrawn already.")
    publication.withdrawn_at = at
    db.flush()
    _name_next(db, publication)
    standing = select(func.count(Publication.id)).where(
        Publication.consultation_id == consultation.id, Publication.withdrawn_at.is_(None)
    )
    if not db.scalar(standing):
        consultation.status = "closed"  # nothing is out any more
        db.flush()
    return publication


def _name_next(db: Session, withdrawn: Publication) -> None:
    """Versions of weights that led readers to a withdrawn edition lead to the next that stands on them, or to none."""
    within = withdrawn.consultation_id
    standing = db.scalars(
        select(Publication)
        .where(Publication.consultation_id == within, Publication.withdrawn_at.is_(None))
        .order_by(Publication.number)
    ).all()
    for version, weight_run in list_cited(db, within, withdrawn.number):
        on_it = (one.number for one in standing if stands_on(one.document, version.number, weight_run.input_hash))
        version.edition = next(on_it, None)
    db.flush()
