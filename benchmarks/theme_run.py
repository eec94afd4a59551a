"""What each part of a whole run of theme discovery takes, and what sharing the embedding between workers could save.

    python -m benchmarks.theme_run                              100,000 made-up answers on SQLite, standard engine
    python -m benchmarks.theme_run --answers 10000              fewer of them
    python -m benchmarks.theme_run --comments COMMENTS.jsonl    comments of one's own; each line holds {"text": "..."}
    DATABASE_URL=postgresql+psycopg://... python -m benchmarks.theme_run        an empty database instead of SQLite

The answers lie in a database and the run is done by the real worker. Then half of the vectors go through the database
in parts of a thousand, as sentences of the thorough engine do: what that takes is set against half of the embedding,
which is the most that a second worker can save.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from sqlalchemy import insert, select
from threadpoolctl import threadpool_limits

from analysis import themes
from analysis.embedding import build_space
from analysis.statements import read_statements
from benchmarks.stage import build_app, read_comments, set_stage
from benchmarks.themes import make_answers
from consult import clock
from consult.consultations.models import ConsultationSurvey
from consult.queue import start_run
from consult.runs import Run
from consult.themes import queries_personal, work
from consult.themes.models import SentencePart
from consult.themes.work_sentences import OF_A_PART
from consult.worker import Worker
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Question, SurveyVersion

AT_ONCE = 5000
WORTH_SHARING = 0.2  # of the wall time of the run
# The function of each part, where its caller finds it. A part inside another is taken out of that one.
PARTS = {
    "reading the answers from the database": (work, "look_through"),
    "finding personal details": (queries_personal, "find_hidden"),
    "looking for copied texts": (work, "find_copies"),
    "cleaning and finding words": (themes, "read_statements"),
    "embedding": (themes, "build_space"),
    "neighbours and smoothing": (themes, "smooth_over_neighbours"),
    "fine groups and their tree": (themes, "lay_ground"),
    "the number of themes": (themes, "choose_count"),
    "the tree through the themes": (themes, "grow_tree"),
    "further themes of an answer": (themes, "assign"),
    "names": (themes, "name_branches"),
    "storing": (work, "store_discovery"),
}


class Stopwatch:
    """Seconds in each part, what runs inside another part counted once."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PARTS, 0.0)
        self._inside = [0.0]

    def watch(self) -> None:
        """Put itself around every part."""
        for part, (room, name) in PARTS.items():
            setattr(room, name, self._timed(part, getattr(room, name)))

    def _timed(self, part: str, does: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            self._inside.append(0.0)
            try:
                return does(*given, **named)
            finally:
                whole = time.perf_counter() - began
                self.spent[part] += whole - self._inside.pop()
                self._inside[-1] += whole

        return timed


def lay_in(app: Flask, database: Database, texts: list[str]) -> int:
    """The answers in a consultation of their own, in bulk; returns the question."""
    question_id, _ = set_stage(app, database)
    at = clock.now()
    with database.unit_of_work() as db:
        survey_id = db.scalar(select(Question.survey_id).where(Question.id == question_id))
        version_id = db.scalar(select(SurveyVersion.id).where(SurveyVersion.survey_id == survey_id))
        fixed = {"survey_id": survey_id, "version_id": version_id, "channel": "import", "received_at": at}
        for start in range(0, len(texts), AT_ONCE):
            numbers = range(start + 1, min(start + AT_ONCE, len(texts)) + 1)
            own = [dict.fromkeys(("instance_id", "content_hash", "reference_hash"), f"{n:064d}") for n in numbers]
            db.execute(insert(Response), [{"id": n, **fixed, **one} for n, one in zip(numbers, own, strict=True)])
            said = {"question_id": question_id, "state": "answered"}
            db.execute(insert(Answer), [{"response_id": n, "text": texts[n - 1], **said} for n in numbers])
    return question_id


def find_themes(database: Database, app: Flask, question_id: int) -> float:
    """Seconds of the clock that the real worker takes for the whole run."""
    with database.unit_of_work() as db:
        within = db.scalars(select(ConsultationSurvey.consultation_id)).one()
        start_run(db, work.DISCOVER, consultation_id=within, subject_id=question_id, by=None, at=clock.now())
    began = time.perf_counter()
    Worker(database, app.extensions["heed_settings"]).work_off()
    spent = time.perf_counter() - began
    with database.reading() as db:
        run = db.scalars(select(Run).where(Run.kind == work.DISCOVER)).one()
        if run.status != "done":
            raise SystemExit(f"The run ended as {run.status}: {run.problem}")
    return spent


def hand_over(database: Database, texts: list[str]) -> float:
    """Seconds to give half of the answers to another worker and to take its vectors back, computing left out."""
    with threadpool_limits(limits=1):
        wordings = read_statements(texts).wordings
        points = build_space(wordings, engine="standard", seed=0).points
    half = len(wordings) // 2
    spent = 0.0
    with database.reading() as db:
        run_id = db.scalar(select(Run.id).where(Run.kind == work.DISCOVER))
    for start in range(0, half, OF_A_PART):
        rows = np.ascontiguousarray(points[start : min(start + OF_A_PART, half)], "<f4")
        began = time.perf_counter()
        packed = zlib.compress("\n".join(" ".join(one) for one in wordings[start : start + OF_A_PART]).encode())
        with database.unit_of_work() as db:
            part = SentencePart(run_id=run_id, pieces=packed)
            db.add(part)
            db.flush()
            part_id = part.id
        with database.reading() as db:
            taken = db.get_one(SentencePart, part_id)
            [line.split(" ") for line in zlib.decompress(taken.pieces).decode().split("\n")]
        with database.unit_of_work() as db:
            db.get_one(SentencePart, part_id).rows = rows.tobytes()
        with database.reading() as db:
            np.frombuffer(db.get_one(SentencePart, part_id).rows or b"", dtype="<f4").copy()
        with database.unit_of_work() as db:
            db.delete(db.get_one(SentencePart, part_id))
        spent += time.perf_counter() - began
    return spent


def measure(texts: list[str], folder: Path) -> None:
    """The whole way, and the table of its parts."""
    app, database, _ = build_app(folder)
    question_id = lay_in(app, database, texts)
    themes.discover(texts[:50])  # what is read once is read before
    watch = Stopwatch()
    watch.watch()
    whole = find_themes(database, app, question_id)
    print(f"{len(texts):,} answers on {'SQLite' if database.is_sqlite else 'PostgreSQL'}: {whole:.1f} s of the clock")
    for part, spent in [*watch.spent.items(), ("everything else", whole - sum(watch.spent.values()))]:
        print(f"  {part:<40} {spent:6.1f} s {spent / whole:6.1%}")
    most, price = watch.spent["embedding"] / 2, hand_over(database, texts)
    gain = (most - price) / whole
    print(
        f"a second worker saves at most {most:.1f} s of embedding; handing over takes {price:.1f} s: "
        f"{gain:+.1%} of the run  ({WORTH_SHARING:.0%} would be worth it)"
    )


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--comments", type=Path)
    wanted = parser.parse_args()
    texts = read_comments(wanted.comments) if wanted.comments else make_answers(wanted.answers)
    with tempfile.TemporaryDirectory() as folder:
        measure(texts, Path(folder))


if __name__ == "__main__":
    main()
