"""A visitor without a browser who checks every page fetched: html5, one h1, labels, nonces, no inline code."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

# The parser's view of void tags, custom attributes and the like that browsers and the standard accept.
ALLOWED_ERRORS = {"unexpected-null-character"}


@dataclass(frozen=True)
class Page:
    """One answer of the server."""

    status: int
    text: str
    location: str | None
    headers: Any
    document: Element | None

    @property
    def h1(self) -> str:
        """The words of the one heading of first rank."""
        return words(self.all("h1")[0])

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind."""
        return [] if self.document is None else list(self.document.iter(tag))

    def has(self, text: str) -> bool:
        """Whether a reader of the page reads `text`."""
        return text in self.reading

    @property
    def reading(self) -> str:
        """All words of the page, spaces folded."""
        body = self.all("body")
        return words(body[0]) if body else self.text

    def field(self, name: str) -> str | None:
        """The value of a named input."""
        for element in self.all("input"):
            if element.get("name") == name:
                return element.get("value")
        return None


def words(element: Element) -> str:
    """The text under an element, spaces folded, without scripts and styles."""
    parts: list[str] = []

    def walk(node: Element) -> None:
        if node.tag in ("script", "style"):
            return
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")

    walk(element)
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


class Visitor:
    """Fetches pages with cookies and form tokens, as a browser would; form tokens stay on."""

    def __init__(self, app: Flask, base_url: str = "http://localhost") -> None:
        self.client = app.test_client()
        self.base_url = base_url
        self.token: str | None = None
        self.last: Page | None = None

    def get(self, url: str, status: int = 200, **extra: Any) -> Page:
        """Fetch a page and check it."""
        return self._keep(self.client.get(url, base_url=self.base_url, **extra), status)

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 303, **extra: Any) -> Page:
        """Send a form with the token of a page seen before (or one made as any page of ours would make it)."""
        if self.token is None:
            self.token = self._make_token()
        payload = {**(data or {}), "csrf_token": self.token or ""}
        headers = {"Referer": self.base_url + "/"}
        return self._keep(self.client.post(url, data=payload, base_url=self.base_url, headers=headers, **extra), status)

    def _make_token(self) -> str:
        with self.client.session_transaction(base_url=self.base_url) as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        app = self.client.application
        key = app.config.get("WTF_CSRF_SECRET_KEY") or app.secret_key
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw))

    def follow(self, page: Page) -> Page:
        """Go where an answer sends us."""
        assert page.location, "the answer leads nowhere"
        return self.get(page.location)

    def _keep(self, response: Any, status: int | None) -> Page:
        text = response.get_data(as_text=True)
        is_html = response.mimetype == "text/html"
        document = check_page(text, response.headers) if is_html and text and response.status_code != 303 else None
        page = Page(response.status_code, text, response.headers.get("Location"), response.headers, document)
        found = page.field("csrf_token") if document is not None else None
        self.token = found or self.token
        self.last = page
        if status is not None:
            assert page.status == status, f"{page.status} instead of {status}: {page.reading[:600]}"
        return page


def check_page(text: str, headers: Any) -> Element:
    """Assert what must hold on every page; return its document."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(text)
    errors = [(place, kind, detail) for place, kind, detail in parser.errors if kind not in ALLOWED_ERRORS]
    assert not errors, f"not html5: {errors[:3]}"
    policy = headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)
    headings = list(document.iter("h1"))
    assert len(headings) == 1, f"{len(headings)} h1 on the page"
    title = words(next(document.iter("title")))
    heading = words(headings[0])
    assert heading and heading in title, f"title {title!r} does not carry the h1 {heading!r}"
    assert next(document.iter("html")).get("lang"), "no language"
    ids: list[str] = []
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.get("style") is None, f"inline style on {element.tag}"
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert not handlers, f"inline handler on {element.tag}: {handlers}"
        if element.tag == "script":
            assert nonce and element.get("nonce") == nonce.group(1), "a script without this answer's nonce"
        if element.get("id"):
            ids.append(element.get("id") or "")
        for attribute in ("src", "href", "action"):
            target = element.get(attribute) or ""
            if element.tag != "a":
                assert not target.startswith(("http:", "https:", "//")), f"{element.tag} reaches out to {target}"
    doubled = {one for one in ids if ids.count(one) > 1}
    assert not doubled, f"ids used twice: {doubled}"
    _check_labels(document)
    _check_forms(document)
    return document


def _check_labels(document: Element) -> None:
    labelled = {label.get("for") for label in document.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in document.iter(tag):
            if element.get("type") in ("hidden", "submit", "button"):
                continue
            named = element.get("id") in labelled or element.get("aria-label") or element.get("aria-labelledby")
            assert named, f"{tag} {element.get('name')} has no label"


def _check_forms(document: Element) -> None:
    for form in document.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            names = [element.get("name") for element in form.iter("input")]
            assert "csrf_token" in names, "a form that changes something carries no token"
