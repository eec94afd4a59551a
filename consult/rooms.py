"""Every blueprint of Heed in one list; nothing else happens here."""

from __future__ import annotations

from flask import Blueprint

from consult.authoring import pages as authoring
from consult.authoring import pages_held as held
from consult.authoring import pages_import as importing
from consult.authoring import pages_preview as preview
from consult.authoring import pages_question as questions
from consult.consultations import pages as consultations
from consult.front import pages as front
from consult.groups import pages as groups
from consult.office import member_pages, run_pages
from consult.office import pages as office
from consult.outcomes import pages as outcomes
from consult.overview import pages as overview
from consult.overview import pages_heard as heard
from consult.publishing import pages as publishing
from consult.respond import pages as respond
from consult.respond import pages_check as respond_check
from consult.respond import pages_return as respond_return
from consult.themes import pages as theme_board
from consult.themes import pages_alike as theme_alike
from consult.themes import pages_changes as theme_changes
from consult.themes import pages_copies as theme_copies
from consult.themes import pages_find as theme_find
from consult.themes import pages_pane as theme_pane
from consult.themes import pages_personal as theme_personal
from consult.themes import pages_suggestions as theme_suggestions
from consult.web import signin_pages, site
from consult.weights import pages as weights
from consult.weights import pages_balance as weight_balance
from consult.weights import pages_detail as weight_detail
from consult.weights import pages_numbers as weight_numbers
from consult.weights import pages_versions as weight_versions
from consult.weights import pages_words as weight_words

BLUEPRINTS: tuple[Blueprint, ...] = (
    site.pages,
    signin_pages.pages,
    office.pages,
    member_pages.pages,
    consultations.pages,
    run_pages.pages,
    groups.pages,
    authoring.pages,
    questions.pages,
    preview.pages,
    importing.pages,
    held.pages,
    respond.pages,
    respond_check.pages,
    respond_return.pages,
    theme_board.pages,
    theme_find.pages,
    theme_alike.pages,
    theme_pane.pages,
    theme_suggestions.pages,
    theme_personal.pages,
    theme_changes.pages,
    theme_copies.pages,
    outcomes.pages,
    weights.pages,
    weight_detail.pages,
    weight_balance.pages,
    weight_numbers.pages,
    weight_versions.pages,
    weight_words.pages,
    publishing.pages,
    overview.pages,
    heard.pages,
    front.pages,
)
