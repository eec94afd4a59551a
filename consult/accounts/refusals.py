"""What the accounts floor refuses, in one sentence each for the person who asked."""

from __future__ import annotations

from surveys.errors import Refusal


class AddressTaken(Refusal):
    """Two accounts cannot share an e-mail address."""

    def __init__(self) -> None:
        super().__init__("Somebody already has an account with this e-mail address.")


class PasswordRefused(Refusal):
    """The password is too easy to guess, too short or too long."""


class NotYourself(Refusal):
    """An administrator cannot lock themselves out."""

    def __init__(self) -> None:
        super().__init__("You cannot do this to your own account. Ask another administrator.")


class LastAdministrator(Refusal):
    """Somebody has to be able to let people in."""

    def __init__(self) -> None:
        super().__init__("This is the only administrator. Make somebody else administrator first.")


class LastOwner(Refusal):
    """Somebody has to answer for a consultation."""

    def __init__(self) -> None:
        super().__init__("This is the only owner. Make somebody else owner first.")


class NoSuchRole(Refusal):
    """A role that is not in the table of permissions."""

    def __init__(self) -> None:
        super().__init__("Choose one of the roles on the page.")
