"""What a demonstration makes once and keeps: a secret, a password for each role, and whether all of it was built."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROLES = ("administrator", "owner", "analyst", "facilitator", "provider", "viewer")
_SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in "aeiou"]


class KeptFileUnsafe(RuntimeError):
    """The file with the demonstration's secret can be read by others, or cannot be understood."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The secret of one demonstration and its passwords by role."""

    secret: str
    passwords: dict[str, str]


def open_kept(folder: Path) -> Kept:
    """Read what was made at the first start; make it if this is the first."""
    path = folder / "demo.json"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    kept = Kept(secrets.token_hex(32), {role: make_password() for role in ROLES})
    with os.fdopen(handle, "w") as file:
        json.dump({"secret": kept.secret, "passwords": kept.passwords}, file)
    return kept


def make_password() -> str:
    """A password one can type and say: ten syllables, 62 bits."""
    syllables = [secrets.choice(_SYLLABLES) for _ in range(10)]
    return "-".join("".join(syllables[start : start + 2]) for start in range(0, 10, 2))


def _read(path: Path) -> Kept:
    if path.stat().st_mode & 0o077:
        raise KeptFileUnsafe(f"{path} can be read by others. Set it right with: chmod 600 {path}")
    try:
        found = json.loads(path.read_text())
        return Kept(found["secret"], {role: found["passwords"][role] for role in ROLES})
    except (ValueError, KeyError, TypeError):
        raise KeptFileUnsafe(f"{path} is damaged. Delete the folder it is in to begin afresh.") from None


def address_of(role: str) -> str:
    """The invented address a role signs in with."""
    return f"{role}@wexmoor.example"


def environment_of(folder: Path, kept: Kept, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment a demonstration's processes run in; nothing of another installation reaches them."""
    others = {name: value for name, value in environ.items() if not name.startswith(("HEED_", "DATABASE_URL"))}
    return {
        **others,
        "HEED_SECRETS": kept.secret,
        "HEED_INSECURE_LOOPBACK": "1",
        "DATABASE_URL": f"sqlite:///{folder.resolve()}/heed.db",
        "HEED_COUNCIL_NAME": environ.get("HEED_COUNCIL_NAME", "Wexmoor County Council"),
    }


def built_revision(folder: Path) -> str | None:
    """The shape of the database when the demonstration was last built to its end, or None if it never was."""
    path = folder / "built"
    return path.read_text().strip() if path.exists() else None


def mark_built(folder: Path, revision: str) -> None:
    """Note that everything is there."""
    (folder / "built").write_text(revision + "\n")


def welcome(address: str, kept: Kept) -> str:
    """What the person at the terminal needs to begin."""
    width = max(len(address_of(role)) for role in ROLES)
    lines = [
        "",
        f"Heed is running at {address}",
        "",
        f"Sign in to the office at {address}/office/ as:",
        *(f"  {role:<14} {address_of(role):<{width}}  {kept.passwords[role]}" for role in ROLES),
        "",
        "Everything in it is invented. Stop with Ctrl-C.",
        "",
    ]
    return "\n".join(lines)
