"""Who may come in: every route of ours is a `@page`, which loads the thing, finds its consultation and then asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, abort, current_app, g, make_response, request
from flask_security import current_user
from sqlalchemy.orm import Session

from consult import audit, clock
from consult.accounts.permissions import PERMISSIONS, allows, roles_of
from consult.web.unit import account_session, database, reading_session
from surveys.text import storable

READING = ("GET", "HEAD", "OPTIONS")

# A loader turns the values in the URL into (thing, consultation id); the id is None for things of the whole
# site. It returns None, or raises NotFound, when there is no such thing.
Loader = Callable[..., tuple[Any, int | None] | None]


@dataclass(frozen=True, slots=True)
class Guard:
    """What a route asks of whoever calls it.

    `keeps_words`: a stale token shows the form again, words and all. `largest`: bytes a request may have where
    the site's limit is not the right one; a larger one reaches the view with `g.too_large`, to be told kindly.
    """

    permission: str | None
    public: bool
    load: Loader | None
    keeps_words: bool
    largest: int | None


def page(
    permission: str | None = None,
    *,
    public: bool = False,
    load: Loader | None = None,
    keeps_words: bool = False,
    largest: int | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard a view and give it its session: `view(db)` or, with a loader, `view(db, thing)`.

    A GET gets a session that cannot write. Anything else runs inside one unit of work, and the answer leaves
    only after its commit. Staff changes leave an audit row in the same unit; a view that stored nothing, or wrote
    its own row, sets `g.changed_nothing`. A staff change that is refused (400 and above) stores nothing.
    """
    if public == (permission is not None):
        raise ValueError("a page is public or asks for one permission")
    if permission is not None and permission not in PERMISSIONS:
        raise ValueError(f"no such permission: {permission}")
    guard = Guard(permission, public, load, keeps_words, largest)

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**values: Any) -> Response:
            if permission is not None and not current_user.is_authenticated:
                return make_response(current_app.login_manager.unauthorized())
            if request.method in READING or g.get("too_large"):
                return make_response(_enter(guard, view, reading_session(), values))
            request.form  # noqa: B018  read the whole body first: a slow sender must not hold the writers' turn
            with database().unit_of_work() as db:
                response = make_response(_enter(guard, view, db, values))
                if response.status_code >= (400 if _stores_nothing_refused(guard) else 500):
                    db.rollback()
            return response

        guarded.guard = guard  # type: ignore[attr-defined]
        return guarded

    return wrap


def _stores_nothing_refused(guard: Guard) -> bool:
    """Whether a refusal takes back what was done before it: an officer's does, or half of a change would stay without
    a row in the trail. A resident's words are kept all the same, and so are wrong tries at signing in."""
    return guard.permission is not None and not g.get("counts_tries")


def _enter(guard: Guard, view: Callable[..., Any], db: Session, values: dict[str, Any]) -> Any:
    thing, consultation_id = None, None
    if any(isinstance(value, str) and storable(value) != value for value in values.values()):
        abort(404)  # an address that no database could hold names nothing
    if guard.load is not None:
        found = guard.load(db, **values)
        if found is None:
            abort(404)
        thing, consultation_id = found
    if guard.permission is not None:
        _ask(guard.permission, db, consultation_id)
    answer = view(db, thing) if guard.load is not None else view(db, **values)
    if guard.permission is not None and request.method not in READING:
        answer = make_response(answer)
        if answer.status_code < 400 and not g.get("changed_nothing"):
            _write_down(db, thing, consultation_id)
    return answer


def _ask(permission: str, db: Session, consultation_id: int | None) -> None:
    roles = roles_of(db, current_user, consultation_id)
    if allows(roles, permission):
        return
    # Whether another consultation exists is not for those outside it to learn.
    abort(404 if consultation_id is not None and not roles else 403)


def _write_down(db: Session, thing: Any, consultation_id: int | None) -> None:
    audit.record(
        db,
        g.get("audit_verb") or request.endpoint or "",
        actor_id=current_user.id,
        object_type=getattr(thing, "__tablename__", "site"),
        object_id=getattr(thing, "id", None),
        consultation_id=consultation_id,
        at=clock.now(),
    )


def may(permission: str, consultation_id: int | None) -> bool:
    """Whether whoever is signed in holds `permission` there; for pages that show a link or leave it out."""
    if not current_user.is_authenticated:
        return False
    return allows(roles_of(account_session(), current_user, consultation_id), permission)
