"""Reads a request for weights (the JSON of docs/methods.md) into columns; refuses fields and kinds it does not know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from analysis.records import RefusedInput
from analysis.row_fields import Columns, problem_of_text, shown
from analysis.weight_options import WeightOptions, read_options, warn_of_unused

NOTES = {"id", "title", "source", "note", "description"}  # a study may carry these; they change nothing
SHARED = {"n", "respondent", "group", "weight"}
HOW = {"shown", "seconds", "channel", "at"}  # how a ranking was given: it bears on quality alone
FIELDS = {
    "rankings": {"ranking", "offered"} | SHARED | HOW,
    "bestworst": {"best", "worst", "offered", "channel"} | SHARED,
    "points": {"points", "channel"} | SHARED,
    "raking": {"ranking", "offered"} | SHARED | HOW,  # and the attributes that the margins name
}
UNRANKED = ("full", "absent", "below")
MOST_ITEMS = 2000


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose frame is sound; the rows themselves are checked where they are laid out."""

    kind: str
    items: tuple[str, ...]
    unranked: str | None
    columns: Columns
    options: WeightOptions
    warnings: tuple[str, ...]
    margins: Any
    responses: Sequence[dict[str, Any]]
    population: Mapping[str, Any] | None = None


def read_request(request: Mapping[str, Any]) -> Request:
    """Take a request apart; refuses it with all that is wrong with its frame."""
    if not isinstance(request, Mapping):
        raise RefusedInput([f"{shown(request)} is not a request with named fields"])
    problems: list[str] = []
    kind = request.get("kind", "rankings")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise RefusedInput([f"kind: {shown(kind)} is not one of {', '.join(FIELDS)}"])
    expected = {"kind", "items", "responses", "options", "population", "warnings", "unranked"} | NOTES
    if kind == "raking" or request.get("margins") is None:  # nothing said of margins says nothing
        expected.add("margins")
    problems += [f"{shown(name)}: there is no such field" for name in request if name not in expected]
    items = check_items(request.get("items"), problems)
    unranked = request.get("unranked")
    check_unranked(unranked, problems)
    try:
        options = read_options(request.get("options"), kind)
    except RefusedInput as refused:
        problems += refused.problems
        options = WeightOptions()
    population = request.get("population")
    check_population(population, problems)
    said = _read_warnings(request.get("warnings", ()), problems)
    responses = request.get("responses")
    if not isinstance(responses, list | tuple):
        problems.append("responses: there must be a list of them")
        responses = ()
    elif not set(map(type, responses)) <= {dict}:
        bad = [row for row, response in enumerate(responses) if type(response) is not dict]
        problems += [f"row {row}: {shown(responses[row])} is not a response with named fields" for row in bad[:50]]
    if problems:
        raise RefusedInput(problems)
    margins = request.get("margins")
    attributes = set(margins) if isinstance(margins, Mapping) else set()
    columns, warnings = _columns(responses, kind, attributes)
    warnings += [*warn_of_unused(request.get("options"), kind), *_warn_of_unranked(unranked, kind)]
    return Request(kind, items, unranked, columns, options, (*said, *warnings), margins, responses, population)


def check_unranked(unranked: Any, problems: list[str]) -> None:
    """What it means that an item was left out; None is for rankings that leave nothing out."""
    if unranked is not None and not (isinstance(unranked, str) and unranked in UNRANKED):
        problems.append(f"unranked: {shown(unranked)} is not one of {', '.join(UNRANKED)}")


def _warn_of_unranked(unranked: str | None, kind: str) -> list[str]:
    """Tasks say what they offered, and points are given to every item: nothing of these is left unranked."""
    if unranked is None or kind not in ("bestworst", "points"):
        return []
    return [f"unranked: {shown(unranked)} was not used, because it is for rankings alone"]


def check_population(population: Any, problems: list[str]) -> None:
    """Shares by group; what each share is worth shows where it is used."""
    if population is not None and not (isinstance(population, Mapping) and population):
        problems.append(f"population: {shown(population)} holds no shares by group")


def _read_warnings(given: Any, problems: list[str]) -> tuple[str, ...]:
    """What whoever made the request has to say beside it."""
    if not isinstance(given, list | tuple) or not all(isinstance(said, str) for said in given):
        problems.append(f"warnings: {shown(given)} is not a list of sentences")
        return ()
    problems += [f"warnings: {text}" for text in map(problem_of_text, given) if text]
    return tuple(given)


def check_items(items: Any, problems: list[str]) -> tuple[str, ...]:
    """The names of the items: at least two, each a name of its own."""
    if not isinstance(items, list | tuple):
        problems.append("items: there must be a list of their names")
        return ()
    seen: set[str] = set()
    for number, name in enumerate(items):
        if not isinstance(name, str) or not name.strip():
            problems.append(f"items, {number}: {shown(name)} is not a name")
        elif text := problem_of_text(name):
            problems.append(f"items, {number}: {text}")
        elif name in seen:
            problems.append(f"items, {number}: {shown(name)} is there twice")
        else:
            seen.add(name)
    if len(items) < 2:
        problems.append("items: at least two are needed, because a weight compares one with another")
    if len(items) > MOST_ITEMS:
        problems.append(f"items: {len(items)} are more than the {MOST_ITEMS} that can be weighed at once")
    return tuple(items)


def _columns(responses: Sequence[dict[str, Any]], kind: str, attributes: set[str]) -> tuple[Columns, list[str]]:
    """One list a field; a field that no response has costs nothing."""
    named: set[str] = set().union(*responses)

    def column(field: str, absent: Any = None) -> list[Any] | None:
        return [response.get(field, absent) for response in responses] if field in named else None

    unused = sorted(name if isinstance(name, str) else shown(name) for name in named - FIELDS[kind] - attributes)
    warnings = [f"the field {shown(name)} of the responses was not used" for name in unused]
    columns = Columns(
        rankings=_answers(responses, kind),
        offered=column("offered") if "offered" in FIELDS[kind] else None,
        respondents=column("respondent"),
        groups=column("group"),
        weights=column("weight", 1.0),
        counts=column("n", 1),
        shown=column("shown") if "shown" in FIELDS[kind] else None,
        seconds=column("seconds") if "seconds" in FIELDS[kind] else None,
        channels=column("channel") if "channel" in FIELDS[kind] else None,
        moments=column("at") if "at" in FIELDS[kind] else None,
    )
    return columns, warnings


def _answers(responses: Sequence[dict[str, Any]], kind: str) -> list[Any]:
    """What each response answered; refuses responses without that field."""
    if kind == "bestworst":
        return [(response.get("best"), response.get("worst")) for response in responses]
    field = "points" if kind == "points" else "ranking"
    try:
        return list(map(itemgetter(field), responses))
    except KeyError:
        rows = [row for row, response in enumerate(responses) if field not in response]
        raise RefusedInput([f"row {row}, {field}: there is none" for row in rows[:50]]) from None
