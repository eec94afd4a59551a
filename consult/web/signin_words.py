"""What Flask-Security says, in plain English; the second of each pair is the tone of the notice."""

from __future__ import annotations

_WORDS = {
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "INVALID_REDIRECT": ("That address is not part of this site.", "bad"),
    "INVALID_RESET_PASSWORD_TOKEN": ("This link was used already or is not whole. Ask for a new one.", "warn"),
    "PASSWORD_CHANGE": ("Your password is changed. You are signed out everywhere else.", "good"),
    "PASSWORD_RESET_EXPIRED": ("This link is more than 24 hours old. Ask for a new one.", "warn"),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is set. Sign in with it.", "good"),
    "REAUTHENTICATION_REQUIRED": ("Enter your password again before you change how you sign in.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on.", "good"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Your authenticator app is set up.", "good"),
    "TWO_FACTOR_DISABLED": ("Signing in now asks for your password alone.", "good"),
    "TWO_FACTOR_INVALID_TOKEN": ("This code is wrong or too old. Enter the one your app shows now", "bad"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "good"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Choose what to do with one of the buttons on the page", "bad"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Start with your e-mail address and password.", "info"),
    "UNAUTHENTICATED": ("Sign in to see this page.", "info"),
}

MESSAGES = {f"SECURITY_MSG_{key}": pair for key, pair in _WORDS.items()}
