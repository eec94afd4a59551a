"""How sound weights are, for the analyst's page: other ways of counting, agreement, camps, how answers were given, who
answered against who is there, who to hear next. Exact numbers; only the places by method are for every reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.web.words import count_words
from consult.weights.hearing import say_who_to_hear
from consult.weights.saying_quality import Check, say_quality
from consult.weights.telling import join_words
from consult.weights.told import Panel, Raised, Told
from consult.weights.wording import NOT_RAISED, RANK, kind_of

# Other ways of counting, by kind of question; of pairs all that rest on places come to the share that was won.
METHODS = {
    "rank": {
        "plackett_luce": "As shown (Plackett-Luce)",
        "borda": "Borda points",
        "rank_order_centroid": "Rank-order centroid",
        "mean_rank": "Mean rank",
        "first_choice": "First choices alone",
    },
    "pairs": {"plackett_luce": "As shown (Bradley-Terry)", "borda": "Share of pairs won"},
    "best_worst": {"plackett_luce": "As shown (choice model)", "best_minus_worst": "Best minus worst"},
    "points": {"mean": "Mean share, own answers alone", "clr": "Geometric mean share"},
}
# Numbers that stand beside the places, for analysts: heading, and how they are written.
BESIDE = {
    "best_minus_worst": ("(Best − worst) / shown", "{:+.2f}"),
    "error": ("Standard error, points", "{:.2f}"),
    "geometric": ("Geometric mean, points", "{:.1f}"),
}
RAISED = "Spoken of in open answers"  # heading of the one column that is not made of these answers
FEWEST_FOR_CAMPS = 30  # people it takes to look for camps, as in analysis/fit_checks.py
LEAST_BASE = 10  # answers under which no percentage is worked out
FAR = 2  # places by which another way of counting moves an outcome before it is flagged
LARGE_RESIDUAL = 4.0
SIDE = 3  # outcomes named on either side where there may be two camps


@dataclass(frozen=True, slots=True)
class MethodRow:
    """The places of one outcome by each way of counting; `moved`: some way puts it two places or more elsewhere.
    `numbers` are those that stand beside, as they are written."""

    label: str
    places: tuple[int, ...]
    moved: bool
    numbers: tuple[str, ...] = ()
    item_id: int = 0


@dataclass(frozen=True, slots=True)
class MethodTable:
    """Other ways of counting for one group, or everyone."""

    panel: Panel
    headings: tuple[str, ...]
    rows: tuple[MethodRow, ...]
    number_headings: tuple[str, ...] = ()

    @property
    def moves(self) -> str:
        """How many outcomes some way of counting puts elsewhere, in words."""
        moved = sum(row.moved for row in self.rows)
        if not moved:
            return "no outcome moves two places or more"
        return f"{moved} of {len(self.rows)} outcomes {'moves' if moved == 1 else 'move'} two places or more"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the people of a group agree, and how well one order fits them all; Kendall's W is of rankings alone."""

    panel: Panel
    kendall: str | None
    pairwise: str
    evenness: str
    notes: tuple[str, ...]
    looked: bool = False  # for camps: it takes enough people
    few: str = ""  # why it was not looked for them
    apart: bool = False  # they pull in two directions more than chance would make them
    pairs: bool = False  # there is a table of how every two outcomes fit


@dataclass(frozen=True, slots=True)
class Balance:
    """A group's share of the people who are there beside its share of those who answered."""

    panel: Panel
    of_people: int
    of_answers: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Soundness:
    """Everything the analyst's page says of how sound the weights are."""

    methods: tuple[MethodTable, ...]
    agreements: tuple[Agreement, ...]
    quality: tuple[Check, ...]
    balance: tuple[Balance, ...]
    balance_words: str
    hear_next: tuple[str, ...]
    kind: str = RANK

    @property
    def apart(self) -> str:
        """In which groups people pull in two directions, in words that fit on the fold."""
        what = "there may be two camps" if self.kind == RANK else "what people differ most in is named"
        groups = sum(one.apart and one.panel.group_id is not None for one in self.agreements)
        everyone = (
            ["everyone who answered"]
            if any(one.apart and one.panel.group_id is None for one in self.agreements)
            else []
        )
        found = [*everyone, *([count_words(groups, "group")] if groups else [])]
        if found:
            return f"{what} in {join_words(found)}"
        if self.kind != RANK:
            return ""
        return (
            "no sign of two camps" if any(one.looked for one in self.agreements) else "too few people to tell of camps"
        )

    @property
    def stands_out(self) -> str:
        """How many of the checks of how answers were given stand out, in words."""
        found = sum(one.stands_out for one in self.quality)
        of = f"of {count_words(len(self.quality), 'check')}"
        return f"{found or 'none'} {of} {'stand' if found > 1 else 'stands'} out"


def judge(told: Told, result: Mapping[str, Any]) -> Soundness:
    """Read a stored result; without exact numbers allowed, only the places by method."""
    parts, kind = list_readable(told, result), kind_of(result)
    methods = tuple(table for panel, part in parts if (table := _method_table(panel, part, result["items"], kind)))
    if not told.exact:
        return Soundness(methods, (), (), (), "", (), kind)
    labels = [item["label"] for item in result["items"]]
    balance = _balance(told)
    return Soundness(
        methods,
        tuple(_agreement(panel, part, labels, kind) for panel, part in parts if part.get("fit")),
        _checks(result.get("quality", {}), kind, labels),
        balance,
        _balance_words(told, result.get("by_size", {}).get("groups", ())),
        tuple(say_who_to_hear(told, result)),
        kind,
    )


def list_readable(told: Told, result: Mapping[str, Any]) -> list[tuple[Panel, Mapping[str, Any]]]:
    """The groups whose numbers this reader may see, with what is stored of each; everyone who answered first."""
    stored = {None: result["overall"], **{group["group_id"]: group for group in result["groups"]}}
    return [(panel, stored[panel.group_id]) for panel in (told.answered, *told.groups) if panel.rows]


def _method_table(
    panel: Panel, part: Mapping[str, Any], items: Sequence[Mapping[str, Any]], kind: str
) -> MethodTable | None:
    found, known = part.get("methods", {}), METHODS[kind]
    columns = {name: found[name] for name in known if name in found}
    if len(columns) < 2:
        return None
    beside = [name for name in BESIDE if any(name in (row.beside or ()) for row in panel.rows)]
    at = {item["item_id"]: place for place, item in enumerate(items)}
    rows = []
    for row in panel.rows:
        if row.points is not None:
            places = tuple(column[at[row.item_id]] for column in columns.values())
            far = any(abs(place - places[0]) >= FAR for place in places)
            written = (BESIDE[name][1].format((row.beside or {})[name]) for name in beside)
            numbers = [one.replace("-", "−") for one in written]
            numbers += [say_raised(row.raised)] if row.raised is not None else []
            rows.append(MethodRow(row.label, places, far, tuple(numbers), row.item_id))
    rows.sort(key=lambda row: row.places[0])
    headings = tuple(known[name] for name in columns)
    aside = [BESIDE[name][0] for name in beside] + [RAISED] * any(row.raised is not None for row in panel.rows)
    return MethodTable(panel, headings, tuple(rows), tuple(aside))


def say_raised(raised: Raised) -> str:
    """How many answers to the open question are under the outcome's theme, of how many; or why that is not known."""
    if raised.why:
        return NOT_RAISED[raised.why]
    share = f" ({100 * raised.answers / raised.of:.0f}\u00a0%)" if raised.of >= LEAST_BASE else ""
    return f"{raised.answers:,} of {raised.of:,}{share}"


def _agreement(panel: Panel, part: Mapping[str, Any], labels: Sequence[str], kind: str) -> Agreement:
    fit = part["fit"]
    notes = []
    apart = bool(fit.get("sides")) and all(fit["sides"])
    if apart:
        one, other = (join_words(f"“{labels[item]}”" for item in side[:SIDE]) for side in fit["sides"])
        # Over several tasks each person follows an order of their own, which by itself is no camp.
        what = "There may be two camps" if kind == RANK else "People differ most in this"
        notes.append(
            f"{what}: who puts {one} higher tends to put {other} lower. One list of weights for all hides that."
        )
    largest = fit.get("largest")
    if largest and abs(largest["residual"]) > LARGE_RESIDUAL:
        one, other = (labels[item] for item in largest["items"])
        notes.append(
            f"“{one}” was put above “{other}” {largest['won']:.0f} times of {largest['compared']:.0f}; the weights say "
            f"{largest['expected']:.0f}. They do not fit this pair well."
        )
    return Agreement(
        panel,
        f"{part['agreement']:.2f}" if kind == RANK and part["agreement"] is not None else None,
        f"{100 * fit['pairwise']:.0f}\u00a0%" if "pairwise" in fit else "not known",
        f"{fit['entropy_ratio']:.2f}" if "entropy_ratio" in fit else "not known",
        tuple(notes),
        "variance_ratio" in fit,
        _say_few(panel, kind) if "variance_ratio" not in fit else "",
        apart,
        bool(fit.get("residuals")),
    )


def _say_few(panel: Panel, kind: str) -> str:
    if panel.n is None or panel.n >= FEWEST_FOR_CAMPS:
        return ""
    what = "camps" if kind == RANK else "what they differ in most"
    return f"Too few people to look for {what}: it takes {FEWEST_FOR_CAMPS}."


def _checks(found: Mapping[str, Any], kind: str, labels: Sequence[str]) -> tuple[Check, ...]:
    """What stands out first."""
    checks = [*say_quality(found, kind), *_channels(found.get("without_channel", {}), labels)]
    return tuple(sorted(checks, key=lambda one: not one.stands_out))


def _channels(found: Mapping[str, Any], labels: Sequence[str]) -> Iterator[Check]:
    for name, told in sorted(found.items()):
        move = told["largest_move"]
        outside = [f"“{labels[item]}”" for item in told["outside"]]
        beyond = (
            f" Outside its likely range: {join_words(outside)}." if outside else " All stay in their likely ranges."
        )
        yield Check(
            f"Without the answers by {name or 'no known channel'} ({told['n']:,} people left) the largest move is "
            f"{abs(move['points']):.1f} points, for “{labels[move['item']]}”.{beyond}",
            bool(outside),
        )


def _balance(told: Told) -> tuple[Balance, ...]:
    known = [panel for panel in told.groups if panel.population and panel.n is not None]
    people, answers = sum(panel.population or 0 for panel in known), sum(panel.n or 0 for panel in known)
    if len(known) < 2 or not answers:
        return ()
    rows = []
    for panel in known:
        share, heard = (panel.population or 0) / people, (panel.n or 0) / answers
        rows.append(Balance(panel, round(100 * share), round(100 * heard), _verdict(panel, heard / share, told)))
    return tuple(rows)


def _verdict(panel: Panel, ratio: float, told: Told) -> str:
    if not panel.n:
        return "nobody said they belong to it"
    if panel.n < told.threshold:
        return "too few to say"
    return "under-heard" if ratio < 0.8 else "heard"


def _balance_words(told: Told, counted: Sequence[int]) -> str:
    """What counting groups by their size costs."""
    found = size_up(told, counted)
    if found is None:
        return ""
    n, effective = found
    few = " Fewer than 30: read it as an indication." if effective < 30 else ""
    return (
        f"Counting the groups by their size makes {n:,} answers worth as much as {effective:,.0f} of a fair sample "
        f"(design effect {n / effective:.2f}).{few}"
    )


def size_up(told: Told, counted: Sequence[int]) -> tuple[int, float] | None:
    """How many answers are counted by the size of their group, and Kish's effective number of them; None without two
    groups that are counted so."""
    known = [panel for panel in told.groups if panel.group_id in counted and panel.population and panel.n]
    if len(known) < 2:
        return None
    people = sum(panel.population or 0 for panel in known)
    squares = sum((panel.population or 0) ** 2 / (panel.n or 1) for panel in known)
    return sum(panel.n or 0 for panel in known), people**2 / squares
