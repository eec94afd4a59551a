"""Builds the demonstration in a folder, `python -m consult.demonstration FOLDER`; touches no database but its own.

A process of its own: it works off runs, and the command line that shows the demonstration stays light.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from threadpoolctl import threadpool_limits

from consult import clock, schema
from consult.accounts.actions import create_user, give_role
from consult.accounts.permissions import ADMINISTRATOR
from consult.accounts.queries import find_membership, find_user
from consult.config import read_settings
from consult.consultations.models import Consultation
from consult.demo.build import build_demo
from consult.first_start import ROLES, Kept, address_of, built_revision, environment_of, mark_built, open_kept
from surveys.database import Database

PEOPLE: Mapping[str, str] = {
    "administrator": "Ada Moss",
    "owner": "Olive Tarrant",
    "analyst": "Amir Pell",
    "facilitator": "Fay Kestrel",
    "provider": "Piotr Lund",
    "viewer": "Vera Quill",
}


def build(folder: Path, environ: Mapping[str, str], *, at: datetime) -> None:
    """Bring the demonstration in `folder` to where it can be shown; one that was cut short is begun afresh."""
    kept = open_kept(folder)
    settings = read_settings(environment_of(folder, kept, environ))
    is_new = built_revision(folder) is None
    if is_new:
        for half_built in folder.glob("heed*.db*"):
            half_built.unlink()
    database = Database(settings.database_url)
    try:
        database.check_durability()
        schema.upgrade(database)
        _make_people(database, kept, at)
        if is_new:
            with threadpool_limits(limits=1):
                build_demo(database, settings, at)
        _seat_people(database, at)
    finally:
        database.dispose()
    mark_built(folder, schema.head_revision())


def _make_people(database: Database, kept: Kept, at: datetime) -> None:
    with database.reading() as db:
        missing = [role for role in ROLES if find_user(db, address_of(role)) is None]
    for role in missing:
        with database.unit_of_work() as db:
            create_user(
                db, address_of(role), PEOPLE[role], kept.passwords[role], administrator=role == ADMINISTRATOR, at=at
            )


def _seat_people(database: Database, at: datetime) -> None:
    with database.unit_of_work() as db:
        invented = list(db.scalars(select(Consultation.id).where(Consultation.is_invented)))
        for role in ROLES:
            user = find_user(db, address_of(role))
            for consultation_id in invented if role != ADMINISTRATOR and user is not None else ():
                if find_membership(db, user.id, consultation_id) is None:
                    give_role(db, user, consultation_id, role, at=at)


def main() -> int:
    """Build what the one argument names."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        build(Path(sys.argv[1]), os.environ, at=clock.now())
    except KeyboardInterrupt:
        return 130  # the next start begins afresh
    return 0


if __name__ == "__main__":
    sys.exit(main())
