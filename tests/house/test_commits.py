"""One place commits: a second one would be a way to keep half of a change."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOKED_AT = ("analysis", "surveys", "consult", "tools", "wsgi.py")


def commits_in(source: str) -> list[int]:
    """Lines that call something named commit, or hand it on to be called."""
    tree = ast.parse(source)
    return sorted(node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "commit")


def sources() -> list[Path]:
    found: list[Path] = []
    for name in LOOKED_AT:
        path = ROOT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found


@pytest.mark.pure
def test_there_is_one_commit_in_the_code_base_and_it_is_in_the_unit_of_work():
    places = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in commits_in(path.read_text(encoding="utf-8"))
    }
    assert len(places) == 1, f"commits at {sorted(places)}"
    assert places.pop().startswith("surveys/database.py:")


@pytest.mark.pure
def test_a_second_commit_would_be_found_however_it_is_called():
    assert commits_in("db.commit()\n") == [1]
    assert commits_in("later(db.session.commit)\n") == [1]
    assert commits_in("def commit(self): ...\n") == [], "a method of that name is no call"
