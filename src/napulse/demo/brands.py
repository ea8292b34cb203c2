"""The policy that the account director keeps for a client's brand, with its public page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.clients.models import Client
from napulse.demo.cast import Cast
from napulse.demo.content.inbox import READER
from napulse.mail.actions.brands import Writing, add_brand, publish_page, put_in_force

CLIENT, FILE = "Гранитный берег", "granit.yaml"
WRITTEN = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Written:
    """The policy is written, put in force and published at one moment."""

    at: datetime
    author: User

    def __call__(self) -> None:
        actor = actor_of(self.author, now=self.at)
        text = (files("napulse.demo") / "files" / FILE).read_text(encoding="utf-8")
        writing = Writing(text, "По правилам офиса продаж")
        client = Client.objects.get(name=CLIENT)
        brand = add_brand(actor, client=client, writing=writing, now=self.at)
        put_in_force(actor, brand, number=1)
        publish_page(actor, brand, is_published=True)


def write_policies(cast: Cast) -> None:
    """Schedule what was written."""
    at = cast.timing.now - WRITTEN
    cast.ledger.act(at, Written(at, cast.users[READER]))
