"""What the Makefile calls, with the standard library alone; refuses to install anything that is not pinned by hash."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
RUNTIME, DEVELOPMENT = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
THOROUGH = ROOT / "requirements-thorough.txt"  # what the runtime is, and the thorough engine on top

# What tests use beside Python packages: a file or command that shows it is there, and Debian's package.
SYSTEM = {
    "chromium-headless-shell": "chromium-headless-shell",
    "pg_virtualenv": "postgresql-common",
    "psql": "postgresql",
    "strace": "strace",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf": "fonts-noto-core",
}


class Stop(Exception):
    """Something is missing that this script cannot mend; its text says what to do."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, check: bool = True) -> int:
    """Run a command in the project's folder."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if check and done.returncode:
        raise SystemExit(done.returncode)
    return done.returncode


def find_python() -> str:
    """A Python new enough to build the environment with."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(15, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Stop("Heed needs Python 3.11 or newer. On Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv")


def apt_install(*packages: str) -> bool:
    """Install Debian packages where that needs no asking; whether it was done."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and shutil.which("apt-get")):
        return False
    say(f"Installing by apt: {' '.join(packages)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ("-y", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends")
    run("apt-get", "update", "-qq", env=quiet, check=False)
    return run("apt-get", "install", *options, *packages, env=quiet, check=False) == 0


def make_venv() -> None:
    """Build .venv once."""
    if PYTHON.exists():
        return
    python = find_python()
    say("Making .venv")
    if run(python, "-m", "venv", VENV, check=False):
        shutil.rmtree(VENV, ignore_errors=True)
        if not apt_install("python3-venv"):
            raise Stop("Python cannot make an environment. On Debian or Ubuntu: apt-get install python3-venv")
        run(python, "-m", "venv", VENV)


def stamp_of(lock: Path) -> Path:
    """The file that says this very lock is installed; its name changes when the lock does."""
    return VENV / f"installed-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"


def ensure_packages(lock: Path) -> None:
    """Install what is pinned, unless this very lock is installed already."""
    make_venv()
    if stamp_of(lock).exists():
        return
    say(f"Installing the packages of {lock.name}; the first time takes a few minutes")
    for old in VENV.glob("installed-*"):
        old.unlink()
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q", "install", "--require-hashes")
    run(*pip, "-r", lock)
    stamp_of(RUNTIME).touch()
    stamp_of(lock).touch()


def has(thing: str) -> bool:
    """Whether a command or a file is there."""
    return Path(thing).exists() if thing.startswith("/") else shutil.which(thing) is not None


def ensure_system() -> list[str]:
    """Install what tests need beside Python; return what is still missing."""
    own_browser = "chromium-headless-shell" if os.environ.get("HEED_CHROMIUM") else ""
    wanted = {thing: package for thing, package in SYSTEM.items() if package != own_browser}
    missing = [package for thing, package in wanted.items() if not has(thing)]
    if missing:
        apt_install(*missing)
    return [package for thing, package in wanted.items() if not has(thing)]


def demo(arguments: list[str]) -> int:
    """Prepare, then become the demonstration."""
    ensure_packages(RUNTIME)
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "consult.cli", "demo", *arguments])  # noqa: S606


def thorough(arguments: list[str]) -> int:
    """Install the sentence model that the thorough engine reads."""
    ensure_packages(THOROUGH)
    say("The thorough engine is installed. Officers can choose it when they find themes.")
    return 0


def check(arguments: list[str]) -> int:
    """Style, types, templates and the rules of the house."""
    ensure_packages(DEVELOPMENT)
    failed = [
        name
        for name, command in {
            "ruff": ("ruff", "check", "."),
            "ruff format": ("ruff", "format", "--check", "."),
            "mypy": ("mypy",),
            "djlint": ("djlint", "--lint", "--quiet", "consult/templates"),
            "house tests": ("pytest", "-q", "tests/house", "-p", "tests.no_skip"),
        }.items()
        if timed(name, [str(PYTHON), "-m", *command])
    ]
    if failed:
        say(f"\nmake check: these found something: {', '.join(failed)}")
    return 1 if failed else 0


def timed(name: str, command: list[str]) -> int:
    """Run a step and say how long it took."""
    began = time.monotonic()
    code = run(*command, check=False)
    say(f"-- {name}: {'found something' if code else 'in order'} ({time.monotonic() - began:.0f} s)")
    return code


def on_postgresql(command: list[str]) -> list[str]:
    """The same command inside a throw-away PostgreSQL cluster that syncs every commit."""
    words = " ".join(f"'{part}'" for part in command)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    # -t and a port of its own: two runs at once, or one that was cut short, are in nobody's way
    own = ["-t", "-c", f"--port={port}", "-o", "fsync=on"]
    return ["pg_virtualenv", *own, "sh", "-c", f"HEED_TEST_POSTGRESQL=postgresql+psycopg:// {words}"]


def test(arguments: list[str]) -> int:
    """Everything: the check, then every test on SQLite and, beside it, what touches a database on PostgreSQL."""
    began = time.monotonic()
    ensure_packages(DEVELOPMENT)
    missing = ensure_system()
    if check([]):
        return 1
    with tempfile.TemporaryDirectory() as folder:
        parts = [Part(name, command, Path(folder)) for name, command in list_parts(missing, arguments).items()]
        try:
            codes = [part.finish() for part in parts]
        finally:
            for part in parts:
                part.stop()
    code = next((one for one in codes if one), 0)
    for package in missing:
        say(f"NOT TESTED: {package} is missing, so what needs it was left out. Install it, or run as root on Debian.")
    if missing and os.environ.get("HEED_NO_SKIP") == "1":
        say("HEED_NO_SKIP=1: nothing may be left out.")
        code = code or 1
    say(f"make test took {(time.monotonic() - began) / 60:.1f} minutes: {'FAILED' if code else 'all in order'}")
    return code


def list_parts(missing: list[str], arguments: list[str]) -> dict[str, list[str]]:
    """The parts of the test run by name; they share nothing, so they run beside each other."""
    pytest = [str(PYTHON), "-m", "pytest", "-q", "-p", "tests.no_skip", *arguments]
    browsers = [f"tests/{path.name}" for path in sorted(ROOT.glob("tests/browser_*"))]
    # These wait for browsers, servers and workers more than they compute; the rest does the opposite.
    waiting = ["tests/promises", "tests/walk"]
    rest = [f"--ignore={path}" for path in (*waiting, *browsers)]
    parts = {
        "Tests on SQLite": [*pytest, *rest, "--ignore=tests/house"],  # those were done by the check
        "Promises and browsers on SQLite": [*pytest, *waiting, *browsers],
    }
    if not {"postgresql-common", "postgresql"} & set(missing):
        # How a page looks does not hang on the database: of the browser tests only the whole chain is done twice.
        touching = [*pytest, "-m", "not pure"]
        chains = [f"tests/walk/{path.name}" for path in sorted(ROOT.glob("tests/walk/test_*chain.py"))]
        parts["Tests on PostgreSQL"] = on_postgresql([*touching, *rest, "--ignore=tests/analysis"])
        parts["Promises and the chain on PostgreSQL"] = on_postgresql([*touching, "tests/promises", *chains])
    return parts


class Part:
    """One part of the test run in a process of its own; its report is printed when it is done."""

    def __init__(self, name: str, command: list[str], folder: Path) -> None:
        self.name, self.report = name, folder / f"{name}.txt"
        with self.report.open("wb") as report:
            # In no folder of the project: each browser run empties the one it keeps its own reports in.
            own = {**os.environ, "PYTEST_ADDOPTS": f"--output='{folder / name}'"}
            own.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start many servers and workers, each would compile anew
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=report, stderr=subprocess.STDOUT, env=own)

    def finish(self) -> int:
        """Wait for its end, print its report, return its exit code."""
        code = self.process.wait()
        say(f"\n{self.name}")
        say(self.report.read_text(errors="replace"))
        return code

    def stop(self) -> None:
        """End it if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()


def promises(arguments: list[str]) -> int:
    """Crash, load and attack at full counts, on both databases, one after the other so that nothing disturbs."""
    ensure_packages(DEVELOPMENT)
    missing = ensure_system()
    if missing:
        raise Stop(f"Full counts need: {' '.join(missing)}")
    pytest = [str(PYTHON), "-m", "pytest", "-q", "-s", "-m", "promise", "-p", "tests.no_skip", *arguments]
    full = {"HEED_FULL": "1", "HEED_NO_SKIP": "1"}
    return run(*pytest, env=full, check=False) or run(*on_postgresql(pytest), env=full, check=False)


def bench(arguments: list[str]) -> int:
    """Every benchmark, one after the other; says at the end which missed its figure."""
    ensure_packages(DEVELOPMENT)
    missed = []
    for path in sorted((ROOT / "benchmarks").glob("*.py")):
        runs = "__main__" in path.read_text(encoding="utf-8")  # the others are parts of those that do
        if runs and (not arguments or path.stem in arguments):
            say(f"\n== {path.stem}")
            if run(PYTHON, "-m", f"benchmarks.{path.stem}", check=False):
                missed.append(path.stem)
    if missed:
        say(f"\nmake bench: these missed a figure or failed: {', '.join(missed)}")
    return 1 if missed else 0


def lock(arguments: list[str]) -> int:
    """Pin what requirements.in and requirements-dev.in ask for, every version with its hashes."""
    make_venv()
    uv = shutil.which("uv")
    if uv is None:
        run(PYTHON, "-m", "pip", "--disable-pip-version-check", "-q", "install", "uv")
        uv = str(VENV / "bin" / "uv")
    options = ("--universal", "--generate-hashes", "--python-version", "3.11", "--no-emit-index-url", "-q")
    for name in ("requirements", "requirements-thorough", "requirements-dev"):
        run(uv, "pip", "compile", *options, *arguments, f"{name}.in", "-o", f"{name}.txt")
    ensure_packages(DEVELOPMENT)
    return run(PYTHON, "-m", "tools.licences")


COMMANDS = {one.__name__: one for one in (demo, thorough, test, check, bench, promises, lock)}


def main() -> int:
    """Run the command named on the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        say(f"usage: dev.py {' | '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Stop as missing:
        say(str(missing))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
