"""The one table of who may do what; what is not in it is refused."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, User

ADMINISTRATOR = "administrator"
MEMBER_ROLES = ("owner", "analyst", "facilitator", "provider", "viewer")

_EVERY_OFFICER = frozenset({ADMINISTRATOR, *MEMBER_ROLES, "officer"})
_MEMBERS = frozenset({ADMINISTRATOR, *MEMBER_ROLES})
_OWNER = frozenset({"owner"})
_WORKERS = frozenset({"owner", "analyst"})
_READERS_OF_RESULTS = frozenset({"owner", "analyst", "viewer"})

# "officer" is anyone signed in. An administrator looks after the server and the people, and reads no answers.
PERMISSIONS: dict[str, frozenset[str]] = {
    "office.view": _EVERY_OFFICER,
    "account.edit": _EVERY_OFFICER,
    "consultations.create": frozenset({ADMINISTRATOR, "officer"}),
    "users.manage": frozenset({ADMINISTRATOR}),
    "audit.read": frozenset({ADMINISTRATOR}),
    "consultation.view": _MEMBERS,
    "consultation.edit": _OWNER,
    "consultation.audit": frozenset({ADMINISTRATOR, "owner"}),
    "members.manage": frozenset({ADMINISTRATOR, "owner"}),
    "groups.edit": _WORKERS,
    "survey.view": frozenset({"owner", "analyst", "facilitator"}),
    "survey.edit": _WORKERS,
    "survey.publish": _OWNER,
    "responses.read": _WORKERS,
    "responses.settle": _WORKERS,
    "responses.import": _WORKERS,
    "themes.view": _WORKERS,
    "themes.edit": _WORKERS,
    "outcomes.view": _READERS_OF_RESULTS,
    "outcomes.edit": _WORKERS,
    "weights.view": _READERS_OF_RESULTS,
    "weights.run": _WORKERS,
    "weights.freeze": _WORKERS,
    "runs.view": _WORKERS,
    "runs.control": _WORKERS,
    "results.publish": _OWNER,
}


def roles_of(db: Session, user: User, consultation_id: int | None) -> frozenset[str]:
    """The roles `user` holds on the site and, where one is named, in that consultation."""
    roles = {"officer"} | {role.name for role in user.roles}
    if consultation_id is not None:
        roles.discard("officer")
        found = db.scalar(
            select(Membership.role).where(Membership.user_id == user.id, Membership.consultation_id == consultation_id)
        )
        if found:
            roles.add(found)
    return frozenset(roles)


def allows(roles: frozenset[str], permission: str) -> bool:
    """Whether any of `roles` holds `permission`; an unknown permission raises KeyError."""
    return bool(roles & PERMISSIONS[permission])
