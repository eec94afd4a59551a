"""Hostile requests made by chance, the same ones for the same seed: odd numbers, texts, bodies and headers in every
field of every form, at every address, as everybody. They are sent to an app in this process alone."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, Rule

from surveys.questions.kinds import KINDS
from tests.house.world import ROLES, World

FORM = "application/x-www-form-urlencoded"
MARK = "<i9f onmouseover=alert(1)>"  # must reach no page as a tag
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND")
# What most often breaks a program: these come as often as all the others together.
SHARP = ("9" * 30, "9" * 5000, "9" * 30 + ":1", " ", "²", "\x00", "\ud800", "ﷺ" * 300, "4@8({[<369!1|0$5+7%2" * 4)
SHARP += (MARK, "http://[", "x" * 70_000)
NUMBERS = (
    *("0", "-1", "1.5", "1e3", "007", "٣", "²", "１２", "0x10", "NaN", "inf", "true", " ", " 1 ", "+1", "--1", "1_0"),
    *("2147483647", "2147483648", "9223372036854775808", "9" * 400, "9" * 5000, "1:1", ":", "1:", "9" * 5000 + ":1"),
)
TEXTS = (
    *("", " ", "\t", "\x00", "a\x00b", "\ud800", "\udfff a", "\u202eabc\u202c", "\u200b", "\ufeff", "\r\n", "\x1b[31m"),
    *("=1+1", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0", "\t=1", "＝1+1", "a;=1+1", "%00", "%", "_", "\\", "'", '"'),
    *("' OR 1=1 --", "1); DROP TABLE response;--", "{{7*7}}", "${7*7}", "{% raw %}", "../../etc/passwd", "..\\..\\x"),
    *(MARK, f"</textarea>{MARK}", f"</title>{MARK}", f"\"'>{MARK}", f"javascript:{MARK}", f"<!--{MARK}"),
    *("http://[", "//elsewhere.example", "/\\elsewhere.example", "https:elsewhere", "\\\\elsewhere", "http://[::1]:x/"),
    *("👩‍👩‍👧" * 40, "Z" + "\u0301" * 500, "𝒜" * 50, "İ" * 60, "ß" * 80, "<style>" * 3000, "a\n" * 30_000),
    *("31 2 2026", "null", "[]", "on", "y", "other", "none", "undecided", "ranked"),
    *("a b c d e f g h", "-", ".", "..", "?", "#", "&", ";", "|", ",", "\n", "\u2028", "\u0085", "\x7f", "\xa0"),
)
PATHS = (
    "%00",
    "%ff",
    "%ed%a0%80",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "a%0d%0aSet-Cookie:x",
    "x" * 4000,
    "%F0%9F%91%A9",
)
QUERIES = (
    "page",
    "q",
    "order",
    "group",
    "show",
    "open",
    "next",
    "then",
    "test",
    "check",
    "follow",
    "_external",
    "self",
)
TYPES = (
    *(FORM, "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "application/json", ""),
    *("application/xml", FORM + "; charset=utf-7", "multipart/mixed; boundary=x", "x" * 300),
    "multipart/form-data; boundary=" + "y" * 300,
)
PART = b"--x\r\nContent-Disposition: form-data"
BODIES = (
    *(b"", b"\x00" * 64, b"\xff\xfe\xfd", b"a" * 100_000, b"=&" * 5000, b"%%%", b"%ZZ=%ZZ", b"[" * 20_000, b"{}"),
    *(b"--x\r\n", PART + b"\r\n\r\n", PART + b'; name="a"\r\n', PART + b'; name="a"; filename="\xff\x00"\r\n\r\n--x--'),
    PART + b'; name="content"; filename="../../a"\r\n\r\nid,a\r\n1,"b\r\n--x--\r\n',
    PART + b'; name="csrf_token"\r\nContent-Type: text/html; charset=utf-16\r\n\r\na\r\n--x--',
)
HEADERS = (
    *(("Host", "elsewhere.example"), ("Host", "localhost:99999"), ("Host", "a b"), ("X-Forwarded-Host", "elsewhere")),
    *(("X-Forwarded-For", "x" * 500), ("Accept", "application/json"), ("Accept-Encoding", "gzip;q=nan, br")),
    *(("If-None-Match", '"a'), ("If-Modified-Since", "no day"), ("Range", "bytes=0-0,1-1,-1"), ("Origin", "null")),
    *(("Referer", "http://["), ("X-Requested-With", "XMLHttpRequest"), ("Authentication-Token", "x" * 99)),
)
FILES = (
    *(
        b"",
        b"a",
        b"a,b\n1",
        b'a,b\n"1,2\n',
        b"\xff\xfe\x00",
        b"PK\x03\x04zip",
        b"a;b\n1;2\n",
        b"\x00" * 900,
        b"\n" * 9000,
    ),
    *(b"a," * 5000 + b"\n1", "näme,ﷺ\n=1+1,\u202e\n".encode("utf-16"), b"id,answer\n" + b"1,x\n" * 3000, b'"' * 5001),
)


@dataclass(frozen=True)
class File:
    """A file in a form, as bytes, so that it can be sent again."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Sent:
    """One request, as it can be sent again."""

    role: str
    rule: Rule
    method: str
    path: str
    data: bytes | dict[str, str | File] = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """What a test client is told."""
        data: Any = self.data
        if isinstance(data, dict):
            data = {
                name: (io.BytesIO(one.content), one.name) if isinstance(one, File) else one
                for name, one in data.items()
            }
        return {"data": data, "content_type": self.content_type, "headers": list(self.headers)}

    def __str__(self) -> str:
        words = f"{self.method} {self.path[:200]} ({self.rule.endpoint}) as {self.role}"
        return f"{words}, {self.content_type[:60]} {repr(self.data)[:400]} {repr(self.headers)[:120]}"


@dataclass
class Forms:
    """What each address that takes a form is sent by our own pages: the names of fields, each with its values."""

    fields: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def learn(self, world: World) -> None:
        """Read every page as the owner sees it."""
        adapter = world.app.url_map.bind("localhost")
        for rule in world.rules():
            for role in ("owner", "administrator", "anonymous") if "GET" in (rule.methods or ()) else ():
                address = world.path(rule, world.ours)
                answer = world.clients[role].get(address)
                if answer.mimetype == "text/html":
                    document = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
                    for form in document.iter("form"):
                        self._take(adapter, urlsplit(form.get("action") or address).path, form)

    def _take(self, adapter: MapAdapter, path: str, form: Element) -> None:
        try:
            endpoint = adapter.match(path, method=(form.get("method") or "get").upper())[0]
        except HTTPException:
            return
        known = self.fields.setdefault(endpoint, {})
        controls = [one for tag in ("input", "select", "textarea", "button") for one in form.iter(tag)]
        for control in controls:
            if name := control.get("name"):
                values = [option.get("value") or "" for option in control.iter("option")]
                known.setdefault(name, []).extend(values or [control.get("value") or "".join(control.itertext())])


class Attacker:
    """Makes requests by chance."""

    def __init__(self, world: World, forms: Forms, seed: int) -> None:
        self.world, self.forms, self.chance = world, forms, random.Random(seed)
        self.rules = world.rules()
        # Ids of everything there is, of another consultation too, to be put where an id of this one belongs.
        self.ids = sorted({str(value) for side in (world.ours, world.theirs) for value in side.values()})
        self.names = sorted({name for known in forms.fields.values() for name in known})
        self.weights = [1 + len(forms.fields.get(rule.endpoint, ())) for rule in self.rules]

    def make(self, number: int) -> Sent:
        """One request; every address has its turn, and then those with many fields more often."""
        chance = self.chance
        every = number < len(self.rules)
        rule = self.rules[number] if every else chance.choices(self.rules, self.weights)[0]
        usual = [one for one in ("POST", "POST", "GET") if one in (rule.methods or ())]
        method = chance.choice(usual) if usual and chance.random() < 0.9 else chance.choice(METHODS)
        role = chance.choice(("owner", "owner", "analyst", *ROLES))
        data, content_type = (b"", "") if method in ("GET", "HEAD", "OPTIONS") else self._body(rule, role)
        headers = (chance.choice(HEADERS),) if chance.random() < 0.12 else ()
        return Sent(role, rule, method, self._path(rule) + self._query(rule), data, content_type, headers)

    def _path(self, rule: Rule) -> str:
        side = self.chance.choice((self.world.ours, self.world.ours, self.world.theirs))
        path = urlsplit(self.world.path(rule, side)).path
        if rule.arguments and self.chance.random() < 0.2:
            parts = path.split("/")
            odd = (*PATHS, *(quote(one[:300], safe="") for one in NUMBERS))
            parts[self.chance.randrange(1, len(parts))] = self.chance.choice(odd)
            path = "/".join(parts)
        return path

    def _query(self, rule: Rule) -> str:
        asked = {name: self._value([]) for name in self.chance.sample(QUERIES, self.chance.randrange(4))}
        if rule.endpoint == "questions.add":
            asked["kind"] = self.chance.choice((*KINDS, "none"))
        return "?" + urlencode(asked, errors="surrogatepass") if asked else ""

    def _body(self, rule: Rule, role: str) -> tuple[bytes | dict[str, str | File], str]:
        chance = self.chance
        if chance.random() < 0.06:
            return chance.choice(BODIES), chance.choice(TYPES)
        pairs = self._pairs(self.forms.fields.get(rule.endpoint, {}))
        if chance.random() < 0.95:
            pairs.append(("csrf_token", self.world.token(role)))
        if rule.endpoint == "importing.upload" or chance.random() < 0.03:
            name = self._value(["answers.csv"])[:500].encode("utf-8", "replace").decode()
            texts = {key: value.encode("utf-8", "replace").decode() for key, value in pairs[:5000]}
            return {**texts, "content": File(chance.choice(FILES), name)}, "multipart/form-data"
        return urlencode(pairs, errors="surrogatepass").encode(), FORM

    def _pairs(self, known: dict[str, list[str]]) -> list[tuple[str, str]]:
        chance = self.chance
        known = {name: values for name, values in known.items() if name != "csrf_token"}
        if chance.random() < 0.6:  # all in order but one, which gets furthest in
            pairs = [(name, chance.choice(values)) for name, values in known.items()]
            if pairs:
                place = chance.randrange(len(pairs))
                pairs[place] = (pairs[place][0], self._value([]))
        else:
            pairs = [(name, self._value(values)) for name, values in known.items() if chance.random() < 0.9]
        if chance.random() < 0.04:
            pairs += [(chance.choice([*known, "a"]), str(one)) for one in range(10_000)]
        extra = [(chance.choice(self.names), self._value([])) for _ in range(chance.randrange(3))]
        return [*pairs, *extra]

    def _value(self, usual: list[str]) -> str:
        kinds = (usual or self.ids, self.ids, SHARP, SHARP, NUMBERS, TEXTS)
        return str(self.chance.choice(self.chance.choice(kinds)))
