"""The shape of what officers send from the board and the reading pane; long words are refused, never cut."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from consult.web.checks import Filled, NotTooLong
from consult.web.fields import PlainForm, choose_many, choose_one, long_text, pick, text, tick

LONGEST_LABEL = 200
LONGEST_DESCRIPTION = 5000
LONGEST_WORDS = 500  # hidden at once
ON_TICKED = (
    ("confirm", "They are in the right place"),
    ("move", "Move them to another theme"),
    ("split", "Split them off into a new theme"),
    ("quote", "They may be quoted in public"),
    ("unquote", "They may not be quoted after all"),
)


def _name(label: str, hint: str = "") -> Any:
    checks = [Filled("Give the theme a name of a few words"), NotTooLong("The name", LONGEST_LABEL)]
    return text(label, checks, hint=hint)


class Seen(PlainForm):
    """A decision on a theme as the officer saw it; `version` shows whether somebody else was quicker."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class LookForm(PlainForm):
    """How to look for themes. What is offered, and what is refused, is the page's to say; nothing sent: as before."""

    engine = choose_one("Engine", [], validate_choice=False)
    language = pick("Language of the answers", [], validate_choice=False)


class CutForm(Seen):
    """How many of the themes nobody touched to show; `version` is how often it was laid out, `anew` that reading the
    answers again is meant too."""

    themes = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    anew = HiddenField()


class RenameForm(Seen):
    """New words for a theme."""

    label = _name("Name", "A few words a resident would use, such as “Company at lunchtime”.")
    description = long_text(
        "What belongs here and what does not (optional)",
        [NotTooLong("This", LONGEST_DESCRIPTION)],
        hint="It helps colleagues put answers in the same place as you.",
        rows=3,
    )


class AddForm(PlainForm):
    """A theme the officer saw and the machine did not."""

    label = _name("Name of the new theme")


class MergeForm(Seen):
    """Another theme whose answers come under this one; its value is "id:version"."""

    other = pick("Theme to bring in", [], [InputRequired("Choose a theme to bring in")])


class JoinForm(PlainForm):
    """Themes to make one of, as repeated `theme` values, "id:version"; `first` heads those they were ticked among."""

    theme = choose_many("Themes to join", [], validate_choice=False)
    first = IntegerField(validators=[Optional()], widget=HiddenInput())


class AnswersForm(Seen):
    """Something to do with the ticked answers; which ones come as repeated `answer` values."""

    action = choose_one("With the ticked answers", [], [InputRequired("Choose what to do with the ticked answers")])
    target = pick("Theme to move them to", [], [Optional()])
    name = text("Name of the new theme", [NotTooLong("The name", LONGEST_LABEL)])


class AsideForm(Seen):
    """Where a theme is parked."""

    kind = HiddenField()


class HiddenForm(Seen):
    """What is to be hidden in an answer; which parts were offered comes as repeated `part` values."""

    hide = choose_many("What was found or hidden", [], hint="A part without a tick is shown again.")
    words = text(
        "Hide more",
        [NotTooLong("Hide more: what you typed", LONGEST_WORDS)],
        hint="Type the words as they stand in the answer. They are hidden wherever they stand in it.",
    )
    copies = tick(
        "Do the same in every answer that copies this text",
        hint="What you decided here, now or before, is done wherever those answers hold the same words. Each keeps its "
        "own history, and it can be taken back there or in all of them.",
    )


class SuggestionsForm(PlainForm):
    """Decisions on suggestions; `run` made those the officer saw, `n` is how many are accepted at once."""

    run = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    n = IntegerField(validators=[Optional()], widget=HiddenInput())
