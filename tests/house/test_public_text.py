"""What is in the repository may be read by everybody: no path of a machine, no secret, nothing that is the crown's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 2 * 1024 * 1024

# Written in two halves, so that this file does not contain what it looks for.
FAULTS = {
    "a path of somebody's machine": re.compile(r"(?<![\w.~-])/(?:wor" + r"k|roo" + r"t|home/\w+|Users/\w+)/"),
    "the address of a package registry": re.compile(
        r"registry\.npm"
        + r"js|pypi\.org/simp"
        + r"le|files\.pythonhos"
        + r"ted|--(extra-)?index-"
        + "url|--find-"
        + "links"
    ),
    "a private key": re.compile(r"BEGIN (?:[A-Z]+ )?PRIVATE " + "KEY"),
    "an address inside a private network": re.compile(r"https?://(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d"),
}
OF_THE_CROWN = re.compile("gds " + "transport|govuk-" + "crest|govuk-crown|opengraph-image", re.I)
NEVER = (".env", ".db", ".sqlite", ".sqlite3", ".pem", ".key", ".pyc", ".log")

git = shutil.which("git")
pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(git is None or not (ROOT / ".git").exists(), reason="not a git clone: nothing to list"),
]


def tracked() -> list[Path]:
    """Every file that is in the repository, or is about to be."""
    listed = subprocess.run(
        [str(git), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """A file as text, None when it is not text."""
    raw = path.read_bytes()
    return None if b"\0" in raw[:8000] else raw.decode("utf-8", "replace")


def faults_in(text: str) -> list[str]:
    return [name for name, pattern in FAULTS.items() if pattern.search(text)]


def test_no_file_names_a_machine_a_registry_or_a_key():
    found = {}
    for path in tracked():
        text = text_of(path)
        if text is not None and (faults := faults_in(text)):
            found[str(path.relative_to(ROOT))] = faults
    assert not found, found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("see /wor" + "k/main/app.py", "a path of somebody's machine"),
        ("cd /ho" + "me/sam/heed", "a path of somebody's machine"),
        ("--index-" + "url https://mirror", "the address of a package registry"),
        ("-----BEGIN RSA PRIVATE " + "KEY-----", "a private key"),
        ("http://192." + "168.1.4:4873/", "an address inside a private network"),
    ],
)
def test_each_of_these_would_be_found(text: str, name: str):
    assert faults_in(text) == [name]


def test_the_lock_of_the_front_end_names_no_place_it_came_from():
    locks = [path for path in tracked() if path.name == "package-lock.json"]
    for path in locks:
        packages = json.loads(path.read_text(encoding="utf-8")).get("packages", {})
        named = [name for name, one in packages.items() if "resolved" in one]
        assert not named, f"{path.relative_to(ROOT)} says where it got {named[:3]}"


def test_nothing_of_the_crown_is_in_style_sheets_or_templates():
    looked_at = [
        path
        for path in tracked()
        if path.is_relative_to(ROOT / "consult") and path.suffix in (".css", ".html", ".js", ".svg", ".scss")
    ]
    assert looked_at
    assert not [str(path.relative_to(ROOT)) for path in looked_at if OF_THE_CROWN.search(text_of(path) or "")]
    names = [path.name.lower() for path in tracked() if path.is_relative_to(ROOT / "consult" / "static")]
    assert not [name for name in names if OF_THE_CROWN.search(name) or name.startswith("gds")]


def test_no_database_key_or_log_is_in_the_repository():
    assert not [str(path.relative_to(ROOT)) for path in tracked() if path.name.endswith(NEVER)]


def test_no_file_is_larger_than_it_needs_to_be():
    large = {str(path.relative_to(ROOT)): path.stat().st_size for path in tracked() if path.stat().st_size > LARGEST}
    # The word vectors are the one large thing that ships; their own test holds them under twenty megabytes.
    assert set(large) == {"analysis/data/vectors.npz"}


def test_text_files_end_lines_in_one_way():
    crossed = []
    for path in tracked():
        text = text_of(path)
        if text is not None and "\r\n" in text and path.suffix not in (".csv", ".txt"):
            crossed.append(str(path.relative_to(ROOT)))
    assert not crossed
