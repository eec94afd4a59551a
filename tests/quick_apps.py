"""What the apps of a test run share, so that two thousand of them are made in minutes: compiled templates and routes.

Each test has an app of its own. What is shared is only what the same source compiles to, whichever app asks.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class KeptTemplates(BytecodeCache):
    """Compiled templates by their name and the hash of their source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def share_compiled() -> None:
    """Let every app made from now on share what its templates and routes compile to."""
    Flask.jinja_options = {"bytecode_cache": KeptTemplates()}
    compile_builder, kept = Rule._compile_builder, {}

    def kept_builder(self: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        # The function is bound to its rule only afterwards; until then it says no more than these.
        key = (self.rule, repr(self.defaults), self.subdomain, self.host, append_unknown)
        if key not in kept:
            kept[key] = compile_builder(self, append_unknown)
        return kept[key]

    Rule._compile_builder = kept_builder  # type: ignore[method-assign]
