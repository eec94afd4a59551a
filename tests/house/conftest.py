"""A database, an app and a world for a whole file of house tests: they ask thousands of questions of one site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import fresh_database
from tests.house.world import World, build_world


@pytest.fixture(scope="module")
def world(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One of everything, twice, and somebody in each role; made once for a file of tests."""
    folder = tmp_path_factory.mktemp("house")
    with fresh_database(migrated, folder) as url:
        made = build_world(
            {
                "HEED_SECRETS": "9f2c41d0a87be653" * 3 + "0c5e",
                "HEED_INSECURE_LOOPBACK": "1",
                "HEED_COUNCIL_NAME": "Wexmoor County Council",
                "HEED_QUEUE_URL": f"sqlite:///{folder}/queue.db",
                "DATABASE_URL": url,
            }
        )
        yield made
        made.store.dispose()
