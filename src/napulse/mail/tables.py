"""The list of letters: views, columns, sorting, and its download."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.mail.models import Judged, Letter
from napulse.ui.tables import Column, Listing, View

LIVING = Q(deleted_at=None)


def verdict_of(row: Letter) -> str:
    return str(Judged(row.verdict).label)


class Letters(Listing[Letter]):
    """Letters that came in; frauds stand apart in a view of their own."""

    label = _("Letters")
    columns: ClassVar = [
        Column("verdict", _("Verdict"), sort="verdict", read=verdict_of),
        Column("sender", _("Sender"), sort="address"),
        Column("subject", _("Subject"), sort="folded", read=str, main=True),
        Column("client", _("Client"), sort="client__folded"),
        Column("brand", _("Brand"), sort="brand"),
        Column("received_at", _("Received"), sort="received_at", kind="datetime"),
    ]
    views: ClassVar = [
        View("in", pgettext_lazy("letters", "Letters"), LIVING & Q(is_apart=False)),
        View("apart", pgettext_lazy("letters", "Kept apart"), LIVING & Q(is_apart=True)),
        View(
            "suspicious",
            pgettext_lazy("letters", "Suspicious"),
            LIVING & Q(verdict=Judged.SUSPICIOUS),
        ),
        View("genuine", pgettext_lazy("letters", "Genuine"), LIVING & Q(verdict=Judged.GENUINE)),
        View("filed", pgettext_lazy("letters", "Filed"), LIVING & Q(client__isnull=False)),
        View("all", pgettext_lazy("letters", "All"), LIVING),
        View("deleted", pgettext_lazy("letters", "Deleted"), Q(deleted_at__isnull=False)),
    ]
    search: ClassVar = ("folded", "client__folded")
    order: ClassVar = ("-received_at", "-pk")

    @property
    def is_trash(self) -> bool:
        return self.view is not None and self.view.key == "deleted"
