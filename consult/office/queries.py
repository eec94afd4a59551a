"""What administrators and owners read about people and about who did what; changes nothing, shows no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult import audit
from consult.accounts.models import User
from consult.accounts.permissions import ADMINISTRATOR
from consult.accounts.queries import find_names, list_administrators, list_users
from consult.audit import AuditEntry, AuditHead

CHECKED_AT_ONCE = 50_000  # entries read through on every visit; half a second

# The rest is told from the verb itself: "themes.rename" becomes "Themes: rename".
VERBS = {
    "account.locked": "Locked after too many wrong tries",
    "account.password_changed": "Changed their password",
    "account.password_set_by_link": "Set a password by a link",
    "account.recovery_codes_made": "Made recovery codes",
    "account.second_factor_off": "Stopped using an authenticator app",
    "account.second_factor_set": "Set up an authenticator app",
    "account.signed_in": "Signed in",
    "account.signed_out": "Signed out",
    "consultations.answer": "Answered a fairness test",
    "consultations.create": "Started the consultation",
    "consultations.edit": "Changed what people are told",
    "groups.add": "Added a group",
    "groups.edit": "Changed a group",
    "groups.move": "Moved a group in the list",
    "groups.retire": "Retired a group, or brought it back",
    "members.removed": "Ended somebody's part in the consultation",
    "office.activate": "Opened an account again",
    "office.add_user": "Made an account",
    "office.clear_second_factor": "Let somebody set up a new phone",
    "office.deactivate": "Shut an account",
    "office.make_administrator": "Made somebody administrator",
    "office.rename": "Changed a name",
    "office.send_link": "Sent a link to choose a password",
    "office.stop_administrator": "Ended somebody's part as administrator",
    "overview.close": "Closed the consultation",
    "overview.open": "Opened the consultation to the public",
    "overview.reopen": "Opened the consultation again",
    "publishing.ask": "Asked for the results to be published",
    "publishing.publish": "Published an edition of the results",
    "theme_personal.answer": "Decided what is hidden in an answer",
}
THINGS = {"user_account": "person", "site": "", "membership": "role", "consultation_group": "group"}


@dataclass(frozen=True, slots=True)
class UserRow:
    """One account in the list."""

    id: int
    name: str
    email: str
    administrator: bool
    state: str
    tone: str
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserView:
    """One account, and what may be done with it."""

    row: UserRow
    has_second_factor: bool
    has_password: bool
    created_at: datetime
    is_self: bool
    is_last_administrator: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry of the trail in words."""

    id: int
    at: datetime
    who: str
    what: str
    thing: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Whether the trail is as it was written: `fault` is None when it is, `checked` False when it was not read."""

    entries: int
    head: str
    fault: str | None
    checked: bool


def find_user_or_none(db: Session, user_id: int) -> tuple[User, None] | None:
    """An account for the guard; accounts belong to no consultation."""
    user = db.get(User, user_id)
    return None if user is None else (user, None)


def describe_user(user: User) -> UserRow:
    """An account as the list shows it."""
    if not user.active:
        state, tone = "Shut", "quiet"
    elif user.password is None:
        state, tone = "Invited", "info"
    else:
        state, tone = "Open", "good"
    administrator = any(role.name == ADMINISTRATOR for role in user.roles)
    return UserRow(user.id, user.name, user.email, administrator, state, tone, user.last_login_at)


def list_user_rows(db: Session, *, offset: int, limit: int) -> list[UserRow]:
    """A page of accounts."""
    return [describe_user(user) for user in list_users(db, offset=offset, limit=limit)]


def build_user_view(db: Session, user: User, *, seen_by: int) -> UserView:
    """One account with what an administrator may do."""
    return UserView(
        row=describe_user(user),
        has_second_factor=user.tf_primary_method is not None,
        has_password=user.password is not None,
        created_at=user.created_at,
        is_self=user.id == seen_by,
        is_last_administrator=list_administrators(db) == [user.id],
    )


def count_entries(db: Session, consultation_id: int | None = None) -> int:
    """How many entries the trail has, or those about one consultation."""
    if consultation_id is None:
        head = db.get(AuditHead, 1)
        return head.count if head else 0
    counted = select(func.count()).select_from(AuditEntry).where(AuditEntry.consultation_id == consultation_id)
    return db.scalar(counted) or 0


def list_entries(db: Session, *, offset: int, limit: int, consultation_id: int | None = None) -> list[AuditRow]:
    """A page of the trail, newest first."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).offset(offset).limit(limit)
    if consultation_id is not None:
        wanted = wanted.where(AuditEntry.consultation_id == consultation_id)
    entries = list(db.scalars(wanted))
    people = {entry.actor_id for entry in entries if entry.actor_id is not None}
    people |= {entry.object_id for entry in entries if entry.object_type == "user_account" and entry.object_id}
    names = find_names(db, people)
    return [_describe(entry, names) for entry in entries]


def check_trail(db: Session, *, anyway: bool) -> Trail:
    """Read the whole trail through and say whether it is whole; a very long one only when asked to."""
    head = db.get(AuditHead, 1)
    count = head.count if head else 0
    if count > CHECKED_AT_ONCE and not anyway:
        return Trail(count, head.head_hash if head else audit.GENESIS, None, checked=False)
    verdict = audit.verify(db)
    return Trail(verdict.entries, verdict.head, verdict.fault, checked=True)


def verb_words(verb: str) -> str:
    """What was done, in words."""
    if verb in VERBS:
        return VERBS[verb]
    room, _, deed = verb.partition(".")
    if verb.startswith("members.made_"):
        return f"Made somebody {deed.removeprefix('made_')} of the consultation"
    return f"{room.replace('_', ' ').capitalize()}: {deed.replace('_', ' ')}" if deed else room.capitalize()


def _describe(entry: AuditEntry, names: dict[int, str]) -> AuditRow:
    who = names.get(entry.actor_id or 0) or (f"Person {entry.actor_id}" if entry.actor_id else "Nobody signed in")
    kind = THINGS.get(entry.object_type, entry.object_type.replace("_", " "))
    number = f" {entry.object_id}" if entry.object_id is not None else ""
    if entry.object_type == "user_account" and entry.object_id in names:
        number = f" {entry.object_id}, {names[entry.object_id]}"
    thing = f"{kind}{number}".strip()
    return AuditRow(entry.id, entry.at, who, verb_words(entry.verb), thing[:1].upper() + thing[1:])
