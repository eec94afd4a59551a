"""Files that other people made: pinned, licensed, of the version their name says, and without GOV.UK's own look."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[3]
STATIC = ROOT / "consult" / "static"
VENDOR = STATIC / "vendor"


def test_no_gov_uk_font_crest_or_crown_is_shipped():
    for path in STATIC.rglob("*"):
        if path.is_file() and path.suffix in {".css", ".js", ".svg"}:
            text = path.read_text(encoding="utf-8")
            assert "GDS Transport" not in text, path.name
            assert not re.search(r"govuk-crest|crown|opengraph", text), path.name


def test_no_style_sheet_or_script_fetches_anything_from_elsewhere():
    for path in STATIC.rglob("*.css"):
        assert not re.search(r"url\(|@import", path.read_text(encoding="utf-8")), path.name
    for path in STATIC.glob("*.js"):
        assert not re.search(r"https?:|//[a-z]+\.", path.read_text(encoding="utf-8")), path.name


def test_scripts_import_files_that_are_there_in_the_version_that_is_pinned():
    pinned = json.loads((ROOT / "tools/vendor/package.json").read_text(encoding="utf-8"))
    versions = {**pinned["dependencies"], **pinned["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    wanted = set(re.findall(r'"\./vendor/([^"]+)"', scripts))
    assert wanted == {
        f"govuk-frontend-{versions['govuk-frontend']}.min.js",
        f"sortable-{versions['sortablejs']}.min.js",
    }
    assert all((VENDOR / name).is_file() for name in wanted)


def test_each_vendored_work_brings_its_licence():
    for name in ("govuk-frontend", "sortable"):
        assert "Permission is hereby granted" in (VENDOR / f"{name}.LICENCE.txt").read_text(encoding="utf-8")


def test_the_lock_names_versions_and_hashes_and_no_address_to_fetch_from():
    lock = json.loads((ROOT / "tools/vendor/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["version"], name
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
