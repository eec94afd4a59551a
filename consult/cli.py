"""Heed's command line, `python -m consult.cli`: serve, work, upgrade, look after; refuses unsafe settings by name."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from consult import audit, clock, schema
from consult.accounts.actions import create_user
from consult.config import Settings, UnsafeSettings, read_settings
from consult.first_start import KeptFileUnsafe, built_revision, environment_of, open_kept, welcome
from consult.processes import Family, die_with_parent
from consult.queue import Doorbell, UnknownDoorbell
from consult.runs import list_claimable
from consult.serving import (
    ROOT,
    become,
    build_demonstration_command,
    check_address,
    find_port,
    gunicorn_command,
    is_free,
    wait_until_up,
    worker_command,
)
from consult.web.second_factor import renew_second_factors
from surveys.database import Database, UnsafeDatabase
from surveys.errors import Refusal

LOOPBACK = "127.0.0.1"
# One thread for linear algebra in a worker: results do not depend on the machine, and pages keep a core.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@click.group()
def cli() -> None:
    """Heed: find out what matters to people, and how much."""


@contextmanager
def _opened() -> Iterator[tuple[Settings, Database]]:
    settings = read_settings(os.environ)
    database = Database(settings.database_url)
    try:
        yield settings, database
    finally:
        database.dispose()


@cli.command()
def upgrade() -> None:
    """Bring the database to the newest shape. Take a backup first."""
    with _opened() as (_, database):
        before = schema.current_revision(database)
        schema.upgrade(database)
        click.echo(f"The database was at {before or 'nothing'} and is at {schema.current_revision(database)}.")


@cli.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=2, show_default=True, help="Web server processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Run the web server (gunicorn). Workers run beside it: see `work`."""
    with _opened() as (settings, database):
        check_address(settings, host)
        database.check_durability()
        _refuse_old_shape(database)
    become(gunicorn_command(host, port, processes=processes, threads=threads))


@cli.command()
def work() -> None:
    """Run HEED_WORKERS workers until told to stop; one that dies is started again."""
    die_with_parent()
    with _opened() as (settings, database):
        database.check_durability()
        _refuse_old_shape(database)
    family = Family({**os.environ, **ONE_THREAD})
    family.stop_on_signals()
    for number in range(settings.workers):
        family.start(f"worker {number + 1}", worker_command(), restart=True)
    ended = family.watch()
    family.stop()
    if ended is not None:
        raise click.ClickException(f"{ended} would not start.")


@cli.command()
@click.option("--folder", default="var/demo", show_default=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--port", default=None, type=int, help="Port to listen on; the first free one from 8000 if not given.")
def demo(folder: Path, port: int | None) -> None:
    """Show Heed at work on this machine: invented people, one consultation, a server and a worker."""
    if port is not None and not is_free(LOOPBACK, port):
        raise click.ClickException(f"Port {port} is taken. Leave --port out and the first free one is used.")
    kept = open_kept(folder)
    if built_revision(folder) != schema.head_revision():
        click.echo("Building the demonstration; this happens once and takes a minute or two.")
        if subprocess.run(build_demonstration_command(folder), cwd=ROOT, check=False).returncode:  # noqa: S603
            raise click.ClickException("The demonstration could not be built; what it said stands above.")
    port = port or find_port(LOOPBACK)
    address = f"http://{LOOPBACK}:{port}"
    family = Family({**environment_of(folder, kept, os.environ), **ONE_THREAD})
    family.stop_on_signals()
    family.start("the web server", gunicorn_command(LOOPBACK, port, processes=1, threads=8), restart=False)
    try:
        if wait_until_up(address, family.stopping):
            family.start("the worker", worker_command(), restart=True)  # after the pages, which are waited for
            click.echo(welcome(address, kept))
            ended = family.watch()
        else:
            ended = None if family.stopping.is_set() else "the web server"
    finally:
        family.stop()
    if ended is not None:
        raise click.ClickException(f"{ended} ended by itself; what it said stands above.")
    click.echo("Stopped. Everything is kept for the next start.")


@cli.command("create-admin")
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when not given; not shown while you type.")
def create_admin(email: str, name: str, password: str) -> None:
    """Make the first administrator. A second factor is set up at the first sign-in."""
    with _opened() as (_, database), database.unit_of_work() as db:
        user = create_user(db, email, name, password, administrator=True, at=clock.now())
        db.flush()
        audit.record(
            db,
            "cli.create-admin",
            actor_id=None,
            object_type="user_account",
            object_id=user.id,
            consultation_id=None,
            at=clock.now(),
        )
    click.echo(f"{email} can sign in now.")


@cli.command("renew-keys")
def renew_keys() -> None:
    """After a new secret was put first: move what lies under an old one, so that the old one can be taken off."""
    with _opened() as (settings, database), database.unit_of_work() as db:
        moved = renew_second_factors(db, settings)
    click.echo(f"{moved} authenticator secrets moved under the newest secret.")


@cli.command("verify-audit")
@click.option("--head", default=None, help="A head hash printed in a publication; the chain must hold it.")
def verify_audit(head: str | None) -> None:
    """Read the whole audit chain and say whether anything in it was changed."""
    with _opened() as (_, database), database.reading() as db:
        verdict = audit.verify(db, expected_head=head)
    if verdict.fault is not None:
        raise click.ClickException(f"The audit trail is broken: {verdict.fault}.")
    click.echo(f"{verdict.entries} entries, whole. Head: {verdict.head}")


@cli.command()
def check() -> None:
    """Say whether settings, database, its shape and the audit chain are as they must be."""
    with _opened() as (settings, database):
        click.echo("Settings: in order.")
        click.echo(f"Doorbell: {'rings' if Doorbell(settings.queue_url).works() else 'BROKEN, workers look instead'}.")
        database.check_durability()
        click.echo("Database: every commit is synced to disk.")
        _refuse_old_shape(database)
        click.echo(f"Shape: {schema.head_revision()}, the newest.")
        with database.reading() as db:
            verdict = audit.verify(db)
            waiting = len(list_claimable(db, at=clock.now()))
        if verdict.fault is not None:
            raise click.ClickException(f"The audit trail is broken: {verdict.fault}.")
        click.echo(f"Audit trail: {verdict.entries} entries, whole.")
        click.echo(f"Runs that wait for a worker: {waiting}. Workers set: {settings.workers}.")


@cli.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Copy a SQLite database to TARGET while it is in use, and read the copy back. PostgreSQL: use pg_dump."""
    if target.exists():
        raise click.ClickException(f"{target} is there already. A backup never overwrites another.")
    with _opened() as (_, database):
        if not database.is_sqlite:
            raise click.ClickException("This is PostgreSQL. Use: pg_dump --format=custom --file=FILE DATABASE")
        source = str(database.url.database)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise click.ClickException(f"The copy is damaged ({verdict}). It is kept as {part}.")
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(target)
    click.echo(f"Kept in {target}: {target.stat().st_size:,} bytes, read back and whole.")


def _refuse_old_shape(database: Database) -> None:
    have, want = schema.current_revision(database), schema.head_revision()
    if have != want:
        raise click.ClickException(f"The database is at {have or 'nothing'}, Heed needs {want}. Run `upgrade` first.")


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; a refusal is one plain sentence and a non-zero end, never a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    try:
        cli.main(words, prog_name="heed", standalone_mode=False)
    except click.ClickException as refusal:
        refusal.show()
        return refusal.exit_code
    except click.Abort:
        return 130
    except (UnsafeSettings, UnsafeDatabase, UnknownDoorbell, KeptFileUnsafe, Refusal) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
