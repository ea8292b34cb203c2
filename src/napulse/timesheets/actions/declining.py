"""Proposals of time that nobody wants: put aside, and taken up again."""

from collections.abc import Collection
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.timesheets.models import DeclinedProposal
from napulse.timesheets.permissions import EDIT_OWN_TIME
from napulse.timesheets.proposals import Proposal
from napulse.timesheets.queries.places import own_person


@action(EDIT_OWN_TIME)
def decline_proposals(actor: Actor, *, told: Collection[Proposal], now: datetime) -> int:
    """Do not propose these again; says how many. The same press twice puts aside once."""
    person = own_person(actor)
    rows = [DeclinedProposal(person=person, key=one.key, on=one.on, at=now) for one in told]
    DeclinedProposal.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@action(EDIT_OWN_TIME)
def propose_again(actor: Actor, *, first: date, last: date) -> int:
    """Take up everything that was put aside on these days; says how many."""
    rows = DeclinedProposal.objects.filter(person=own_person(actor), on__gte=first, on__lte=last)
    return rows.delete()[0]
