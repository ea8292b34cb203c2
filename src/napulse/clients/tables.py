"""The list of clients: views, columns, sorting, and its download."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Client, ClientState
from napulse.ui.tables import Column, Listing, View


class ClientListing(Listing[Client]):
    """Clients as two-line rows; the last view is what was deleted and can come back."""

    views: ClassVar = [
        View(
            "active",
            pgettext_lazy("clients", "Active"),
            Q(deleted_at=None, state=ClientState.ACTIVE),
        ),
        View(
            "prospects",
            pgettext_lazy("clients", "Prospects"),
            Q(deleted_at=None, state=ClientState.PROSPECT),
        ),
        View("past", pgettext_lazy("clients", "Past"), Q(deleted_at=None, state=ClientState.PAST)),
        View("all", pgettext_lazy("clients", "All"), Q(deleted_at=None)),
        View("deleted", pgettext_lazy("clients", "Deleted"), Q(deleted_at__isnull=False)),
    ]
    columns: ClassVar = [
        Column("name", _("Client"), sort="folded", main=True),
        Column("line", _("Services")),
        Column("city", _("City"), sort="city"),
        Column("lead_name", _("Answers for it"), sort="lead_folded"),
        Column("since_on", _("Client since"), sort="since_on", kind="date"),
        Column("contact_count", _("Contacts"), sort="contact_count", kind="int"),
        Column("get_state_display", _("State"), sort="state"),
    ]
    search: ClassVar = ("folded",)
    order: ClassVar = ("folded", "pk")
    label = _("Clients")

    @property
    def is_trash(self) -> bool:
        return self.view is not None and self.view.key == "deleted"
