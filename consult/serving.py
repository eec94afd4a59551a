"""The commands that start Heed's processes: the web server and the workers; refuses an open door without https."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from consult.config import Settings, UnsafeSettings

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT, LAST_PORT = 8000, 8099


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_address(settings: Settings, host: str) -> None:
    """Raise UnsafeSettings when plain http for this machine only would be served to others."""
    if settings.insecure_loopback and not is_loopback(host):
        raise UnsafeSettings(
            [f"HEED_INSECURE_LOOPBACK=1 is for this machine only, and {host} can be reached from others."]
        )


def is_free(host: str, port: int) -> bool:
    """Whether a server can listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def find_port(host: str) -> int:
    """The first port from 8000 on that is free."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if is_free(host, port):
            return port
    raise UnsafeSettings([f"No port from {FIRST_PORT} to {LAST_PORT} is free. Name another with --port."])


def gunicorn_command(host: str, port: int, *, processes: int, threads: int) -> list[str]:
    """The web server's command line. No access log: addresses hold residents' tokens."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:application"),
        *("--chdir", str(ROOT), "--config", "python:consult.gunicorn_hooks"),
        *("--bind", f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", str(processes), "--threads", str(threads)),
        *("--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "5"),
        *("--log-level", "warning", "--no-control-socket"),
        *(("--worker-tmp-dir", "/dev/shm") if os.path.isdir("/dev/shm") else ()),  # noqa: PTH112, S108
    ]


def worker_command() -> list[str]:
    """A command line that runs one worker."""
    return [sys.executable, "-m", "consult.worker"]


def build_demonstration_command(folder: Path) -> list[str]:
    """A command line that builds the demonstration in `folder`."""
    return [sys.executable, "-m", "consult.demonstration", str(folder.resolve())]


def become(command: Sequence[str]) -> None:
    """Turn this process into `command`; does not come back."""
    os.execv(command[0], list(command))  # noqa: S606  no shell


def wait_until_up(address: str, stopping: Event, *, seconds: float = 60.0) -> bool:
    """Whether the web server answers within the time; gives up early when told to stop."""
    for _ in range(round(seconds / 0.1)):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  our own server
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            if stopping.wait(0.1):
                return False
    return False
