"""Lists of people and of absences."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.people.models import Absence, Person
from napulse.ui.tables import Column, Listing, View


class PersonListing(Listing[Person]):
    """Colleagues with their place in the line."""

    views: ClassVar = [
        View("now", pgettext_lazy("people", "Work here"), Q(left_on=None, user__is_active=True)),
        View(
            "gone",
            pgettext_lazy("people", "Left or closed"),
            ~Q(left_on=None, user__is_active=True),
        ),
    ]
    columns: ClassVar = [
        Column(
            "user__name",
            pgettext_lazy("of a person", "Name"),
            sort="user__folded",
            main=True,
            cell="people/_person_cell.html",
        ),
        Column("title", _("Role"), sort="user__role__rank", cell="people/_role_cell.html"),
        Column("manager", _("Reports to"), sort="manager__user__folded"),
        Column("office", _("Office"), sort="office"),
        Column("client_count", _("Clients"), sort="client_count", kind="int"),
        Column("away_to", _("Away until"), sort="away_to", kind="date"),
    ]
    search: ClassVar = ("user__folded",)
    order: ClassVar = ("user__folded", "pk")
    per_page: ClassVar = 100
    label = _("People")


class AbsenceListing(Listing[Absence]):
    """Absences: who stands in for whom."""

    columns: ClassVar = [
        Column("person", _("Who"), sort="person__user__folded", main=True),
        Column("get_kind_display", _("Kind"), sort="kind"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("to_on", _("To"), sort="to_on", kind="date"),
        Column("deputy", _("Deputy"), sort="deputy__user__folded"),
        Column("note", _("Note"), cell="people/_absence_cell.html"),
    ]
    search: ClassVar = ("person__user__folded", "deputy__user__folded")
    order: ClassVar = ("-from_on", "pk")
    label = _("Absences")

    def __init__(self, *args: object, today: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        self.views = [  # type: ignore[misc]
            View(
                "now",
                pgettext_lazy("absences", "Now and ahead"),
                Q(to_on__gte=today, cancelled_at=None),
            ),
            View("past", pgettext_lazy("absences", "Past"), Q(to_on__lt=today, cancelled_at=None)),
            View(
                "cancelled", pgettext_lazy("absences", "Cancelled"), Q(cancelled_at__isnull=False)
            ),
        ]
