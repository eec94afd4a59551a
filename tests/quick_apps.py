"""What the apps of a test run share, so that two thousand of them are made in minutes: what their sources compile to.

Each test has an app of its own. What is shared is only what the same source compiles to, whichever app asks.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
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
    """Let every app made from now on share what its templates, routes and statements compile to."""
    share_statements()
    Flask.jinja_options = {"bytecode_cache": KeptTemplates()}
    compile_rule = Rule.compile
    kept: dict[tuple[Any, ...], Rule] = {}

    def compile_once(self: Rule) -> None:
        key = (self.rule, repr(self.defaults), self.subdomain, self.host, self.merge_slashes)
        if key not in kept:
            compile_rule(self)
            kept[key] = self
            return
        same = kept[key]
        self._parts, self._trace, self._converters = same._parts, same._trace, same._converters
        self.arguments = same.arguments | self.arguments
        # Bound to their rule, which they ask for its endpoint and its query.
        self._build = same._build.__func__.__get__(self)  # type: ignore[attr-defined]
        self._build_unknown = same._build_unknown.__func__.__get__(self)  # type: ignore[attr-defined]

    Rule.compile = compile_once  # type: ignore[method-assign]


def share_statements() -> None:
    """One store of compiled statements for all engines of a kind; keys hold the dialect, so one counts as another."""
    stores: dict[DefaultDialect, LRUCache[Any, Any]] = {}

    def shared(engine: Engine) -> LRUCache[Any, Any]:
        return stores.setdefault(engine.dialect, LRUCache(5000))  # type: ignore[arg-type]

    Engine._compiled_cache = property(shared, lambda engine, own: None)  # type: ignore[assignment]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
