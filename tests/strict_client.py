"""The client every test fetches with; an answer without a strict content policy fails the test that asked for it."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

ALLOWED = re.compile(r"'none'|'self'|data:|'nonce-[\w-]{20,}'")


def weakness_of(answer: Response) -> str:
    """What is wrong with the policy of an answer; nothing when it is strict."""
    policies = answer.headers.getlist("Content-Security-Policy")
    if len(policies) != 1:
        return f"{len(policies)} policies"
    parts = {name: sources for name, *sources in (part.split() for part in policies[0].split(";") if part.strip())}
    for name in ("default-src", "frame-ancestors"):
        if parts.get(name) != ["'none'"]:
            return f"{name} is not 'none'"
    odd = [source for sources in parts.values() for source in sources if not ALLOWED.fullmatch(source)]
    if "data:" in parts.get("script-src", []):
        odd.append("data: for scripts")
    return f"allows {odd[0]}" if odd else ""


class StrictClient(FlaskClient):
    """Flask's own client, which looks at the policy of each answer before the test does."""

    def open(self, *args: Any, **sent: Any) -> TestResponse:
        """Fetch, and refuse an answer whose policy is weak."""
        answer = super().open(*args, **sent)
        weakness = weakness_of(answer)
        assert not weakness, f"content policy of {answer.status_code} at {answer.request.path}: {weakness}"
        return answer
