"""The list of projects: views, columns, sorting, and its download."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.delivery.models import Concern, ConcernKind, ConcernState, Project, ProjectState
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
        Column("get_state_display", _("State"), sort="state"),
        Column("due_on", _("Due on"), sort="due_on", kind="date"),
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
