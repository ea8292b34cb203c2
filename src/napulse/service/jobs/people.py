"""Inboxes hear of what people and projects below ask and answer."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.delivery.queries.bookings import people_request
from napulse.jobs.queue import job
from napulse.people.queries import absence
from napulse.service.actions.absence_notices import tell_of_absence as tell
from napulse.service.actions.people_notices import tell_of_people as tell_people
from napulse.service.actions.week_notices import tell_of_week as tell_week


@job("service.tell_of_absence", label=_("Inbox lines about an absence"))
def tell_of_absence(*, absence_id: int, teller_id: int) -> None:
    actor = system_actor()
    tell(actor, absence(actor, absence_id), teller_id=teller_id, now=timezone.now())


@job("service.tell_of_people", label=_("Inbox lines about a request for people"))
def tell_of_people(*, request_id: int, code: str, teller_id: int) -> None:
    actor = system_actor()
    found = people_request(actor, request_id)
    tell_people(actor, found, code=code, teller_id=teller_id, now=timezone.now())


@job("service.tell_of_week", label=_("Inbox lines about a week of time"))
def tell_of_week(*, sheet_id: int, code: str, teller_id: int) -> None:
    tell_week(system_actor(), sheet_id=sheet_id, code=code, teller_id=teller_id, now=timezone.now())
