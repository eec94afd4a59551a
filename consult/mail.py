"""Sends what waits in the outbox over SMTP; a message that will not go is tried again, further and further apart."""

from __future__ import annotations

import logging
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import select, update

from consult.config import Settings
from consult.outbox import Mail
from surveys.database import Database

log = logging.getLogger(__name__)

MOST_TRIES = 10  # the last comes about three hours after the first
FIRST_WAIT = timedelta(seconds=10)
AT_ONCE = 20
PATIENCE = 10  # seconds for the mail server to answer
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")  # elsewhere nothing leaves in clear: letters hold sign-in links


def send_waiting_mail(database: Database, settings: Settings, *, at: datetime) -> int:
    """Send what is due and return how many went. Without HEED_MAIL_URL everything stays in the outbox."""
    if not settings.mail_url:
        return 0
    with database.reading() as db:
        waiting = db.scalars(
            select(Mail).where(Mail.sent_at.is_(None), Mail.attempts < MOST_TRIES).order_by(Mail.id).limit(500)
        ).all()
    due = [mail for mail in waiting if _is_due(mail, at)][:AT_ONCE]
    return sum(_send_one(database, settings, mail, at) for mail in due)


def _is_due(mail: Mail, at: datetime) -> bool:
    return mail.attempts == 0 or at >= mail.created_at + FIRST_WAIT * 2**mail.attempts


def _send_one(database: Database, settings: Settings, mail: Mail, at: datetime) -> bool:
    with database.unit_of_work() as db:  # one of several workers gets this try
        taken = db.execute(
            update(Mail)
            .where(Mail.id == mail.id, Mail.attempts == mail.attempts, Mail.sent_at.is_(None))
            .values(attempts=mail.attempts + 1)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            return False
    problem = None
    try:
        _deliver(settings, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        problem = type(error).__name__  # its text may hold the address
        log.warning("mail %s did not go: %s", mail.id, problem)
    with database.unit_of_work() as db:
        # A message that went is emptied: it may hold a sign-in link.
        sent = {"sent_at": at, "body": "", "last_error": None}
        db.execute(update(Mail).where(Mail.id == mail.id).values(**({"last_error": problem} if problem else sent)))
    return problem is None


def _deliver(settings: Settings, mail: Mail) -> None:
    message = EmailMessage()
    message["From"] = settings.mail_from or settings.council.email
    message["To"] = mail.recipient
    message["Subject"] = " ".join(mail.subject.split())
    message.set_content(mail.body)
    server = urlsplit(settings.mail_url)
    host, secure = server.hostname or "localhost", server.scheme == "smtps"
    if secure:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        smtp = smtplib.SMTP(host, server.port or 25, timeout=PATIENCE)
    with smtp:
        smtp.ehlo()  # only then is it known what the server can do
        if not secure and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
        elif not secure and host not in ON_THIS_MACHINE:
            raise smtplib.SMTPNotSupportedError("this server takes letters in clear only")
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)
