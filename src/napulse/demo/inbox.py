"""Letters that came to the account director: a genuine one, two that are not, two of clients.

The agency's own mail server has vouched for those that are what they say. A new check does not know
that server, and says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from napulse.access.actor import system_actor
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.audit.recording import recording
from napulse.clients.models import Client, LegalEntity
from napulse.demo.cast import Cast
from napulse.demo.content.inbox import LETTERS, READER, MailScript
from napulse.engines.mailtrust.assess import assess
from napulse.engines.mailtrust.model import Context, TrustRule
from napulse.engines.mailtrust.resolvers import TableResolver
from napulse.mail.actions.judging import Judgement, judge_letter
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Letter
from napulse.mail.queries.policies import policies_in_force

SERVER = "mx.sfera.example"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One letter of the story: brought at its moment, judged, and what follows from that."""

    script: MailScript
    at: datetime
    reader: User

    def __call__(self) -> None:
        if self.script.company:
            keep_company(self.script)
        raw = raw_of(self.script, self.reader, self.at)
        actor = actor_of(self.reader, now=self.at)
        upload = upload_letters(actor, files=[File("letter.eml", raw)], now=self.at)
        context = Context(self.at, resolver=TableResolver({}), trusted=(TrustRule(SERVER),))
        judgement = Judgement.of(raw, assess(raw, policies_in_force(), context))
        letter = Letter.objects.get(upload=upload)
        judge_letter(system_actor(), letter, judgement=judgement, now=self.at)


def fill_inbox(cast: Cast) -> None:
    """Schedule the letters of the last days."""
    for script in LETTERS:
        at = cast.timing.now - timedelta(hours=script.hours_ago)
        cast.ledger.act(at, Arrival(script, at, cast.users[READER]))


def raw_of(script: MailScript, reader: User, at: datetime) -> bytes:
    """The letter as it came."""
    sent_at = format_datetime(at - timedelta(minutes=2))
    domain = script.sender.rpartition("@")[2].rstrip(">")
    message = EmailMessage(policy=SMTP)
    if script.is_vouched:
        message["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={domain}"
    message["Received"] = f"from {domain} by {SERVER} with ESMTPS; {sent_at}"
    message["From"] = script.sender
    message["To"] = reader.email
    message["Subject"] = script.subject
    message["Date"] = sent_at
    message["Message-ID"] = f"<{script.key}@{domain}>"
    message.set_content(script.text, charset="utf-8")
    if script.html:
        message.add_alternative(script.html, subtype="html", charset="utf-8")
        message.set_boundary(f"=={script.key}==")
    return message.as_bytes()


def keep_company(script: MailScript) -> None:
    """The bank details that are stored for the client whose letter names others."""
    client_name, *details = script.company
    client = Client.objects.get(name=client_name)
    columns = dict(zip(("name", "inn", "bik", "account"), details, strict=True))
    with recording(LegalEntity):
        LegalEntity.objects.create(client=client, **columns)
