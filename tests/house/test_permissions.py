"""Every role against every address, in its own consultation and in another: each cell is asserted, none is left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.routing import Rule

from consult.accounts import permissions
from consult.accounts.permissions import PERMISSIONS
from consult.run_words import KINDS
from consult.runs import Run
from consult.web import guard
from consult.worker import HANDLERS
from tests.house.world import NOW, ROLES, SIGNED_IN, World, changing

EVERYBODY_SIGNED_IN = set(SIGNED_IN)
MEMBERS = {"owner", "analyst", "facilitator", "provider", "viewer"}

# Who may, by permission: written down a second time on purpose. A permission for the whole site is held by whoever is
# signed in, whatever they are in a consultation; one of a consultation is held there and nowhere else.
OF_THE_SITE: dict[str, set[str]] = {
    "office.view": EVERYBODY_SIGNED_IN,
    "account.edit": EVERYBODY_SIGNED_IN,
    "consultations.create": EVERYBODY_SIGNED_IN,
    "users.manage": {"administrator"},
    "audit.read": {"administrator"},
}
OF_A_CONSULTATION: dict[str, set[str]] = {
    "consultation.view": {"administrator"} | MEMBERS,
    "consultation.edit": {"owner"},
    "consultation.audit": {"administrator", "owner"},
    "members.manage": {"administrator", "owner"},
    "groups.edit": {"owner", "analyst"},
    "survey.view": {"owner", "analyst", "facilitator"},
    "survey.edit": {"owner", "analyst"},
    "survey.publish": {"owner"},
    "responses.read": {"owner", "analyst"},
    "responses.settle": {"owner", "analyst"},
    "responses.import": {"owner", "analyst"},
    "themes.view": {"owner", "analyst"},
    "themes.edit": {"owner", "analyst"},
    "outcomes.view": {"owner", "analyst", "viewer"},
    "outcomes.edit": {"owner", "analyst"},
    "weights.view": {"owner", "analyst", "viewer"},
    "weights.run": {"owner", "analyst"},
    "weights.freeze": {"owner", "analyst"},
    "runs.view": {"owner", "analyst"},
    "runs.control": {"owner", "analyst"},
    "results.publish": {"owner"},
}
EXPECTED = OF_THE_SITE | OF_A_CONSULTATION

# Who may stop a run and start it again, by its kind: those who may start that kind. Any other meets a refusal.
RUNS: dict[str, set[str]] = {
    "system.exercise": {"owner", "analyst"},
    "themes.discover": {"owner", "analyst"},
    "themes.read": {"owner", "analyst"},
    "themes.suggest": {"owner", "analyst"},
    "weights.compute": {"owner", "analyst"},
    "import.rows": {"owner", "analyst"},
    "publishing.freeze": {"owner"},
}
# The pages on which a kind of run is asked for; the other kinds are asked for by no page.
STARTED_ON = {
    "themes.discover": ("theme_find.discover", "theme_find.cut"),
    "themes.suggest": ("theme_suggestions.anew",),
    "weights.compute": ("weights.compute",),
    "import.rows": ("importing.confirm",),
    "publishing.freeze": ("publishing.publish",),
}

# Sign-in pages that send people on: where to, for somebody not signed in and for somebody signed in (None: the page).
SIGN_IN_PAGES: dict[str, tuple[str | None, str | None]] = {
    "security.login": (None, "/office/"),
    "security.logout": ("/account/sign-in", "/account/sign-in"),
    "security.forgot_password": (None, None),
    "security.reset_password": ("/account/forgotten", "/account/forgotten"),
    "security.two_factor_setup": ("/account/sign-in", None),
    "security.two_factor_token_validation": ("/account/sign-in", "/account/sign-in"),
    "security.mf_recovery": ("/account/sign-in", "/office/"),
}
# Public pages that send a person on because of what our made world is like, with the reason.
PUBLIC_THAT_LEAD_ON: set[str] = set()

RUNS_READERS = ("owner", "analyst")

asked: Counter[str] = Counter()


def guard_of(world: World, rule: Rule) -> Any:
    return world.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]


def ask(world: World, monkeypatch: pytest.MonkeyPatch, role: str, rule: Rule, method: str, side: dict[str, Any]) -> Any:
    """Open an address as somebody; whatever it changes is undone."""
    client = world.clients[role]
    form = {"csrf_token": world.token(role)} if method != "GET" else None
    with client.session_transaction() as session:
        kept = dict(session)
    with world.undone(monkeypatch):
        answer = client.open(world.path(rule, side), method=method, data=form)
    with client.session_transaction() as session:  # signing out or being told something must not reach the next cell
        session.clear()
        session.update(kept)
    asked[rule.endpoint] += 1
    return answer


def to_sign_in(answer: Any) -> bool:
    return answer.status_code in (302, 303) and answer.headers["Location"].startswith("/account/sign-in")


def test_every_permission_has_a_row_in_this_file():
    missing = set(PERMISSIONS) - set(EXPECTED)
    assert not missing, f"say in tests/house/test_permissions.py who may: {sorted(missing)}"
    assert not set(EXPECTED) - set(PERMISSIONS), "rows about permissions that no longer exist"


@pytest.mark.parametrize("permission", sorted(EXPECTED))
def test_a_permission_opens_its_pages_to_those_who_hold_it_and_to_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch, permission: str
):
    faults = faults_of(world, monkeypatch, permission)
    assert not faults, "\n".join(["", *faults])


def faults_of(world: World, monkeypatch: pytest.MonkeyPatch, permission: str) -> list[str]:
    """Every cell of the pages that ask for a permission in which somebody meets what they should not."""
    faults = []
    for rule in world.rules():
        if guard_of(world, rule).permission != permission:
            continue
        ours, theirs = world.loaded(rule, world.ours), world.loaded(rule, world.theirs)
        of_site = permission in OF_THE_SITE
        if of_site != (ours is None) or (not of_site and (ours, theirs) != two_consultations(world)):
            faults.append(f"{rule.endpoint}: its loader names the wrong consultation, or none ({ours}, {theirs})")
            continue
        for method in ["GET", *changing(rule)] if "GET" in (rule.methods or ()) else changing(rule):
            for side, own in ((world.ours, True), (world.theirs, False)):
                for role in ROLES:
                    answer = ask(world, monkeypatch, role, rule, method, side)
                    wanted = expected(permission, role, method, own=own or of_site)
                    if not fits(answer, wanted):
                        where = "own" if own else "other"
                        faults.append(
                            f"{method} {rule.endpoint} as {role}, {where} consultation: {tell(answer)}, not {wanted}"
                        )
    return faults


def test_a_role_that_may_too_much_or_too_little_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch):
    """The planted faults: a viewer who may edit groups, and an analyst who may not."""
    for holders, role in (({"owner", "analyst", "viewer"}, "viewer"), ({"owner"}, "analyst")):
        with monkeypatch.context() as patch:
            patch.setitem(permissions.PERMISSIONS, "groups.edit", frozenset(holders))
            faults = faults_of(world, monkeypatch, "groups.edit")
        assert faults and all(f" as {role}, own consultation" in fault for fault in faults)


def test_a_page_that_asks_about_the_wrong_consultation_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch):
    """The planted fault: whose consultation it is, is taken from the reader instead of from the thing."""
    real = world.app.view_functions["groups.edit"]

    def careless(**values: Any) -> Any:
        return real(**values)

    def load(db: Any, **values: Any) -> Any:
        return real.guard.load(db, **values)[0], world.ours["consultation_id"]  # type: ignore[attr-defined]

    careless.guard = replace(real.guard, load=load)  # type: ignore[attr-defined]
    monkeypatch.setitem(world.app.view_functions, "groups.edit", careless)
    assert [fault for fault in faults_of(world, monkeypatch, "groups.edit") if "wrong consultation" in fault]


def test_a_page_that_does_not_ask_who_somebody_is_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch):
    """The planted fault: the guard lets everybody through who holds any role at all."""
    monkeypatch.setattr(guard, "allows", lambda roles, _: bool(roles))
    faults = faults_of(world, monkeypatch, "consultation.edit")
    seen = {role for role in ROLES for fault in faults if f" as {role}," in fault}
    assert {"analyst", "viewer", "administrator"} <= seen


def expected(permission: str, role: str, method: str, *, own: bool) -> str:
    """What somebody should meet: "sign in", "refused", "open", "forbidden" or "nothing there"."""
    if role == "anonymous":
        return "sign in" if method == "GET" else "refused"
    may = role in EXPECTED[permission]
    if permission in OF_THE_SITE or role == "administrator":
        return "open" if may else "forbidden"
    if not own or role == "officer":
        return "nothing there"  # that it exists is not for them to learn
    return "open" if may else "forbidden"


def fits(answer: Any, wanted: str) -> bool:
    status = answer.status_code
    return {
        "sign in": to_sign_in(answer),
        "refused": status == 403,
        "forbidden": status == 403,
        "nothing there": status == 404,
        "open": status < 500 and status not in (401, 403, 404, 405) and not to_sign_in(answer),
    }[wanted]


def tell(answer: Any) -> str:
    return f"{answer.status_code} {answer.headers.get('Location', '')}".strip()


def two_consultations(world: World) -> tuple[int, int]:
    return world.ours["consultation_id"], world.theirs["consultation_id"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_run_is_stopped_and_started_again_by_those_who_may_start_its_kind(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str
):
    faults = []
    for role in ROLES:
        for side, own in ((world.ours, True), (world.theirs, False)):
            for endpoint, status in (("runs.cancel", "queued"), ("runs.retry", "failed")):
                wanted = expected("runs.control", role, "POST", own=own)
                if wanted == "open" and role not in RUNS[kind]:
                    wanted = "forbidden"
                answer = control(world, monkeypatch, role, endpoint, made_run(world, side, kind, status))
                if not fits(answer, wanted):
                    faults.append(f"{endpoint} of {kind} as {role}, own={own}: {tell(answer)}, not {wanted}")
    assert not faults, "\n".join(["", *faults])


def test_who_asked_for_a_run_may_always_stop_it_and_starts_it_again_only_while_they_may(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    for endpoint, wanted in (("runs.cancel", "open"), ("runs.retry", "forbidden")):
        status = "queued" if endpoint == "runs.cancel" else "failed"
        run_id = made_run(world, world.ours, "publishing.freeze", status, by=world.people["analyst"])
        assert fits(control(world, monkeypatch, "analyst", endpoint, run_id), wanted)
    ended = made_run(world, world.ours, "publishing.freeze", "queued", by=world.people["viewer"])
    assert fits(control(world, monkeypatch, "viewer", "runs.cancel", ended), "forbidden")


def test_the_page_of_a_run_offers_only_what_the_reader_may(world: World):
    run_id = made_run(world, world.ours, "publishing.freeze", "queued")
    pages = {role: world.clients[role].get(f"/office/runs/{run_id}").get_data(as_text=True) for role in RUNS_READERS}
    assert {role: f"/office/runs/{run_id}/cancel" in page for role, page in pages.items()} == {
        "owner": True,
        "analyst": False,
    }


def test_a_kind_of_run_names_the_permission_of_the_pages_it_is_asked_for_on(world: World):
    assert set(RUNS) == set(KINDS) == set(HANDLERS)
    for kind, endpoints in STARTED_ON.items():
        assert {world.app.view_functions[one].guard.permission for one in endpoints} == {KINDS[kind].starts}
    assert {kind: EXPECTED[one.starts] for kind, one in KINDS.items()} == RUNS


def made_run(world: World, side: dict[str, Any], kind: str, status: str, *, by: int | None = None) -> int:
    with world.store.unit_of_work() as db:
        subject = (db.scalar(select(func.max(Run.id))) or 0) + 9000
        made = Run(
            kind=kind,
            consultation_id=side["consultation_id"],
            subject_id=subject,
            status=status,
            asked_by=by,
            asked_at=NOW,
        )
        db.add(made)
        db.flush()
        return made.id


def control(world: World, monkeypatch: pytest.MonkeyPatch, role: str, endpoint: str, run_id: int) -> Any:
    rule = next(one for one in world.rules() if one.endpoint == endpoint)
    return ask(world, monkeypatch, role, rule, "POST", {"run_id": run_id})


def test_public_pages_open_to_everybody(world: World, monkeypatch: pytest.MonkeyPatch):
    faults = []
    for rule in world.rules():
        if not guard_of(world, rule).public or rule.endpoint in SIGN_IN_PAGES:
            continue
        for method in ["GET", *changing(rule)] if "GET" in (rule.methods or ()) else changing(rule):
            for role in ROLES:
                answer = ask(world, monkeypatch, role, rule, method, world.ours)
                if not fits(answer, "open"):
                    faults.append(f"{method} {rule.endpoint} as {role}: {tell(answer)}")
    assert not faults, "\n".join(
        ["", *faults, "If our made world lacks what the page needs, add it to tests/house/world.py"]
    )


def test_each_sign_in_page_opens_or_sends_on_as_written(world: World, monkeypatch: pytest.MonkeyPatch):
    public = {rule.endpoint for rule in world.rules() if guard_of(world, rule).public}
    known = {endpoint for endpoint in public if endpoint.startswith("security.")}
    assert known == set(SIGN_IN_PAGES), "a public sign-in page without its row in SIGN_IN_PAGES"
    for rule in world.rules():
        if rule.endpoint not in SIGN_IN_PAGES:
            continue
        for role in ROLES:
            target = SIGN_IN_PAGES[rule.endpoint][role != "anonymous"]
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = ask(world, monkeypatch, role, rule, method, world.ours)
                if target is None:
                    assert answer.status_code in (200, 422), f"{method} {rule.endpoint} as {role}: {tell(answer)}"
                else:
                    assert answer.status_code in (302, 303), f"{method} {rule.endpoint} as {role}: {tell(answer)}"
                    assert answer.headers["Location"] == target, f"{method} {rule.endpoint} as {role}: {tell(answer)}"


def test_no_cell_was_left_out(world: World, request: pytest.FixtureRequest):
    """Runs last in this file: every address was asked as every role."""
    ran = [one.name for one in request.session.items if one.path == request.path]
    if len(ran) < len(EXPECTED) + len(KINDS) + 10:
        return  # only some tests of this file were asked for
    short = []
    for rule in world.rules():
        methods = len(set(rule.methods or ()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
        sides = 2 if guard_of(world, rule).permission else 1
        if asked[rule.endpoint] < methods * len(ROLES) * sides:
            short.append(f"{rule.endpoint}: {asked[rule.endpoint]} cells of {methods * len(ROLES) * sides}")
    assert not short, "\n".join(["", *short])
