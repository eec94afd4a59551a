"""The second factor: six digits that count once, and recovery codes that are shown once and kept as hashes only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

import qrcode
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.totp import TOTP, AppWallet, TotpMatch
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.config import Settings

CODES = 8
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1, which look alike on paper


class OneTimeCodes(Totp):  # type: ignore[misc]
    """Codes of an authenticator app. The secret is kept under the newest key and can be read with older ones."""

    def __init__(self, keys: dict[str, str], issuer: str) -> None:
        # The first key is the newest. A name made from the key itself stays right when keys come and go.
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(keys, default_tag=next(iter(keys))))

    def get_last_counter(self, user: User) -> int | None:
        return user.tf_last_counter

    def set_last_counter(self, user: User, tmatch: TotpMatch) -> None:
        user.tf_last_counter = tmatch.counter

    def renew(self, kept: str) -> str:
        """The secret, put under the newest key if it lies under an older one."""
        found = self._totp.from_source(kept)
        return str(found.to_json(encrypt=True)) if found.changed else kept

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture to scan, as a data address; on white, so that it can be scanned from a dark page too."""
        code = qrcode.QRCode(border=4)
        code.add_data(self.get_totp_uri(username, totp))
        dots = code.get_matrix()
        squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(dots) for x, dark in enumerate(row) if dark)
        size = len(dots)
        picture = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
            f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{squares}"/></svg>'
        )
        return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode("ascii")


def totp_keys(settings: Settings) -> dict[str, str]:
    """Keys for authenticator secrets, newest first, each named by a hash of itself."""
    keys = settings.keys("totp")
    return {"k" + hashlib.sha256(key).hexdigest()[:12]: key.hex() for key in keys}


def renew_second_factors(db: Session, settings: Settings) -> int:
    """Put every authenticator secret under the newest key, so that an old one can be taken off; return how many."""
    codes, moved = OneTimeCodes(totp_keys(settings), "Heed"), 0
    for user in db.scalars(select(User).where(User.tf_totp_secret.is_not(None)).order_by(User.id).with_for_update()):
        renewed = codes.renew(user.tf_totp_secret or "")
        moved += renewed != user.tf_totp_secret
        user.tf_totp_secret = renewed
    return moved


class RecoveryCodes(MfRecoveryCodesUtil):  # type: ignore[misc]
    """Codes for when the phone is lost, each good for one sign-in. Nobody can read them back, not even their owner."""

    def create_recovery_codes(self, user: User) -> list[str]:
        codes = ["-".join(_letters(4) for _ in range(4)) for _ in range(CODES)]
        salt = secrets.token_hex(16)
        user.mf_recovery_codes = [f"{salt}:{_hash(code, salt)}" for code in codes]
        return codes

    def get_recovery_codes(self, user: User) -> list[str]:
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:
        return self._find(user, code) is not None

    def delete_recovery_code(self, user: User, code: str) -> bool:
        found = self._find(user, code)
        # A new list: a change inside the old one would not be noticed, and the code would count again.
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes or [] if kept != found]
        return found is not None

    def _find(self, user: User, code: str) -> str | None:
        kept: list[Any] = user.mf_recovery_codes or []
        if not kept:
            return None
        salt = str(kept[0]).partition(":")[0]
        typed = f"{salt}:{_hash(code, salt)}"
        return next((one for one in kept if hmac.compare_digest(str(one), typed)), None)


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _hash(code: str, salt: str) -> str:
    typed = "".join(sign for sign in code.lower() if sign.isalnum())[:64]
    # Slow on purpose, but eight of them are made in one unit of work. 79 bits a code stand behind it.
    return hashlib.scrypt(typed.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32).hex()
