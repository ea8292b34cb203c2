"""Lists of projects, risks, bookings and requests: views, columns, sorting, downloads."""

from datetime import date
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.delivery.models import (
    Booking,
    BookingState,
    Concern,
    ConcernKind,
    ConcernState,
    PeopleRequest,
    Project,
    ProjectState,
)
from napulse.delivery.queries import OPEN
from napulse.ui.tables import Column, Listing, View


class ProjectListing(Listing[Project]):
    """Projects of the viewer's clients."""

    views: ClassVar = [
        View("open", pgettext_lazy("projects", "Open"), Q(state__in=OPEN)),
        View("done", pgettext_lazy("projects", "Done"), Q(state=ProjectState.DONE)),
        View("cancelled", pgettext_lazy("projects", "Cancelled"), Q(state=ProjectState.CANCELLED)),
        View("all", pgettext_lazy("projects", "All"), Q()),
    ]
    columns: ClassVar = [
        Column("name", _("Project"), sort="folded", main=True),
        Column("client", _("Client"), sort="client__folded", cell="delivery/_client_cell.html"),
        Column("lead__name", _("Leads"), sort="lead__folded"),
        Column("get_format_display", _("Format"), sort="format"),
        Column("get_state_display", _("State"), sort="state", cell="delivery/_state_cell.html"),
        Column("weight", _("Priority"), sort="weight", kind="int"),
        Column("due_on", _("Due on"), sort="due_on", kind="date", cell="delivery/_due_cell.html"),
        Column("budget", _("Budget for our people"), sort="budget_minor", kind="money"),
        Column("parts_done", _("Results done"), kind="int", cell="delivery/_parts_cell.html"),
    ]
    search: ClassVar = ("folded", "client__folded")
    order: ClassVar = ("folded", "pk")
    label = _("Projects")


class ConcernListing(Listing[Concern]):
    """Risks and issues of the viewer's projects, the gravest first."""

    views: ClassVar = [
        View("open", pgettext_lazy("risks", "Open"), ~Q(state=ConcernState.CLOSED)),
        View("issues", _("Issues"), Q(kind=ConcernKind.ISSUE) & ~Q(state=ConcernState.CLOSED)),
        View("closed", pgettext_lazy("risks", "Closed"), Q(state=ConcernState.CLOSED)),
    ]
    columns: ClassVar = [
        Column("text", _("What may happen"), main=True, cell="delivery/_concern_cell.html"),
        Column("project__name", _("Project"), sort="project__folded"),
        Column("client__name", _("Client"), sort="client__folded"),
        Column("get_kind_display", _("Kind"), sort="kind"),
        Column("probability", _("Probability"), sort="probability", kind="int"),
        Column("impact", _("Impact"), sort="impact", kind="int"),
        Column("size", _("Together"), sort="size", kind="int", cell="delivery/_size_cell.html"),
        Column("response", _("What we do")),
        Column("owner__name", _("Owner"), sort="owner__folded"),
        Column("due_on", _("By"), sort="due_on", kind="date"),
    ]
    search: ClassVar = ("project__folded", "client__folded")
    order: ClassVar = ("-size", "pk")
    label = _("Risks and issues")


class BookingListing(Listing[Booking]):
    """Who is held for what, those to come first."""

    columns: ClassVar = [
        Column(
            "who",
            _("Who"),
            main=True,
            sort="person__user__folded",
            cell="delivery/_booked_cell.html",
            read=lambda row: str(row.person or row.role),
        ),
        Column(
            "role__name",
            _("Work role"),
            sort="role__position",
            cell="delivery/_booked_role_cell.html",
        ),
        Column("percent", _("Time, %"), sort="percent", kind="int"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("to_on", _("To"), sort="to_on", kind="date"),
        Column(
            "project__name",
            _("Project"),
            sort="project__folded",
            cell="delivery/_booked_project_cell.html",
        ),
        Column("get_state_display", _("State"), sort="state", cell="delivery/_held_cell.html"),
        Column("note", _("What to do"), cell="delivery/_booking_tools.html"),
    ]
    taken_along: ClassVar = [
        *columns[:2],
        Column("get_grade_display", _("Grade")),
        *columns[2:6],
        Column("client__name", _("Client")),
        Column("project__probability", _("Probability, %"), kind="int"),
        columns[6],
        Column("note", _("Note")),
    ]
    search: ClassVar = ("project__folded", "client__folded", "role__folded", "person__user__folded")
    order: ClassVar = ("from_on", "pk")
    label = _("Bookings")

    def __init__(
        self, query: QueryDict, rows: QuerySet[Booking], path: str, *, today: date
    ) -> None:
        super().__init__(query, rows, path)
        ahead, held = Q(to_on__gte=today), ~Q(state=BookingState.RELEASED)
        tentative = Q(state=BookingState.TENTATIVE)
        self.views = [  # type: ignore[misc] # these depend on the day
            View("held", pgettext_lazy("bookings", "Now and ahead"), ahead & held),
            View("tentative", pgettext_lazy("bookings", "Tentative"), ahead & tentative),
            View("past", pgettext_lazy("bookings", "Past"), ~ahead & held),
            View("released", pgettext_lazy("bookings", "Released"), ~held),
        ]


class RequestListing(Listing[PeopleRequest]):
    """Whom projects ask for, what waits for an answer first."""

    views: ClassVar = [
        View("all", pgettext_lazy("requests", "All"), Q()),
        View(
            "open", pgettext_lazy("requests", "Wait for an answer"), Q(state="open", booking=None)
        ),
        View(
            "offered",
            pgettext_lazy("requests", "Offered"),
            Q(state="open", booking__isnull=False),
        ),
        View("granted", pgettext_lazy("requests", "Granted"), Q(state="granted")),
        View(
            "ended",
            pgettext_lazy("requests", "Declined or withdrawn"),
            Q(state__in=["declined", "withdrawn"]),
        ),
    ]
    columns: ClassVar = [
        Column("role__name", _("Work role"), main=True, cell="delivery/_asked_cell.html"),
        Column("get_grade_display", _("Grade, at least"), sort="grade"),
        Column("percent", _("Part of the time, %"), kind="int"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("to_on", _("To"), sort="to_on", kind="date"),
        Column("project__name", _("Project"), sort="project__folded"),
        Column("client__name", _("Client"), sort="client__folded"),
        Column("asked_by__name", _("Asked by"), sort="asked_by__folded"),
        Column("asked_at", _("Asked"), sort="asked_at", kind="datetime"),
        Column("get_state_display", _("State"), cell="delivery/_request_state.html"),
    ]
    search: ClassVar = ("project__folded", "client__folded", "role__folded")
    order: ClassVar = ("waits", "from_on", "pk")
    label = _("Requests for people")
