"""A pytest plug-in: what was skipped is said loudly, and with HEED_NO_SKIP=1 it fails the run."""

from __future__ import annotations

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was left out, last, where it is seen."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("LEFT OUT", sep="!", red=True)
    for report in skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        terminalreporter.line(f"NOT TESTED: {report.nodeid} {why}", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a run that left something out into a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("HEED_NO_SKIP") == "1" and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
