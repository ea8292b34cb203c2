"""A raw letter under the policies in force, with the live name servers: what all doors ask for."""

from datetime import datetime
from functools import cache

from django.conf import settings

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.model import Context, NoDns, Report, Resolver, TrustRule
from napulse.mail.gateways.dns import LiveResolver, resolver_for
from napulse.mail.models import Letter, Source


@cache
def _asked() -> object:
    """One resolver for the process: its memory is shared by all letters."""
    servers = settings.ENV.nameservers
    return None if servers is None else resolver_for(servers)


def live_resolver() -> Resolver:
    """A resolver for one letter, with the patience for one."""
    if settings.ENV.nameservers is None:
        return NoDns()
    return LiveResolver(_asked())  # type: ignore[arg-type] # what resolver_for made


def judged_row(letter: Letter, policies: PolicySet, *, now: datetime) -> Report:
    """The report on a stored letter, with what its mailbox knows of it."""
    mailbox = letter.mailbox if letter.source == Source.MAILBOX else None
    return judged(
        letter.blob.raw,
        policies,
        now=now,
        received_at=letter.received_at if mailbox else None,
        receiver=mailbox.receiver if mailbox else "",
    )


def judged(
    raw: bytes,
    policies: PolicySet,
    *,
    now: datetime,
    received_at: datetime | None = None,
    receiver: str = "",
) -> Report:
    """The engine's report on a letter. `receiver` is the server whose word on it is trusted.

    Without `received_at` the letter counts as saved from a mailbox of whoever asks: a signature
    that has run out since is judged at the moment of its topmost Received line.
    """
    context = Context(
        as_of=now,
        resolver=live_resolver(),
        trusted=(TrustRule(receiver),) if receiver else (),
        received_at=received_at,
        own_copy=True,
    )
    return assess(raw, policies, context)
