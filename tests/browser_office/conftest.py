"""The real application on a loopback port, a fixed day, and a browser signed in to it."""

from __future__ import annotations

from tests.browser_ranking.conftest import browser_type_launch_args  # noqa: F401  the same browser
from tests.browser_runs.conftest import address  # noqa: F401  the same server
from tests.consult.conftest import november  # noqa: F401  the same day
