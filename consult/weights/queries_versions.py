"""What is asked of frozen weights: the versions of a question, one of them, and whether it is still what was frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from consult.weights.models import WeightRun, WeightVersion
from consult.weights.queries import WeighedQuestion, explain_stale, load_weighed_question
from surveys.questionnaire import hash_document


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version with the question it answers and the stored result it holds fast."""

    __tablename__ = "weight_version"

    id: int
    version: WeightVersion
    question: WeighedQuestion
    weight_run: WeightRun


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the list. `stale` says why it no longer says what people say now; `edition` stood on it first."""

    id: int
    number: int
    purpose: str
    frozen_at: datetime
    computed_at: datetime
    stale: tuple[str, ...]
    edition: int | None


def load_version(db: Session, version_id: int) -> tuple[Frozen, int] | None:
    """A version and its consultation's id, as a guarded page wants them."""
    version = db.get(WeightVersion, version_id)
    found = load_weighed_question(db, version.question_id) if version is not None else None
    if version is None or found is None:
        return None
    weight_run = db.get_one(WeightRun, version.weight_run_id, options=[undefer(WeightRun.charts)])
    return Frozen(version.id, version, found[0], weight_run), found[1]


def list_versions(db: Session, question: WeighedQuestion) -> list[VersionRow]:
    """Every version of a question, the newest first."""
    return [
        VersionRow(
            version.id,
            version.number,
            version.purpose,
            version.frozen_at,
            weight_run.computed_at,
            explain_stale(db, question, weight_run),
            version.edition,
        )
        for version, weight_run in list_frozen(db, question.id)
    ]


def list_frozen(db: Session, question_id: int) -> Sequence[tuple[WeightVersion, WeightRun]]:
    """Every version with its stored result, charts left where they are, the newest first."""
    rows = db.execute(
        select(WeightVersion, WeightRun)
        .join(WeightRun, WeightRun.id == WeightVersion.weight_run_id)
        .where(WeightVersion.question_id == question_id)
        .order_by(WeightVersion.number.desc())
    )
    return [(version, weight_run) for version, weight_run in rows]


def list_cited(db: Session, consultation_id: int, edition: int) -> Sequence[tuple[WeightVersion, WeightRun]]:
    """The versions of a consultation that name this edition of results as standing on them, with their results."""
    rows = db.execute(
        select(WeightVersion, WeightRun)
        .join(WeightRun, WeightRun.id == WeightVersion.weight_run_id)
        .where(WeightVersion.consultation_id == consultation_id, WeightVersion.edition == edition)
    )
    return [(version, weight_run) for version, weight_run in rows]


def find_by_number(db: Session, question_id: int, number: int) -> tuple[WeightVersion, WeightRun] | None:
    """One version of a question by its number."""
    return next((one for one in list_frozen(db, question_id) if one[0].number == number), None)


def hash_weights(weight_run: WeightRun) -> str:
    """sha256 of everything a version shows: the numbers, how they were made, and of which answers."""
    return hash_document(
        {"result": weight_run.result, "method": weight_run.method, "input_hash": weight_run.input_hash}
    )


def read_numbers(weight_run: WeightRun) -> dict[str, Any]:
    """What a version shows of a result. Balanced figures are not among it: no version, page or file cites them. Nor is
    how often outcomes were raised in open answers: that moves with the themes, and the weights do not."""
    return {name: part for name, part in weight_run.result.items() if name not in ("balanced", "raised", "shape")}


def count_people(result: Mapping[str, Any]) -> dict[int, int]:
    """Exact numbers of people of a stored result by group, 0 for everyone."""
    return {0: result["overall"]["n"], **{group["group_id"]: group["n"] for group in result["groups"]}}
