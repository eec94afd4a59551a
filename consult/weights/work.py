"""Weighing as a run: reads in batches, computes with nothing open, keeps result and charts in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.disclosure_attack import find_leaks
from analysis.records import RefusedInput
from consult import clock
from consult.consultations.models import Consultation
from consult.weights.balancing import store_balanced
from consult.weights.figures import draw_charts
from consult.weights.given import Given, read_given
from consult.weights.holding import read_held
from consult.weights.margins import Margin, list_margins
from consult.weights.models import WeightRun
from consult.weights.people_parts import part_people, store_parts
from consult.weights.protecting import THRESHOLD, tables_of
from consult.weights.queries import load_weighed_question
from consult.weights.queries_raised import count_raised
from consult.weights.queries_steady import is_far, list_steady, may_show
from consult.weights.result import build_result
from consult.weights.weighing import SEED, weigh_given
from consult.weights.wording import REASONS, words_of
from consult.work import Work
from surveys.definition import Question

CODE_VERSION = "8"  # of this module and consult/weights/result.py; a change of what is stored makes it 9
NOBODY = "Nobody has answered this question yet, so there is nothing to weigh."


def compute_weights(work: Work) -> None:
    """Weights of one question by stakeholder group and for everyone; the same answers give the same bytes.

    Where readers may not see all that came in at once, what they may see is worked out beside it.
    """
    question_id, consultation_id = work.claim.subject_id, work.claim.consultation_id
    work.progress(0, 1, "Reading the answers")
    with work.reading() as db:
        question = db.get_one(Question, question_id)
        found = load_weighed_question(db, question_id)
        margins = list_margins(db, found[0]) if found is not None else ()
        given = read_given(db, question, consultation_id, margins)
        if not given.patterns:
            raise RefusedInput([NOBODY])
        if len(given.items) < 2:
            raise RefusedInput(["People were offered one thing alone. It takes two to compare."])
        seen = list_steady(db, question_id)
        held = read_held(db, question, consultation_id, given, seen)
        raised = count_raised(db, given.items)
    steps = _Steps(work, [given] if held is None else [given, held])
    weight_run = _weigh(work, given, margins, steps)
    weight_run.result["raised"] = raised  # stands beside, counts in no weight, and is for who may read the answers
    for_readers = _weigh_held(work, held, steps) if held is not None else None
    with work.finishing() as db:
        # What readers may see is asked once more: an edition may have gone out since, or be going out now, which holds
        # the consultation's row.
        db.refresh(db.get_one(Consultation, consultation_id), with_for_update=True)
        seen = list_steady(db, question_id)
        weight_run.steady = may_show(seen, weight_run)
        if for_readers is not None and not all(is_far(one, for_readers) for one in seen):
            for_readers = None
        db.add(weight_run)
        if for_readers is not None:
            db.flush()  # so that it has the later number
            db.add(for_readers)


class _Steps:
    """How far a run is: of each weighing everyone, each group, the comparison, and then the charts."""

    def __init__(self, work: Work, weighings: Sequence[Given]) -> None:
        self._work, self._before = work, 0
        self._total = sum(len(one.groups) + 3 for one in weighings)

    def tell(self, done: int, words: str) -> None:
        """So many steps of this weighing are done."""
        self._work.progress(self._before + done, self._total, words)

    def draw(self, given: Given) -> None:
        """Only the charts of this weighing are left."""
        self.tell(len(given.groups) + 2, "Drawing the charts")
        self._before += len(given.groups) + 3


def _weigh(work: Work, given: Given, margins: Sequence[Margin], steps: _Steps) -> WeightRun:
    weighed = weigh_given(given, lambda done, _, words: steps.tell(done, words))
    result = build_result(given, weighed)
    result["balanced"] = store_balanced(given, margins, result["overall"]["hidden"])
    attack(result)
    steps.draw(given)
    method = describe_method(given, dict(weighed.run))
    charts = draw_charts(
        result, question_id=work.claim.subject_id, method=f"{method['name']}, version {method['version']}"
    )
    return WeightRun(
        consultation_id=work.claim.consultation_id,
        question_id=work.claim.subject_id,
        run_id=work.claim.run_id,
        input_hash=given.input_hash,
        last_response_id=given.last_response_id,
        method=method,
        result=result,
        charts=charts,
        computed_at=clock.now(),
        parts=store_parts(part_people(given)),
    )


def _weigh_held(work: Work, held: Given, steps: _Steps) -> WeightRun | None:
    """The same of what is let in for readers; where that cannot be weighed or shown, they keep what they have."""
    try:
        found = _weigh(work, held, (), steps)
    except RefusedInput:
        return None
    found.for_readers = found.steady = True
    return found


def attack(result: Mapping[str, Any]) -> None:
    """Try to work out what is hidden, as a reader could; a result that gives anything away is not kept."""
    leaks = [leak for table, hidden in tables_of(result) for leak in find_leaks(table, hidden)]
    if leaks:
        names = ", ".join(sorted({leak.name for leak in leaks}))
        raise RefusedInput([f"A reader could work out how many people are behind a hidden number ({names})."])


def describe_method(given: Given, run: dict[str, Any]) -> dict[str, Any]:
    """Enough for another to compute the same again; only what belongs to this kind of answers."""
    own = ("prior", "unranked", "bw_model", "points_method")
    return {
        "name": words_of(given.kind, given.asked).method,
        "kind": given.kind,
        "version": run["version"],
        "code_version": CODE_VERSION,
        "seed": SEED,
        **{name: run[name] for name in own if name in run and (name, given.kind) != ("unranked", "pairs")},
        "variance": run["variance"],
        "level": run["level"],
        "pool": run["pool"],
        "draws": run.get("draws", 0),
        "threshold": THRESHOLD,
        "answers": given.answers,
        "groups": [group.id for group in given.groups if not group.retired],
        "exclusions": [{"reason": REASONS[reason], "n": n} for reason, n in given.exclusions.items()],
    }
