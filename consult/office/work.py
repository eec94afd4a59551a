"""The run that only counts: it proves that a worker takes work, writes, resumes after a crash and stops when told."""

from __future__ import annotations

import time

from consult.runs import Run
from consult.work import Work
from surveys.errors import WrongState


def exercise(work: Work) -> None:
    """Count to `count`, resting `pause` seconds a step and storing each step; `refuse_at` stops with a refusal."""
    wanted = work.claim.parameters
    count, pause = int(wanted.get("count", 10)), float(wanted.get("pause", 0.0))
    with work.reading() as db:
        stored = db.get_one(Run, work.claim.run_id).parameters
    for number in range(int(stored.get("counted", 0)) + 1, count + 1):
        time.sleep(pause)
        if number == wanted.get("refuse_at"):
            raise WrongState(f"This run was asked to stop at {number}.")
        with work.unit_of_work() as db:
            run = db.get_one(Run, work.claim.run_id)
            run.parameters = {**run.parameters, "counted": number}
        work.progress(number, count, f"Counting: {number} of {count}")
    with work.finishing() as db:
        run = db.get_one(Run, work.claim.run_id)
        run.parameters = {**run.parameters, "finished_on_try": work.claim.attempt}
