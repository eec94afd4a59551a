"""Settings read once from the environment into a frozen record; a weak or missing secret stops the start."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LEAST_SECRET = 32
_SAMPLES = ("change-me", "changeme", "secret", "example", "password", "test")
_PAPER = (1.0, 1.0, 1.0)
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for the accent colour on white


class UnsafeSettings(RuntimeError):
    """Heed will not start with these settings; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Heed did not start.\n- " + "\n- ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Council:
    """The public body whose name and one colour the pages carry."""

    name: str
    colour: str
    url: str
    email: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. `secrets` holds the newest first; older ones only open what they closed."""

    secrets: tuple[str, ...] = field(repr=False)  # these four hold passwords: a settings record may be printed
    database_url: str = field(repr=False)
    queue_url: str = field(repr=False)
    council: Council
    trusted_hosts: tuple[str, ...] = ()
    insecure_loopback: bool = False  # plain http on this machine only: the demonstration
    mail_url: str = field(default="", repr=False)
    mail_from: str = ""
    lease_seconds: float = 30.0
    workers: int = 1
    proxies: int = 0  # how many proxies in front set X-Forwarded-For

    def keys(self, purpose: str) -> tuple[bytes, ...]:
        """One 256-bit key for `purpose` from each secret, newest first."""
        return tuple(hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256) for secret in self.secrets)

    def key(self, purpose: str) -> bytes:
        """The key for `purpose` from the newest secret."""
        return self.keys(purpose)[0]


def contrast_with_white(colour: str) -> float:
    """Contrast of `#rrggbb` against white (WCAG 2.2, relative luminance)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _secret_problems(secrets: tuple[str, ...]) -> list[str]:
    if not secrets:
        return ["HEED_SECRETS is not set. Make one with: python -c 'import secrets; print(secrets.token_hex(32))'"]
    problems = []
    for secret in secrets:
        if len(secret) < LEAST_SECRET:
            problems.append(f"A secret in HEED_SECRETS is shorter than {LEAST_SECRET} characters.")
        elif len(set(secret)) < 10 or any(sample in secret.lower() for sample in _SAMPLES):
            problems.append("A secret in HEED_SECRETS looks like a sample, not like a secret.")
    return problems


def _colour_problems(colour: str) -> list[str]:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return ["HEED_COUNCIL_COLOUR must look like #0b5a5e."]
    if contrast_with_white(colour) < LEAST_CONTRAST:
        return [f"HEED_COUNCIL_COLOUR {colour} is too pale to read on white: contrast must be 4.5 or more."]
    return []


def _number(env: Mapping[str, str], name: str, default: float, problems: list[str]) -> float:
    try:
        return float(env.get(name, default))
    except ValueError:
        problems.append(f"{name} must be a number.")
        return default


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read settings from environment variables; raises UnsafeSettings naming every problem at once."""
    secrets = tuple(part.strip() for part in env.get("HEED_SECRETS", "").split(",") if part.strip())
    colour = env.get("HEED_COUNCIL_COLOUR", "#0b5a5e")
    database_url = env.get("DATABASE_URL", "")
    insecure = env.get("HEED_INSECURE_LOOPBACK", "") == "1"
    problems = _secret_problems(secrets) + _colour_problems(colour)
    if not database_url:
        problems.append("DATABASE_URL is not set, for example sqlite:///var/heed.db or postgresql+psycopg://...")
    queue_url = env.get("HEED_QUEUE_URL", "") or queue_beside(database_url)
    hosts = tuple(host.strip() for host in env.get("HEED_TRUSTED_HOSTS", "").split(",") if host.strip())
    if not insecure and not hosts:
        problems.append("HEED_TRUSTED_HOSTS is not set: name the host residents use, such as heed.example.gov.uk.")
    workers = int(_number(env, "HEED_WORKERS", 1, problems))
    proxies = int(_number(env, "HEED_PROXIES", 0, problems))
    lease = _number(env, "HEED_LEASE_SECONDS", 30, problems)
    if problems:
        raise UnsafeSettings(problems)
    council = Council(
        name=env.get("HEED_COUNCIL_NAME", "Your council"),
        colour=colour.lower(),
        url=env.get("HEED_COUNCIL_URL", "/"),
        email=env.get("HEED_COUNCIL_EMAIL", ""),
    )
    return Settings(
        secrets=secrets,
        database_url=database_url,
        queue_url=queue_url,
        council=council,
        trusted_hosts=hosts,
        insecure_loopback=insecure,
        mail_url=env.get("HEED_MAIL_URL", ""),
        mail_from=env.get("HEED_MAIL_FROM", ""),
        lease_seconds=lease,
        workers=max(1, workers),
        proxies=max(0, proxies),
    )


def queue_beside(database_url: str) -> str:
    """The queue's address when none is given: its own file beside a SQLite database, else the same PostgreSQL."""
    if database_url.startswith("sqlite"):
        return database_url.removesuffix(".db") + "-queue.db"
    return "postgresql://" + urlsplit(database_url)._replace(scheme="").geturl().removeprefix("//")
