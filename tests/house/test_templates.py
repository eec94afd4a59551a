"""Templates write nothing a browser would run and hide nothing from autoescape."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "consult" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))

RULES = {
    "the safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape switched off": re.compile(r"autoescape\s+false"),
    "an inline style": re.compile(r"""<[^>]*\sstyle\s*="""),
    "an inline handler": re.compile(r"""<[^>]*\son[a-z]+\s*=""", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an address that runs": re.compile(r"""(href|src|action)\s*=\s*["']?\s*javascript:""", re.I),
    "something from another host": re.compile(
        r"""<(?:script|link|img|iframe|form)[^>]*(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.I
    ),
    "a word the house does not use": re.compile(r"\b(please|successfully|invalid|oops)\b", re.I),
    # A line that begins with a tag loses the space before it.
    "two sentences without a space between": re.compile(
        r"[.!?]\{% endif %\}\n\s*\{% if [^%]*%\}(?=[A-Z“]|\{\{)(?![^\n]*\{% el)"
    ),
    "a class of the crown": re.compile(r"govuk-crest|gds-transport", re.I),
}  # fmt: skip


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.S)


def faults_in(text: str) -> list[str]:
    """What is wrong with a template."""
    text = without_comments(text)
    found = [name for name, pattern in RULES.items() if pattern.search(text)]
    for tag in re.findall(r"<script\b[^>]*>", text, re.I):
        if "nonce=" not in tag:
            found.append("a script without a nonce")
        if "src=" not in tag and 'type="application/json"' not in tag:
            found.append("a script written into the page")
    for form in re.findall(r"<form\b.*?</form>", text, re.S | re.I):
        opening = form.split(">", 1)[0].lower()
        if 'method="post"' in opening and not re.search(r"csrf_token|hidden_tag|\btoken\(\)", form):
            found.append("a form that changes something without a token")
    return found


@pytest.mark.pure
@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_writes_nothing_that_runs(path: Path):
    assert faults_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{{ words | safe }}", "the safe filter"),
        ("{{ words|safe }}", "the safe filter"),
        ("{% autoescape false %}", "autoescape switched off"),
        ('<p class="a" style="x">', "an inline style"),
        ('<button onclick="x()">', "an inline handler"),
        ("<script>x()</script>", "a script without a nonce"),
        ('<script nonce="n">x()</script>', "a script written into the page"),
        ('<form method="post"><button></button></form>', "a form that changes something without a token"),
        ('<a href="javascript:x()">', "an address that runs"),
        ('<img src="https://elsewhere.example/a.png">', "something from another host"),
        ("{% if a %}One.{% endif %}\n  {% if b %}{{ n }} left.{% endif %}", "two sentences without a space between"),
    ],
)
def test_each_of_these_faults_would_be_found(text: str, name: str):
    assert name in faults_in(text)


def test_every_template_can_be_read_and_those_it_names_exist(app: Flask):
    names = set(app.jinja_env.list_templates())
    for path in PAGES:
        source = path.read_text(encoding="utf-8")
        tree = app.jinja_env.parse(source, str(path))
        for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Include, nodes.Import)):
            if isinstance(node.template, nodes.Const):
                assert node.template.value in names, f"{path.name} names {node.template.value}, which is not there"


@pytest.mark.pure
def test_every_page_stands_in_a_layout_or_is_part_of_one_that_does():
    texts = {path: path.read_text(encoding="utf-8") for path in PAGES}
    whole = "\n".join(texts.values())
    loose = [
        name
        for path, text in texts.items()
        if (name := str(path.relative_to(TEMPLATES)))
        and not re.search(r"\{%-?\s*(extends|macro)\b", text)
        and not name.startswith(("layout/", "parts/", "questions/"))
        and f'"{name}"' not in whole
        and f"'{name}'" not in whole
    ]
    assert not loose


@pytest.mark.pure
def test_every_template_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "consult").rglob("*.py"))
    pages = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    library = {"security/" + name for name in (
        "login_user.html", "verify.html", "reset_password.html", "change_password.html", "two_factor_setup.html",
        "two_factor_verify_code.html", "mf_recovery.html",
    )}  # fmt: skip  # asked for by the sign-in library under these names
    unused = [
        name
        for path in PAGES
        if (name := str(path.relative_to(TEMPLATES))) not in library
        and f'"{name}"' not in code
        and f'"{name}"' not in pages
        and f"'{name}'" not in pages
        and not re.search(rf"""["']{re.escape(str(Path(name).parent))}/[^"']*\{{""", code)  # f"room/{kind}.html"
    ]
    assert not unused, f"nobody shows {unused}"


# Markup() tells autoescape that a text is harmless, so each place is looked at here by name.
MARKUP = {
    "consult/web/widgets.py",  # GOV.UK's macros, which escape every text they are given
    "consult/web/figures.py",  # charts that a run of ours drew, every label escaped
}


@pytest.mark.pure
def test_markup_is_made_in_few_places_and_never_of_people_s_words():
    made = set()
    for path in sorted((ROOT / "consult").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Markup":
                made.add(str(path.relative_to(ROOT)))
    assert made <= MARKUP, f"look at {sorted(made - MARKUP)}, then add it to MARKUP here"
