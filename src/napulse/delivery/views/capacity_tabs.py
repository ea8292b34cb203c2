"""The pages that belong to the agency's capacity, as tabs of each other."""

from django.urls import reverse
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest
from napulse.delivery.queries.bookings import open_requests
from napulse.ui.menu import Tab


def capacity_tabs(request: ActorRequest, shown: str) -> list[Tab]:
    waiting = open_requests(request.actor) or None
    told = [
        (_("Capacity"), "capacity", None),
        (_("Bookings"), "booking_list", None),
        (_("Requests for people"), "people_request_list", waiting),
    ]
    return [
        Tab(label, reverse(f"delivery:{name}"), name == shown, count) for label, name, count in told
    ]
