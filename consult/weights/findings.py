"""Three sentences a councillor can read, made from the numbers alone; each says how sure it is, or what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consult.web.words import count_words
from consult.weights.cited import Cited, Sentence, plain
from consult.weights.comparing import Pair, PairRow
from consult.weights.moves import Moved
from consult.weights.telling import join_words, say_silent
from consult.weights.told import Gap, Panel, Row, Told

FEW = 30  # people under which a number is an indication (docs/methods-weights.md)
MOST_GAPS = 4  # differences told one by one; the rest are counted
LONGEST_TITLE = {"wide": 150, "narrow": 100}  # letters that fit over a chart
BEFORE_ROUNDING = "Gaps are worked out before rounding, so they may differ by 1 from the numbers beside them."


@dataclass(frozen=True, slots=True)
class Lead:
    """What comes first in a group, what comes next, and how far their likely ranges lie apart (below 0: they meet)."""

    panel: Panel
    first: Row
    second: Row
    apart: int


def write_findings(told: Told) -> list[str]:
    """What matters most to whom, where groups differ most, who has not been heard."""
    return [plain(one) for one in cite_findings(told)]


def cite_findings(told: Told) -> list[Sentence]:
    """The same with each weight leading to where it comes from."""
    return [_most_important(told), _differ(told), (_not_heard(told),)]


def say_few(told: Told) -> str:
    """A warning that stands once by the sentences, where a number in them comes from fewer than FEW people."""
    rows = [row for gap in (*told.gaps[:MOST_GAPS], *([told.gap] if told.gap else [])) for row in (gap.high, gap.low)]
    lead = _first_lead(told)
    rows += [lead.first, lead.second] if lead is not None else []
    if not any(row.n is not None and row.n < FEW for row in rows):
        return ""
    return (
        f"Some of these numbers come from fewer than {FEW} people. Read them as an indication: a few more answers "
        "could change them much."
    )


def say_everyone(told: Told) -> str:
    """What the first panel stands for, or nothing where it is hidden."""
    everyone = told.everyone
    if everyone.population and everyone.notes:
        return (
            f"“{everyone.name}” counts {everyone.notes[0]} by how many people they have (about {everyone.population:,} "
            "together), not by how many of them answered. Groups without numbers are not in it."
        )
    if not everyone.rows or not told.no_sizes:
        return ""
    return (
        f"“{everyone.name}” is those who took part, not everybody who lives here: a group that answered more counts "
        f"more. The groups could not be counted by their size, because {told.no_sizes}"
    )


def write_title(told: Told, width: str) -> str:
    """The finding over a chart of that width."""
    leads = [lead for lead in _leads(told) if lead.apart > 0]
    if not leads:
        return "What matters most to each group"
    title = f"{leads[0].panel.name} put “{leads[0].first.label}” first"
    other = next((lead for lead in leads[1:] if lead.first.label != leads[0].first.label), None)
    if other is not None:
        both = f"{title}; {other.panel.name} put “{other.first.label}” first"
        return both if len(both) <= LONGEST_TITLE[width] else title
    return title


def write_footnote(told: Told, method: str) -> str:
    """n, dates, method."""
    people = f"{told.everyone.people} people" if told.everyone.people else "people"
    people = f"From {people} who {told.words.who}"
    return f"{people}{_when(told.first_day, told.last_day)}. Method: {method}."


def write_subtitle(told: Told) -> str:
    """What is measured."""
    measure = f"{told.words.measure} The line is the range in which the true value likely lies."
    return f"{measure} A hatched mark is a harm to avoid." if told.has_losses else measure


def cite_row(name: str, group_id: int | None, row: Row, *, unit: bool = True) -> Sentence:
    """A weight of a group (None: everyone) in words, never without its range and its people."""
    points = f"about {count_words(row.points or 0, 'point')} of 100"
    words = points if unit else f"about {row.points}"
    heard = f"{points} for “{row.label}”, {name}: where this number comes from"
    number = Cited(words, row.item_id, group_id or 0, heard)
    return number, f" (likely {row.low} to {row.high}, from {row.people} people)"


def write_differences(told: Told) -> list[str]:
    """The same as `cite_differences`, in words alone."""
    return [plain(one) for one in cite_differences(told)]


def cite_differences(told: Told) -> list[Sentence]:
    """What differs between groups and how sure that is, outcome by outcome; then on what nothing can be said, and where
    gaps are named, why one need not be the difference of the numbers beside it."""
    if len(told.shown) < 2 or not told.tested:
        return []
    sentences = [_say_gap(gap) for gap in told.gaps[:MOST_GAPS]]
    more = len(told.gaps) - len(sentences)
    if more:
        sentences.append((f"On {more} more {_outcomes(more)} groups differ by more than chance would make them.",))
    alike = told.tested - len(told.gaps)
    if alike:
        are = "whether groups differ cannot be said: what we see can be chance."
        sentences.append((f"On {_rest(alike) if told.gaps else f'{alike} {_outcomes(alike)}'} {are}",))
    if any(gap.apart for gap in told.gaps[:MOST_GAPS]):
        sentences.append((BEFORE_ROUNDING,))
    return sentences


def cite_pair(pair: Pair) -> list[Sentence]:
    """On what two groups disagree, and how sure that is."""
    one, other = pair.first.name, pair.second.name
    if pair.untested:
        return [(pair.untested,)]
    if not pair.sure:
        alike = f"On no outcome can it be said that {one} and {other} differ: what we see between them can be chance. "
        return [(f"{alike}That is not the same as agreeing.",)]
    sentences = [_say_furthest(pair, pair.sure[0])]
    rest = [f"“{row.first.label}”" for row in pair.sure[1:]]
    if rest:
        sentences.append((f"They also differ by more than chance on {join_words(rest)}.",))
    same = len(pair.rows) - len(pair.sure)
    if same:
        are = "what we see between them can be chance. That is not the same as agreeing."
        sentences.append((f"On {_rest(same)} {are}",))
    return sentences


def _say_furthest(pair: Pair, row: PairRow) -> Sentence:
    """The outcome on which two groups lie furthest apart; the gap leads to the higher of its two numbers."""
    sides = [(pair.first, row.first), (pair.second, row.second)]
    (high, own), (low, _) = sorted(sides, key=lambda side: -(side[1].points or 0))
    end = ". This is unlikely to be chance."
    if not row.gap:
        return (f"{high.name} put “{own.label}” higher than {low.name}{end}",)
    gap = f"about {count_words(row.gap[0], 'point')}"
    heard = f"{gap} more for “{own.label}”, {high.name}: where the higher number comes from"
    return (
        f"{high.name} put “{own.label}” higher than {low.name} by ",
        Cited(gap, own.item_id, high.group_id or 0, heard),
        f" (likely {row.gap[1]} to {row.gap[2]}){end}",
    )


def write_pair_title(pair: Pair) -> str:
    """The finding over the chart of two groups."""
    one, other = pair.first.name, pair.second.name
    if pair.untested:
        return f"{one} and {other} side by side"
    if not pair.sure:
        return f"{one} and {other}: no difference is more than chance"
    return f"{one} and {other} differ most on “{pair.sure[0].first.label}”"


def cite_moves(moved: Moved) -> list[Sentence]:
    """What moved between two versions by more than chance, the largest move first; what it is now leads on."""
    sentences: list[Sentence] = [
        (
            f"“{move.now.label}” {'rose' if move.by > 0 else 'fell'} for {panel.now.name} from "
            f"{plain(cite_row(panel.now.name, panel.now.group_id, move.then))} to ",
            *cite_row(panel.now.name, panel.now.group_id, move.now, unit=False),
            ". This is unlikely to be chance.",
        )
        for panel, move in moved.sure[:MOST_GAPS]
    ]
    more = len(moved.sure) - len(sentences)
    if more:
        sentences.append((f"{more} more {'weight' if more == 1 else 'weights'} moved by more than chance.",))
    if not sentences:
        sentences.append(("No weight moved by more than chance would make it.",))
    return sentences


def _say_gap(gap: Gap) -> Sentence:
    apart = (
        f", {count_words(gap.apart[0], 'point')} apart (likely {gap.apart[1]} to {gap.apart[2]})" if gap.apart else ""
    )
    return (
        f"“{gap.high.label}”: {gap.high_name} ",
        *cite_row(gap.high_name, gap.high_id, gap.high, unit=False),
        f" against {gap.low_name} ",
        *cite_row(gap.low_name, gap.low_id, gap.low, unit=False),
        f"{apart}. This is unlikely to be chance.",
    )


def _rest(n: int) -> str:
    return "the other outcome" if n == 1 else f"the other {n} outcomes"


def _outcomes(n: int) -> str:
    return "outcome" if n == 1 else "outcomes"


def _leads(told: Told) -> list[Lead]:
    """The first and second of every group that is shown, the surest lead first."""
    found = [lead for panel in told.shown if (lead := _lead_of(panel))]
    return sorted(found, key=lambda lead: (-lead.apart, -(lead.first.points or 0), lead.panel.name))


def _first_lead(told: Told) -> Lead | None:
    """The surest lead of any group; of everyone where no group is shown."""
    return next(iter(_leads(told)), _lead_of(told.everyone) if told.everyone.rows else None)


def _lead_of(panel: Panel) -> Lead | None:
    rows = sorted((row for row in panel.rows if row.points is not None), key=lambda row: -(row.points or 0))
    if len(rows) < 2:
        return None
    first, second = rows[:2]
    return Lead(panel, first, second, (first.low or 0) - (second.high or 0))


def _most_important(told: Told) -> Sentence:
    lead = _first_lead(told)
    if lead is None:
        return (f"Too few people have answered to show any weight: it takes {told.threshold} of a group.",)
    name, first = lead.panel.name, cite_row(lead.panel.name, lead.panel.group_id, lead.first)
    if lead.apart > 0:
        return f"“{lead.first.label}” matters most to {name}: ", *first, "."
    return (
        f"No outcome clearly comes first in any group. Nearest to it is “{lead.first.label}” for {name}: ",
        *first,
        f". But “{lead.second.label}” may matter as much: ",
        *cite_row(name, lead.panel.group_id, lead.second),
        ".",
    )


def _differ(told: Told) -> Sentence:
    if len(told.shown) < 2:
        return ("Groups cannot be compared yet: fewer than two are large enough to show.",)
    gap = told.gap
    if gap is None:
        return (
            "Whether groups differ cannot be said from these answers: on every outcome the likely ranges of the groups "
            "that can be compared overlap.",
        )
    chance = (
        "This is unlikely to be chance."
        if gap.unlikely_chance
        else "With so many comparisons, a difference like this can still be chance."
    )
    return (
        f"{gap.high_name} differ most from {gap.low_name} on “{gap.high.label}”: ",
        *cite_row(gap.high_name, gap.high_id, gap.high),
        " against ",
        *cite_row(gap.low_name, gap.low_id, gap.low, unit=False),
        f". {chance}",
    )


def _not_heard(told: Told) -> str:
    silent = [_with_population(panel) for panel in told.groups if not panel.heard]
    hidden = [panel.name for panel in told.groups if panel.heard and not panel.rows]
    sentences = []
    if silent:
        sentences.append(say_silent(silent))
    if hidden:
        sentences.append(f"{join_words(hidden)} cannot be shown, so that no small group can be found out.")
    if not sentences:
        return "We have heard from every group."
    return " ".join(sentences)


def _with_population(panel: Panel) -> str:
    return f"{panel.name} (about {panel.population:,} people)" if panel.population else panel.name


def _when(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return f" on {first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f" from {first.day} to {last.day} {last:%B %Y}"
    begins = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f" from {begins} to {last.day} {last:%B %Y}"
