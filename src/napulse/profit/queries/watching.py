"""Which budgets have to be looked at again."""

from datetime import datetime

from django.db.models import Q, QuerySet

from napulse.delivery.models import Plan, PlanState, Project
from napulse.delivery.queries import OPEN
from napulse.estimates.models import BudgetAlert, BudgetLine
from napulse.ledger.models import Posting


def touched_since(projects: "QuerySet[Project]", since: datetime) -> "QuerySet[Project]":
    """Those whose postings or lines are newer; all, when a plan was accepted since.

    An order from a supplier says so itself when it is placed or withdrawn.
    """
    if Plan.objects.filter(state=PlanState.ACCEPTED, accepted_at__gte=since).exists():
        return projects
    posted = Posting.objects.filter(recorded_at__gte=since, project__isnull=False)
    agreed = BudgetLine.objects.filter(estimate__answered_at__gte=since, deleted_at=None)
    return projects.filter(
        Q(pk__in=posted.order_by().values("project_id"))
        | Q(pk__in=agreed.order_by().values("project_id"))
    )


def ended_with_alerts() -> "list[Project]":
    """Projects that are over and still have an open alert."""
    rows = BudgetAlert.objects.filter(closed_at=None, deleted_at=None)
    alarmed = Project.objects.filter(pk__in=rows.order_by().values("project_id"), deleted_at=None)
    return list(alarmed.exclude(state__in=OPEN))
