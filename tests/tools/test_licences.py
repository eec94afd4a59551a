"""What Heed stands on is listed with its licence, and every licence lets it."""

from __future__ import annotations

import re

import pytest

from tools.licences import LOCK, PAGE, is_allowed, list_packages, read_lock

pytestmark = pytest.mark.pure


def test_every_pinned_package_stands_on_the_page_with_its_version():
    listed = set(re.findall(r"^\| (\S+) \| (\S+) \| [^|]*\S[^|]* \|$", PAGE.read_text(), re.MULTILINE))
    pinned = {(one.name, next(iter(one.specifier)).version) for one in read_lock(LOCK.read_text())}
    assert len(pinned) > 40
    assert pinned <= listed


def test_every_installed_package_is_under_a_licence_heed_may_stand_on():
    assert [one for one in list_packages() if not is_allowed(one.licence)] == []


@pytest.mark.parametrize(
    "licence", ["", "UNKNOWN", "GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v2 (GPLv2)", "SSPL-1.0"]
)
def test_a_licence_that_does_not_fit_is_refused(licence: str):
    assert not is_allowed(licence)


def test_every_file_by_others_in_the_repository_has_its_licence_beside_it():
    paths = re.findall(r"\| `([^`]+)` \|$", PAGE.read_text(), re.MULTILINE)
    assert paths
    assert all((LOCK.parent / path).is_file() for path in paths)
