"""The process that answers residents is small: no library of the analysis is in it, whatever page was opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.world import fresh_environ

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sklearn", "scipy", "nltk", "matplotlib", "pandas", "torch", "onnxruntime")

# Starts the app as a server does, opens every page as an owner, and says which libraries are there at each point.
OPEN_EVERYTHING = """
import json, os, sys
import wsgi
heavy = tuple(json.loads(os.environ["HEAVY"]))
loaded = lambda: sorted({name.partition(".")[0] for name in sys.modules} & set(heavy))
after_start = loaded()
from tests.house.world import build_world
world = build_world(dict(os.environ))
statuses = {}
for rule in world.rules():
    if "GET" in rule.methods:
        for role in ("anonymous", "owner", "administrator"):
            answer = world.clients[role].get(world.path(rule, world.ours))
            statuses[f"{role} {rule.endpoint}"] = answer.status_code
print(json.dumps({"after_start": after_start, "after_pages": loaded(), "statuses": statuses}))
"""


def run(code: str, tmp_path: Path) -> dict[str, object]:
    environ = {**os.environ, **fresh_environ(tmp_path), "HEAVY": json.dumps(HEAVY), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.pure
def test_no_page_brings_a_library_of_the_analysis_into_the_web_process(tmp_path: Path):
    found = run(OPEN_EVERYTHING, tmp_path)
    assert found["after_start"] == []
    assert found["after_pages"] == []
    statuses = found["statuses"]
    assert isinstance(statuses, dict) and len(statuses) > 50
    assert not {page: status for page, status in statuses.items() if status >= 500}


@pytest.mark.pure
def test_a_heavy_library_would_be_seen(tmp_path: Path):
    planted = OPEN_EVERYTHING.replace("import wsgi", "import wsgi, scipy").replace("world.rules()", "[]")
    assert run(planted, tmp_path)["after_start"] == ["scipy"]
