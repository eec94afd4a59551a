"""What must be said in words beside weights: few people, silent answers, stand-ins; it computes no number."""

from collections.abc import Sequence

import numpy as np

from analysis.balance import TRIM, Raked
from analysis.points import PointsTable, find_same_shares
from analysis.rankings import RANKING, RankingTable
from analysis.repeated import find_same_lists
from analysis.row_fields import Columns
from analysis.stages import LARGEST_TIE, Stages
from analysis.variance import Spread

FEWEST_TO_SAY_ANYTHING = 5
FEWEST_TO_PUBLISH = 10
FEWEST_UNANIMOUS = 20
INDICATIVE = 30.0
AS_AGREED = "the interval is what so many people who agree still allow"
MUCH = 2.0  # a design effect of two: half of the answers' worth is gone


def count_words(n: int, one: str, several: str) -> str:
    """A number with its noun: "1 person", "2 people"."""
    return f"{n} {one if n == 1 else several}"


def warn_of_people(table: RankingTable | PointsTable, people: int, n_eff: float, spread: Spread) -> list[str]:
    """How few people, or how unequal their survey weights, these weights rest on."""
    warnings = []
    told = count_words(people, "person", "people")
    if people < FEWEST_TO_SAY_ANYTHING:
        warnings.append(f"{told}: so few that their answers tell little; not to be published")
    elif people < FEWEST_TO_PUBLISH:
        warnings.append(f"{told}: too few to publish")
    if np.ptp(table.weight) > 0:
        if spread.kind == "model" and isinstance(table, RankingTable):
            warnings.append("the variance from the model takes no account of unequal survey weights")
        if n_eff < INDICATIVE:
            warnings.append(f"indicative only: after weighting these answers are worth {n_eff:.1f} people")
    return warnings


def warn_of_answers(table: RankingTable, telling: int, stages: Stages | None, spread: Spread) -> list[str]:
    """Answers that tell nothing (all but `telling`), that are all the same, or whose ties had to be split."""
    warnings = []
    silent = int(table.count.sum()) - telling
    if silent:
        warnings.append(
            f"{count_words(silent, 'response', 'responses')} with nothing to compare (all tied, or one item alone): "
            "counted in n, without a part in the weights"
        )
    if stages is None:
        return [*warnings, "no answer tells the items apart: equal weights are not a finding"]
    if spread.respondents == 1:
        warnings.append("one person alone cannot be clustered: the variance is the model's")
    elif len(stages.picks) == 1:
        publish = "; not to be published" if spread.respondents < FEWEST_UNANIMOUS else ""
        warnings.append(f"everybody gave the same answer, so each of them is known by it{publish}")
    if stages.large_ties:
        warnings.append(
            f"{count_words(stages.large_ties, 'tie', 'ties')} of more than {LARGEST_TIE} items entered as the "
            "average of single choices"
        )
    return warnings


def warn_of_rows(columns: Columns, table: RankingTable, unranked: str | None, repeated: int = 0) -> list[str]:
    """Rows left out (`repeated` of them for a later one of the same person), and rows that say otherwise than the
    request about what was offered."""
    warnings = []
    if table.empty:
        warnings.append(
            f"{count_words(table.empty, 'response', 'responses')} ranked nothing: no answer, so not counted"
        )
    if repeated:
        warnings.append(
            f"{count_words(repeated, 'response', 'responses')} left out: the same person ranked the same list again "
            "later, and the last counts"
        )
    if table.form == RANKING and (again := _count_twice(table)):
        warnings.append(
            f"{count_words(again, 'person', 'people')} ranked the same list more than once, and which was last is not "
            "known (“at”): every answer is counted, all of one person's together as one person's when it comes to how "
            "sure the weights are"
        )
    if table.form != RANKING and (table.people is None or (table.people < 0).any()):
        warnings.append("tasks without a respondent: each counts as a person of its own")
    if unranked == "absent" and columns.offered is not None:
        left = int((table.offered != table.ranked).any(axis=1).sum())
        if left:
            warnings.append(
                f"{count_words(left, 'response', 'responses')} left out items that were offered: these count as "
                'below the ranked ones, though "unranked" says "absent"'
            )
    return warnings


def _count_twice(table: RankingTable) -> int:
    """People with more than one ranking of the same offer of three items or more; pairs are often asked in rounds."""
    if table.people is None:
        return 0
    rows, same = find_same_lists(table)
    return len(np.unique(table.people[rows[np.bincount(same)[same] > 1]])) if len(rows) else 0


def warn_of_no_maximum() -> str:
    """Said where an estimate without a prior was asked for and none exists."""
    return "without a prior no finite estimate exists: the weak normal prior (sd 2) was used instead"


def warn_of_draws(stood_in: int, draws: int) -> list[str]:
    """Said where samples of the people had no finite estimate without a prior."""
    if not stood_in:
        return []
    return [f"in {stood_in} of {draws} samples of the people no finite estimate existed: the weak prior was used there"]


def warn_of_difference(why_none: str, left_out: str = "") -> list[str]:
    """Said where groups are there but no test of their difference, or one that leaves some of them out."""
    if why_none:
        return [f"whether the groups differ on the whole was not tested: {why_none}"]
    return [f"the test whether the groups differ on the whole leaves some out: {left_out}"] if left_out else []


def warn_of_points(table: PointsTable, respondents: int, never: Sequence[int], items: Sequence[str]) -> list[str]:
    """Items without a point, one person alone, and people who all say the same."""
    warnings = []
    if never:
        names = ", ".join(items[item] for item in never)
        warnings.append(f"{names}: nobody gave a point; its log-worth is as if one person had given half a step")
    if respondents < 2:
        warnings.append("one person alone shows no spread: the interval is the widest there can be")
    elif len(same := find_same_shares(table)) == table.items:
        warnings.append(f"everybody gave the same answer: {AS_AGREED}")
    elif told := ", ".join(items[item] for item in same.tolist() if item not in never):
        warnings.append(f"{told}: everybody gave the same share: {AS_AGREED}")
    return warnings


def warn_of_allocations(table: PointsTable) -> list[str]:
    """Rows without points, and rows that do not add up to the same total."""
    warnings = []
    if table.empty:
        told = count_words(table.empty, "response", "responses")
        warnings.append(f"{told} gave no points at all: no answer, so not counted")
    if table.unlike:
        warnings.append("rows add up to different totals: each was brought to shares of 1")
    return warnings


def warn_of_raking(raked: Raked) -> list[str]:
    """Weights that had to be capped, and how much the weighing costs."""
    warnings = []
    if raked.trimmed:
        told = count_words(raked.trimmed, "person's weight", "people's weights")
        warnings.append(f"{told} capped at {TRIM:g} times the median, and the margins met again")
    if raked.design_effect > MUCH:
        warnings.append(f"the weighing to the margins costs much: these answers are worth {raked.effective:.1f} people")
    return warnings
