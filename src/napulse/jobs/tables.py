"""The list of sent letters."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.jobs.models import Letter, LetterState
from napulse.ui.tables import Column, Listing, View

ON_THE_WAY = Q(state__in=[LetterState.QUEUED, LetterState.SENDING])


class Letters(Listing[Letter]):
    label = _("Sent letters")
    columns: ClassVar = (
        Column("subject", _("Subject"), main=True, cell="jobs/_cell_subject.html"),
        Column("recipient", _("Recipient"), sort="recipient", cell="jobs/_cell_recipient.html"),
        Column("client_name", _("Client"), sort="client_name"),
        Column("state", _("State"), cell="jobs/_cell_state.html", read=Letter.get_state_display),
        Column("created_at", _("Written"), sort="created_at", kind="datetime"),
        Column("sent_at", pgettext_lazy("a letter left", "Sent"), sort="sent_at", kind="datetime"),
        Column("attempts", _("Attempts"), sort="attempts", kind="int"),
    )
    views: ClassVar = (
        View("all", pgettext_lazy("letters", "All")),
        View("way", _("On the way"), ON_THE_WAY),
        View("sent", pgettext_lazy("letters", "Sent"), Q(state=LetterState.SENT)),
        View("refused", pgettext_lazy("letters", "Refused"), Q(state=LetterState.REFUSED)),
        View("bounced", pgettext_lazy("letters", "Bounced"), Q(state=LetterState.BOUNCED)),
        View("held", _("Kept here"), Q(state=LetterState.HELD)),
    )
    search: ClassVar = ("folded",)
    order: ClassVar = ("-created_at", "-id")
