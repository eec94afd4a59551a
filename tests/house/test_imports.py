"""The floors of the house: who may import whom, at file level and without circles, read from the code itself."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("analysis", "surveys", "consult")

# From the ground up. A room may import rooms before it in this list, never one after it.
FLOORS = (
    "accounts",
    "web",
    "consultations",
    "office",
    "groups",
    "authoring",
    "respond",
    "sessions",
    "themes",
    "outcomes",
    "weights",
    "providers",
    "appraisal",
    "measurement",
    "publishing",
    "overview",
    "receipts",
    "live",
    "front",
    "demo",
)
# Modules of consult that lie under all rooms; they hold plain ids and know no room.
CELLAR = {"audit", "clock", "config", "faults", "mail", "outbox", "processes", "queue", "run_words", "runs", "work"}
# Modules above all rooms: they put the house together, or run it.
ROOF = {
    "app",
    "cli",
    "demonstration",
    "first_start",
    "gunicorn_hooks",
    "housekeeping",
    "models",
    "rooms",
    "serving",
    "schema",
    "worker",
}
# Modules of analysis that need numpy at most, which pages may use.
LIGHT = {
    "records", "tree", "vectors", "disclosure", "balance", "points", "value", "discounting", "fiscal", "formats",
    "formats_text", "formats_rankings", "left_to_hear", "population", "representation", "rounding", "salience",
    "markup", "personal_data", "personal_numbers", "personal_addresses", "personal_doors", "personal_names",
    "personal_search", "personal_words", "road_words", "name_words", "row_fields", "ranking_checks", "flat_lists",
    "disclosure_tables", "disclosure_moves", "disclosure_editions", "engines", "languages", "sentence_model",
    "shared_errors",
}  # fmt: skip
TAKEN_FROM_OTHERS = ("models", "queries", "actions")


def files() -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = files()


def imports_of(name: str) -> set[str]:
    """The modules a module imports, as dotted names; `from a.b import c` counts as a.b.c where that is a module."""
    seen: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            seen |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name}: relative imports hide the floor"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                seen.add(inner if inner in MODULES else node.module)
    return seen


GRAPH = {name: imports_of(name) for name in MODULES}
OURS = {name: {one for one in seen if one in MODULES} - {name} for name, seen in GRAPH.items()}


def room_of(name: str) -> str | None:
    """The room a module stands in; None in the cellar and under the roof."""
    parts = name.split(".")
    return parts[1] if parts[0] == "consult" and len(parts) > 2 else None


def role_of(name: str) -> str:
    """What a module of a room is: pages, forms, actions ...; pages_import and run_pages are pages too."""
    last = name.rpartition(".")[2]
    for role in ("pages", "forms", "actions", "queries", "models", "work"):
        if role in last.split("_"):
            return role
    return last


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other in a round, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph[node]:
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            ring = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(ring) > 1:
                found.append(sorted(ring))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def told(faults: list[str]) -> str:
    return "\n".join(["", *sorted(faults)])


@pytest.mark.pure
def test_no_modules_import_each_other_in_a_circle():
    assert circles(OURS) == []


@pytest.mark.pure
def test_a_circle_would_be_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


@pytest.mark.pure
def test_analysis_imports_nothing_of_ours_and_surveys_neither_consult_nor_analysis_nor_flask():
    faults = [
        f"{name} imports {target}"
        for name, seen in GRAPH.items()
        for target in seen
        if (name.startswith("analysis") and target.split(".")[0] in ("surveys", "consult", "flask", "sqlalchemy"))
        or (name.startswith("surveys") and target.split(".")[0] in ("consult", "analysis"))
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_flask_is_imported_inside_consult_alone():
    faults = [
        f"{name} imports {target}"
        for name, seen in GRAPH.items()
        for target in seen
        if target.split(".")[0].startswith("flask") and not name.startswith("consult")
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_every_room_and_every_loose_module_has_its_place():
    rooms = {room_of(name) for name in MODULES} - {None}
    unknown = rooms - set(FLOORS)
    assert not unknown, f"say in FLOORS of tests/house/test_imports.py where these rooms stand: {sorted(unknown)}"
    loose = {name.split(".")[1] for name in MODULES if name.count(".") == 1 and name.startswith("consult.")}
    unplaced = loose - CELLAR - ROOF - rooms
    assert not unplaced, f"say in CELLAR or ROOF of tests/house/test_imports.py where these stand: {sorted(unplaced)}"


@pytest.mark.pure
def test_rooms_import_only_rooms_below_them():
    faults = []
    for name, seen in OURS.items():
        room = room_of(name)
        for target in seen:
            other = room_of(target)
            if room and other and room != other and FLOORS.index(other) > FLOORS.index(room):
                faults.append(f"{name} imports {target}, which stands above it")
            # The demonstration runs the whole house, the worker included.
            if (
                room not in (None, "demo")
                and target.startswith("consult.")
                and target.split(".")[1] in ROOF
                and target.count(".") == 1
            ):
                faults.append(f"{name} imports {target}, which is the roof")
    assert not faults, told(faults)


@pytest.mark.pure
def test_the_cellar_knows_no_room():
    faults = [
        f"{name} imports {target}"
        for name, seen in OURS.items()
        if name.startswith("consult.") and name.count(".") == 1 and name.split(".")[1] in CELLAR
        for target in seen
        if room_of(target) is not None or (target.startswith("consult.") and target.split(".")[1] in ROOF)
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_from_another_room_only_models_queries_and_actions_are_taken():
    faults = [
        f"{name} takes {target}"
        for name, seen in OURS.items()
        for target in seen
        if room_of(name)
        and room_of(target)
        and room_of(name) != room_of(target)
        and room_of(target) != "web"  # the shell: guard, widgets, words are there for every room
        and room_of(name) != "demo"
        and role_of(target) in ("pages", "forms", "work")
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_inside_a_room_nothing_points_back_at_pages_and_forms_know_no_tables():
    above = {"models": ("pages", "forms", "actions", "queries", "work"), "queries": ("pages", "forms", "work")}
    above |= {"actions": ("pages", "forms", "work"), "forms": ("pages", "actions", "models", "work")}
    faults = [
        f"{name} imports {target}"
        for name, seen in OURS.items()
        for target in seen
        if room_of(name) and role_of(target) in above.get(role_of(name), ()) and room_of(name) == room_of(target)
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_only_rooms_py_sees_the_pages_of_all_rooms():
    faults = [
        f"{name} imports {target}"
        for name, seen in OURS.items()
        for target in seen
        if role_of(target) == "pages"
        and room_of(target) not in (None, "web")
        and room_of(name) != room_of(target)
        and name != "consult.rooms"
    ]
    assert not faults, told(faults)


@pytest.mark.pure
def test_the_web_reaches_of_analysis_only_what_needs_numpy_at_most():
    reached = {name for name in within_reach("consult.app") if name.startswith("analysis.")}
    heavy = {name for name in reached if name.split(".")[1] not in LIGHT}
    assert not heavy, told([f"consult.app reaches {one} by way of {way_to('consult.app', one)}" for one in heavy])


def within_reach(start: str) -> set[str]:
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += OURS[name]
    return seen


def way_to(start: str, goal: str) -> str:
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return " -> ".join(way)
        steps = sorted(OURS[way[-1]] - seen)
        seen |= set(steps)
        ways += [[*way, after] for after in steps]
    return "nowhere"


@pytest.mark.pure
def test_every_package_face_is_empty():
    faces = [path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]
    assert faces
    assert not [str(path) for path in faces if path.read_text(encoding="utf-8").strip()]


@pytest.mark.pure
def test_nothing_is_imported_inside_a_function():
    faults = defaultdict(list)
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [one for one in ast.walk(node) if isinstance(one, ast.Import | ast.ImportFrom)]
                faults[name] += [f"{name}:{one.lineno}" for one in inner]
    assert not any(faults.values()), told([line for lines in faults.values() for line in lines])


@pytest.mark.pure
def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [name for name, path in MODULES.items() if path.name != "__init__.py" and not first_words(path)]
    assert not silent, told(silent)


def first_words(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.pure
def test_no_module_has_a_name_that_says_nothing():
    empty = {"utils", "helpers", "common", "misc", "manager", "handlers", "service", "services"}
    assert not [name for name in MODULES if name.rpartition(".")[2] in empty]
