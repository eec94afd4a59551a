"""A row of a file as a response at the door, and whether it is new there, here already or other than what is here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.collection import HeldResponse, Response
from surveys.definition import SurveyVersion
from surveys.errors import AnswerRejected
from surveys.importing import Row
from surveys.intake import Incoming, check_answers, hash_answers
from surveys.questionnaire import Questionnaire, read_version
from surveys.text import legible

NEW, THERE, CHANGED = "new", "there", "changed"
ASKED_AT_ONCE = 500  # numbers in one query


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The rows of one file for one question; `versions` fills with those that people answered before."""

    walk: Questionnaire
    question_id: int
    batch_id: int
    file_name: str
    versions: dict[int, Questionnaire] = field(default_factory=dict)

    def incoming(self, row: Row, walk: Questionnaire | None = None) -> Incoming:
        """A row as the door wants it: every other question was not asked."""
        asked = (walk or self.walk).questions()
        return Incoming(
            instance_id=hashlib.sha256(f"import:{self.question_id}:{row.key}".encode()).hexdigest(),
            answers={self.question_id: {"text": row.text}},
            channel="import",
            import_id=self.batch_id,
            states={question.id: "not_asked" for question in asked if question.id != self.question_id},
            groups=(row.group_id,) if row.group_id is not None else (),
            row={"file": self.file_name, "line": row.line, "number": legible(row.number[:200])},
        )

    def compare(self, db: Session, rows: Sequence[Row]) -> list[str]:
        """For each row NEW, THERE (the same is here, or is held) or CHANGED, in a few queries for all of them.

        What is here is compared as it was asked then: a question added since does not make it another answer.
        """
        incoming = [self.incoming(row) for row in rows]
        here: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for start in range(0, len(incoming), ASKED_AT_ONCE):
            ids = [one.instance_id for one in incoming[start : start + ASKED_AT_ONCE]]
            for table in (Response, HeldResponse):
                query = select(table.instance_id, table.version_id, table.content_hash)
                for instance_id, version, content_hash in db.execute(query.where(table.instance_id.in_(ids))):
                    here[instance_id].add((version, content_hash))
        found = []
        for row, one in zip(rows, incoming, strict=True):
            known = here.get(one.instance_id)
            same = known and any(self._hash(db, row, version) == content_hash for version, content_hash in known)
            found.append(NEW if not known else THERE if same else CHANGED)
        return found

    def _hash(self, db: Session, row: Row, version_id: int) -> str | None:
        if version_id not in self.versions:
            self.versions[version_id] = read_version(db.get_one(SurveyVersion, version_id))
        walk = self.versions[version_id]
        incoming = self.incoming(row, walk)
        try:
            return hash_answers(check_answers(walk, incoming), incoming.groups)
        except AnswerRejected:
            return None
