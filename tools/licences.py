"""Writes docs/licences.md: every runtime package with its licence, as installed; refuses an unknown one."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
PAGE = ROOT / "docs" / "licences.md"

# Licences under which a package may be used by, and shipped beside, a work under MIT.
FREE_TO_USE = (
    "0BSD", "Apache", "BSD", "HPND", "ISC", "MIT", "MPL", "PSF", "Python Software Foundation", "Unlicense", "Zlib",
)  # fmt: skip
# Weak copyleft: fine for a package that is imported as it is and not changed by us.
FREE_AS_IT_IS = ("LGPL",)
NOT_HERE = "only on other systems"
# Packages whose metadata says nothing; where it stands instead.
READ_BY_HAND = {"huey": "MIT"}  # its LICENSE file and huey/__init__.py
# Files in the repository that others wrote; their licences lie beside them.
SHIPPED = (
    ("govuk-frontend", "6.6.0", "MIT", "consult/static/vendor/govuk-frontend.LICENCE.txt"),
    ("SortableJS", "1.15.7", "MIT", "consult/static/vendor/sortable.LICENCE.txt"),
)


@dataclass(frozen=True)
class Package:
    """One pinned package and the licence it says it is under."""

    name: str
    version: str
    licence: str


def read_lock(text: str) -> list[Requirement]:
    """Every pinned requirement of a lock file, by name."""
    lines = (line.strip().removesuffix("\\").strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if re.match(r"[A-Za-z0-9]", line)]


def find_licence(name: str) -> str:
    """What an installed package says of its licence, shortest form first."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    about = metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    named = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    named = [one for one in named if one != "OSI Approved"]
    if named:
        return ", ".join(sorted(set(named)))
    return (about.get("License") or "").strip().splitlines()[0] if about.get("License") else ""


def list_packages() -> list[Package]:
    """Every runtime package with its licence; one this system does not need is named without."""
    packages = []
    for pinned in read_lock(LOCK.read_text()):
        version = next(iter(pinned.specifier)).version
        if pinned.marker is not None and not pinned.marker.evaluate():
            packages.append(Package(pinned.name, version, NOT_HERE))
        else:
            packages.append(Package(pinned.name, version, find_licence(pinned.name)))
    return sorted(packages, key=lambda one: one.name.lower())


def is_allowed(licence: str) -> bool:
    """Whether Heed may stand on a package under this licence."""
    plain = licence.replace("Library or Lesser General Public License", "LGPL").replace("Lesser General Public", "LGPL")
    if re.search(r"(?<![A-Z])A?GPL|GNU General Public|Affero", plain) and "LGPL" not in plain:
        return False
    return licence == NOT_HERE or any(word in plain for word in FREE_TO_USE + FREE_AS_IT_IS)


def build_page(packages: list[Package]) -> str:
    """The page as text."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in packages]
    shipped = [f"| {name} | {version} | {licence} | `{where}` |" for name, version, licence, where in SHIPPED]
    return "\n".join(
        [
            "# Licences",
            "",
            "Heed is under the MIT licence. It stands on the packages below, each at the version that is pinned with",
            "its hash in `requirements.txt`. `make lock` writes this page; a test fails when it is not complete.",
            "",
            "| package | version | licence |",
            "|---|---|---|",
            *rows,
            "",
            "Files by others that lie in the repository:",
            "",
            "| what | version | licence | text |",
            "|---|---|---|---|",
            *shipped,
            "",
        ]
    )


def main() -> int:
    """Write the page; name every package whose licence is unknown or does not fit."""
    packages = list_packages()
    refused = [one for one in packages if not is_allowed(one.licence)]
    for one in refused:
        print(f"{one.name} {one.version}: licence {one.licence or 'unknown'} is not one Heed may stand on")
    PAGE.write_text(build_page(packages))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
