"""What the reader narrows the chart of a plan to, and the context of the chart."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest
from napulse.delivery.models import Plan, PlanState
from napulse.delivery.permissions import EDIT_PLANS
from napulse.delivery.plan_chart import chart_of, links
from napulse.delivery.queries import plan_charts, plan_pages
from napulse.delivery.queries.plan_shapes import Bar, GanttRow, GanttView
from napulse.engines.kernel.text import fold, whole
from napulse.people.queries import agency_today
from napulse.ui.menu import Tab

PROJECT, PERSON = "project", "person"
Keep = Callable[[Bar], bool]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; nothing of it is an error."""

    by: str = PROJECT
    text: str = ""
    client_id: int | None = None
    project_id: int | None = None
    role_id: int | None = None
    late_only: bool = False
    zoom: str = ""
    start: str = ""

    @property
    def narrows(self) -> bool:
        """Whether a bar may be left out."""
        chosen = (self.client_id, self.project_id, self.role_id, self.late_only, self.text)
        return any(chosen)


def filters_of(query: QueryDict) -> Filters:
    return Filters(
        by=PERSON if query.get("by") == PERSON else PROJECT,
        text=query.get("q", "").strip(),
        client_id=whole(query.get("client", "")),
        project_id=whole(query.get("project", "")),
        role_id=whole(query.get("role", "")),
        late_only=query.get("late") == "1",
        zoom=query.get("zoom", ""),
        start=query.get("from", ""),
    )


def chart_context(request: ActorRequest, row: Plan) -> dict[str, Any]:
    """The chart of a plan as its page shows it; no chart while there is no plan yet."""
    filters = filters_of(request.GET)
    choices = plan_pages.choices(request.actor, row)
    context = {
        "filters": filters,
        "clients": choices.clients,
        "projects": choices.projects,
        "roles": choices.roles,
        "query": request.GET.urlencode(),
        "can_fix": can_fix(request, row),
        "by_tabs": _by_tabs(request, row, filters),
        "names": _("Person") if filters.by == PERSON else _("Project"),
    }
    view = plan_charts.gantt(request.actor, row, by=filters.by, today=agency_today(timezone.now()))
    if not view.rows:
        return context
    kept = narrowed(view, filters, _keep(filters, choices))
    wishes = plan_pages.fixed_elsewhere(request.actor, row)
    folded = not filters.project_id
    chart = chart_of(kept, request.GET, row.get_absolute_url(), folded=folded, wishes=wishes)
    return context | {"view": view, "chart": chart, "unplanned": _unplanned(len(wishes))}


def _unplanned(count: int) -> str:
    """What was fixed since the plan was computed counts only in the next one."""
    if not count:
        return ""
    told = ngettext(
        "%(n)s task was fixed elsewhere since. Compute the plan again for it to count.",
        "%(n)s tasks were fixed elsewhere since. Compute the plan again for them to count.",
        count,
    )
    return told % {"n": count}


def can_fix(request: ActorRequest, row: Plan) -> bool:
    """Tasks are fixed from the plan that counts: the accepted one or a proposal."""
    counts = row.state in (PlanState.ACCEPTED, PlanState.PROPOSAL)
    return counts and request.actor.can(EDIT_PLANS)


def _by_tabs(request: ActorRequest, row: Plan, filters: Filters) -> list[Tab]:
    link = links(request.GET, row.get_absolute_url())
    return [
        Tab(_("By project"), link(by=PROJECT), filters.by == PROJECT),
        Tab(_("By person"), link(by=PERSON), filters.by == PERSON),
    ]


def _keep(filters: Filters, choices: plan_pages.Choices) -> Keep:
    """Which bars stay; the words are looked for in a row's title too, so not here."""
    of_client = choices.of_client(filters.client_id) if filters.client_id else None
    needing = plan_pages.tasks_needing(filters.role_id) if filters.role_id else None

    def keep(bar: Bar) -> bool:
        return (
            (of_client is None or bar.project_id in of_client)
            and (not filters.project_id or bar.project_id == filters.project_id)
            and (needing is None or bar.task_id in needing)
            and (not filters.late_only or bar.is_late)
        )

    return keep


def narrowed(view: GanttView, filters: Filters, keep: Keep) -> GanttView:
    """The rows that hold something of what is asked for, with the heads of their groups."""
    if not filters.narrows:
        return view
    rows: list[GanttRow] = []
    head: list[GanttRow] = []
    words = fold(filters.text).split()
    for row in view.rows:
        if row.depth == 0 and not row.bars:
            head = [row]
            continue
        bars = tuple(bar for bar in row.bars if keep(bar))
        named = " ".join([row.title, *(one.title for one in head)])
        bars = bars if _said(words, named) else tuple(b for b in bars if _said(words, _words(b)))
        if bars:
            rows += [*head, replace(row, bars=bars)]
            head = []
    return replace(view, rows=tuple(rows))


def _words(bar: Bar) -> str:
    return " ".join([bar.title, bar.project, bar.client, *bar.people])


def _said(words: list[str], said: str) -> bool:
    folded = fold(said)
    return all(word in folded for word in words)
