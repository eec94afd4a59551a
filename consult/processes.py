"""Child processes that start, restart, stop and die with their parent; refuses to leave one behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

ROOT = Path(__file__).resolve().parent.parent
PARENT = "HEED_PARENT_PID"
PATIENCE = 15.0  # seconds a child has to stop by itself
RESTART_AFTER = 1.0
REFUSED = 2  # a child that will not start with these settings: starting it again would not help
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, even by kill -9; elsewhere than Linux a no-op."""
    parent = os.environ.get(PARENT)
    if not parent:
        return
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if parent_is_gone():
        raise SystemExit("the process that started this one is gone")


def parent_is_gone() -> bool:
    """Whether the process that started this one and asked us to go with it has gone."""
    parent = os.environ.get(PARENT)
    return bool(parent) and os.getppid() != int(parent)  # type: ignore[arg-type]


@dataclass
class Child:
    """One child process and how it is to be kept."""

    name: str
    argv: Sequence[str]
    restart: bool
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0


@dataclass
class Family:
    """The children of this process: all run, or all are stopped."""

    environ: Mapping[str, str]
    children: list[Child] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    def start(self, name: str, argv: Sequence[str], *, restart: bool) -> None:
        """Start a child; with `restart` it is started again when it ends by itself."""
        child = Child(name, argv, restart)
        self.children.append(child)
        self._launch(child)

    def stop_on_signals(self) -> None:
        """Have Ctrl-C, a closed terminal and SIGTERM stop the family instead of cutting it short."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def watch(self) -> str | None:
        """Wait until told to stop (None), or until a child that is not restarted ended (its name)."""
        while not self.stopping.wait(0.2):
            ended = self.look()
            if ended is not None:
                return ended
        return None

    def look(self) -> str | None:
        """Start again what ended and may be; name the first child that ended and may not."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                if not child.restart or child.process.returncode == REFUSED:
                    return child.name
                sys.stderr.write(f"{child.name} ended with {child.process.returncode}; starting it again\n")
                child.process, child.restart_at = None, time.monotonic() + RESTART_AFTER
            if child.process is None and time.monotonic() >= child.restart_at:
                self._launch(child)
        return None

    def stop(self) -> None:
        """Ask every child to stop, wait, and end by force what did not."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _launch(self, child: Child) -> None:
        # A session of its own, so that Ctrl-C reaches the parent alone and each child is told once.
        child.process = subprocess.Popen(  # noqa: S603  our own commands, no shell
            list(child.argv),
            cwd=ROOT,
            env={**self.environ, PARENT: str(os.getpid())},
            start_new_session=True,
        )
