"""Publishing as a run: what the owner read is attacked as a reader could, and frozen only where nothing is found."""

from __future__ import annotations

from consult import clock
from consult.consultations.models import Consultation
from consult.publishing.actions import ResultsChanged, check_may_publish, publish_results
from consult.publishing.attack import attack_draft
from consult.publishing.document import build_draft
from consult.work import Work


def freeze_results(work: Work) -> None:
    """Publish the draft the owner read. It is attacked with nothing open; if it changed meanwhile, nothing goes out."""
    consultation_id, seen = work.claim.consultation_id, str(work.claim.parameters["seen"])
    work.progress(0, 1, "Reading what will be published")
    with work.reading() as db:
        draft = build_draft(db, db.get_one(Consultation, consultation_id))
    if draft.mark != seen:
        raise ResultsChanged
    attack_draft(draft, work.progress)
    with work.finishing() as db:
        consultation = db.get_one(Consultation, consultation_id)
        by = check_may_publish(db, consultation, work.claim.asked_by)
        publish_results(db, consultation, seen=seen, by=by, at=clock.now())
