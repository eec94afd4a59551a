"""The browser and the pictures of the walks."""

from __future__ import annotations

from tests.walk.conftest import axe, browser_type_launch_args, open_page, server, shoot  # noqa: F401
