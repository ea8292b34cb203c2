"""Lists of people and of absences."""

from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.people.models import Absence, AbsenceState, Person, WorkRole
from napulse.ui.tables import Column, Listing, View


def written_skills(person: Person) -> str:
    """The work roles with grades, the usual one first."""
    return "; ".join(str(each) for each in person.skills.all())


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
        Column(
            "skills",
            _("Work roles"),
            cell="people/_skills_cell.html",
            read=lambda person: written_skills(person),
        ),
        Column("office", _("Office"), sort="office"),
        Column("client_count", _("Clients"), sort="client_count", kind="int"),
        Column("away_to", _("Away until"), sort="away_to", kind="date"),
    ]
    search: ClassVar = ("user__folded",)
    order: ClassVar = ("user__folded", "pk")
    per_page: ClassVar = 100
    label = _("People")


class AbsenceListing(Listing[Absence]):
    """Absences: who stands in for whom, and what waits for an answer."""

    columns: ClassVar = [
        Column("person", _("Who"), sort="person__user__folded", main=True),
        Column("get_kind_display", _("Kind"), sort="kind"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("to_on", _("To"), sort="to_on", kind="date"),
        Column("deputy", _("Deputy"), sort="deputy__user__folded"),
        Column("get_state_display", _("State"), sort="state", cell="people/_state_cell.html"),
        Column("note", _("Note"), cell="people/_absence_cell.html"),
    ]
    search: ClassVar = ("person__user__folded", "deputy__user__folded")
    order: ClassVar = ("-from_on", "pk")
    label = _("Absences")

    def __init__(
        self,
        query: QueryDict,
        rows: QuerySet[Absence],
        path: str,
        *,
        today: object,
        waiting: QuerySet[Absence],
    ) -> None:
        super().__init__(query, rows, path)
        self.today = today
        living = Q(cancelled_at=None) & ~Q(state=AbsenceState.DECLINED)
        self.views = [  # type: ignore[misc] # these depend on the day and on who looks
            View("now", pgettext_lazy("absences", "Now and ahead"), Q(to_on__gte=today) & living),
            View(
                "waiting",
                pgettext_lazy("absences", "Wait for your answer"),
                Q(pk__in=waiting.order_by().values("pk")),
            ),
            View("past", pgettext_lazy("absences", "Past"), Q(to_on__lt=today) & living),
            View(
                "declined",
                pgettext_lazy("absences", "Declined"),
                Q(state=AbsenceState.DECLINED, cancelled_at=None),
            ),
            View(
                "cancelled", pgettext_lazy("absences", "Cancelled"), Q(cancelled_at__isnull=False)
            ),
        ]


class WorkRoleListing(Listing[WorkRole]):
    """Work roles in the agency's order, with who can take them."""

    views: ClassVar = [
        View("live", pgettext_lazy("work roles", "In use"), Q(archived_at=None)),
        View("archived", pgettext_lazy("work roles", "Put away"), Q(archived_at__isnull=False)),
    ]
    columns: ClassVar = [
        Column("name", _("Work role"), main=True, cell="people/_work_role_cell.html"),
        Column("usual_people", _("Usual role of"), kind="int"),
        Column("people", _("Can take it"), kind="int"),
        Column("pk", _("What to do"), cell="people/_work_role_tools.html", read=lambda role: ""),
    ]
    search: ClassVar = ("folded",)
    order: ClassVar = ("position", "folded")
    per_page: ClassVar = 200
    label = _("Work roles")
