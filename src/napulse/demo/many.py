"""A great number of clients for measuring: the written ones with other names, everyday talks."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from napulse.demo.chatter import MONTHS_OF_HISTORY, everyday_talks
from napulse.demo.shapes import AgencyScript, ClientScript, StatusState, TalkScript

USUAL_TALKS = 20
LIVE_EVERY = 8
ENDED_HOURS_AGO = (5.0, 21.5, 12.0, 27.0, 50.0)


def many(
    agency: AgencyScript, clients: int, interactions: int, seed: int
) -> Iterator[tuple[ClientScript, tuple[TalkScript, ...]]]:
    """So many clients, and together exactly so many talks."""
    for place in range(clients):
        wanted = (place + 1) * interactions // clients - place * interactions // clients
        script = _variant(agency.clients[place % len(agency.clients)], place, wanted)
        talks = everyday_talks(agency, script, seed)[:wanted]
        yield script, (*talks[:-1], _last(talks[-1], place)) if talks else talks


def _variant(script: ClientScript, place: int, wanted: int) -> ClientScript:
    number = place // 18 + 1
    contacts = tuple(
        replace(each, email=each.email.replace("@", f"@n{number}.")) for each in script.contacts
    )
    return replace(
        script,
        key=f"{script.key}{number}",
        name=script.name if number == 1 else f"{script.name} {number}",
        since_months=max(script.since_months, MONTHS_OF_HISTORY),
        talks_a_month=ceil(wanted / MONTHS_OF_HISTORY),
        contacts=contacts,
        talks=(),
        escalations=(),
    )


def _last(talk: TalkScript, place: int) -> TalkScript:
    """Every so many clients have a clock that runs, warns or is breached."""
    if place % LIVE_EVERY:
        return talk
    ago = ENDED_HOURS_AGO[place // LIVE_EVERY % len(ENDED_HOURS_AGO)]
    return replace(talk, days_ago=0, ended_hours_ago=ago, status=StatusState.NOT_SENT)
