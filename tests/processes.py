"""What the system says of processes: who lives, whose child it is, and what it holds."""

from __future__ import annotations

from pathlib import Path


def _fields(folder: Path) -> list[str]:
    """State, parent and so on; empty when it ended while we looked."""
    try:
        return (folder / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def lives(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be cleared away."""
    fields = _fields(Path(f"/proc/{pid}"))
    return bool(fields) and fields[0] != "Z"


def peak_memory_of(pid: int) -> float:
    """The most memory a process ever held, in MB of 2**20 bytes; nothing when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def children_of(parent: int) -> list[int]:
    """The living children of a process, oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _fields(folder)
        if fields and int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(folder.name))
    return sorted(found)
