"""Freeze weights as a numbered version; refuses what was not seen, is frozen already or lies too close to another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.weights.models import WeightRun, WeightVersion
from consult.weights.queries import WeighedQuestion, find_newest
from consult.weights.queries_versions import count_people, hash_weights, list_frozen, read_numbers
from surveys.errors import Refusal, WrongState


class TooClose(Refusal):
    """Two versions between which so few people came or went that their answers could be worked out."""


def freeze_version(
    db: Session, question: WeighedQuestion, *, seen: int, purpose: str, by: int, at: datetime
) -> WeightVersion:
    """Keep the newest weights under the next number. `seen` is the stored result the officer looked at."""
    # The consultation's row is held first, so that of two officers who freeze at once the second sees the first.
    db.refresh(db.get_one(Consultation, question.consultation.id), with_for_update=True)
    newest = find_newest(db, question.id)
    if newest is None:
        raise WrongState("There are no weights yet. Work them out first.")
    if newest.id != seen:
        raise WrongState("The weights were worked out again since you opened the page. Look at them first.")
    _refuse_close(db, question.id, newest)
    return _add_version(db, newest, purpose=purpose, by=by, at=at)


def cite_version(db: Session, weight_run: WeightRun, *, edition: int, by: int, at: datetime) -> WeightVersion:
    """The version an edition of results stands on: the one that holds these very weights, else the next, frozen now.

    How close it lies to another version is not asked: an edition is held against all editions before it, and who may
    not read the answers sees of a version only what lies apart from all they were shown. What is published everybody
    has seen: what readers see later is held against it.
    """
    weight_run.steady = True
    same = [one for one in list_frozen(db, weight_run.question_id) if _is_same(one[1], weight_run)]
    if same:
        version, before = same[0]
        before.steady = True
    else:
        version = _add_version(db, weight_run, purpose=f"For edition {edition} of the results.", by=by, at=at)
    if version.edition is None:
        version.edition = edition
        db.flush()
    return version


def _add_version(db: Session, weight_run: WeightRun, *, purpose: str, by: int, at: datetime) -> WeightVersion:
    own = WeightVersion.question_id == weight_run.question_id
    last = db.scalar(select(func.max(WeightVersion.number)).where(own)) or 0
    version = WeightVersion(
        consultation_id=weight_run.consultation_id,
        question_id=weight_run.question_id,
        weight_run_id=weight_run.id,
        number=last + 1,
        purpose=purpose,
        content_hash=hash_weights(weight_run),
        frozen_by=by,
        frozen_at=at,
    )
    db.add(version)
    db.flush()
    return version


def _is_same(one: WeightRun, other: WeightRun) -> bool:
    """Whether a version of the one may be cited for the other: the same numbers, of the same answers, made alike."""
    return (one.input_hash, one.method) == (other.input_hash, other.method) and read_numbers(one) == read_numbers(other)


def _refuse_close(db: Session, question_id: int, newest: WeightRun) -> None:
    """Refuse what is frozen already, and what would show, by subtraction, what a handful of people said."""
    now, threshold = count_people(newest.result), newest.result["threshold"]
    for version, weight_run in list_frozen(db, question_id):
        if read_numbers(weight_run) == read_numbers(newest):
            raise WrongState(
                f"Version {version.number} holds these very weights already: every number is the same. Cite version "
                f"{version.number}."
            )
        if weight_run.input_hash == newest.input_hash:
            continue  # the same answers, worked out in another way: nothing of anybody lies between the two
        before = count_people(weight_run.result)
        steps = [abs(n - before[group]) for group, n in now.items() if group in before]
        if any(0 < step < threshold for step in steps) or not any(steps):
            raise TooClose(
                f"Fewer than {threshold} people of a group came, went or changed their answer since version "
                f"{version.number}. Two versions so close together would show what those few said. Wait until there "
                f"are {threshold} or more."
            )
