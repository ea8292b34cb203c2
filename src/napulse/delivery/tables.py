"""The list of projects: views, columns, sorting, and its download."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.delivery.models import Project, ProjectState
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
