"""What the survey floor refuses, in the field's words; each carries what a page needs to explain it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class Refusal(Exception):
    """Something was asked that the rules do not allow; nothing was changed."""


class SurveyClosed(Refusal):
    """The survey takes no answers now."""

    def __init__(self, closed_at: datetime | None) -> None:
        super().__init__("This survey is closed.")
        self.closed_at = closed_at


class SurveyNotReady(Refusal):
    """The survey cannot be published or opened yet; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class AnswerRejected(Refusal):
    """An answer does not fit its question; `problems` maps question id to one sentence."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


NOTHING_ANSWERED = "There is nothing to send yet: you have not answered any question. Answer at least one."


class NothingAnswered(Refusal):
    """No question that says something of the subject is answered, so there is nothing to count as one person's view."""

    def __init__(self) -> None:
        super().__init__(NOTHING_ANSWERED)


class ResponseConflict(Refusal):
    """The same instance id came with other answers; both are kept, the later one held for an officer."""

    def __init__(self, held_id: int) -> None:
        super().__init__("Another set of answers was already received under this number.")
        self.held_id = held_id


class VersionFrozen(Refusal):
    """A published version never changes."""


class StaleEdit(Refusal):
    """Somebody else changed the record since the page was opened."""

    def __init__(self, changed_by: str, what: str) -> None:
        super().__init__(f"{changed_by} changed {what} while you were working on it.")
        self.changed_by = changed_by
        self.what = what


class WrongState(Refusal):
    """The step does not fit the state the record is in."""


class ImportRefused(Refusal):
    """A file cannot be read; `problems` says what is wrong and where, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
