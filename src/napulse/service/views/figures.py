"""The page of service figures, the records behind each figure, and the workbook of both."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import clients
from napulse.engines import charts
from napulse.engines.exchange import sheets
from napulse.people.queries import agency_today
from napulse.service.forms.figure_sheets import workbook
from napulse.service.forms.figures import FiguresForm
from napulse.service.permissions import VIEW_ACTIONS, VIEW_FIGURES, VIEW_INTERACTIONS
from napulse.service.queries import figures
from napulse.service.queries.figure_facts import BP, Figures, Tally
from napulse.ui import formats
from napulse.ui.menu import Tab
from napulse.ui.pages import page
from napulse.ui.tables import XLSX

GOAL_BP = 9500
PER_PAGE = 100
STEP = 20
CUTS = {
    "people": gettext_lazy("By person"),
    "clients": gettext_lazy("By client"),
    "teams": gettext_lazy("By team"),
}
NARROWED_BY = {"people": "who", "clients": "client", "teams": "team_only"}
RECORDS = {
    "counted": gettext_lazy("Reports that were due"),
    "in_time": gettext_lazy("Reports sent in time"),
    "late": gettext_lazy("Reports late or still missing"),
    "waived": gettext_lazy("Contacts that needed no report"),
    "running": gettext_lazy("Reports not due yet"),
    "promised": gettext_lazy("Actions promised for the period"),
    "kept": gettext_lazy("Actions kept on the first promise"),
    "broken": gettext_lazy("Actions not kept on the first promise"),
    "disputes": gettext_lazy("Objections to contact reports"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the chart."""

    label: str
    title: str
    shape: charts.Column
    tone: str


def _form(request: ActorRequest) -> FiguresForm:
    people, teams = figures.people_and_teams(request.actor)
    names = clients(request.actor).values_list("pk", "name")
    return FiguresForm(request.GET, people=people, clients=names, teams=teams)


def _bars(weeks: list[Tally]) -> list[Bar]:
    """A column per week on a scale that always ends at a hundred percent."""
    shares = [(week.share_bp or 0) / 100 for week in weeks]
    drawn = charts.columns([*shares, 100], STEP * (len(weeks) + 1), 100, gap=4)
    bars = []
    for week, shape in zip(weeks, drawn, strict=False):
        monday = date.fromordinal(week.key)
        told = _("%(day)s: %(share)s, %(met)s of %(all)s in time") % {
            "day": formats.day(monday),
            "share": formats.percent(None if week.share_bp is None else week.share_bp / 100),
            "met": week.in_time,
            "all": week.counted,
        }
        low = week.share_bp is not None and week.share_bp < GOAL_BP
        bars.append(Bar(formats.day(monday), told, shape, "low" if low else ""))
    return bars


def conclusion(weeks: list[Tally]) -> str:
    """What the chart shows, in one sentence: the later half beside the earlier one."""
    filled = [week for week in weeks if week.counted]
    if len(filled) < 2:
        return _("too few weeks to compare")
    half = len(filled) // 2
    before, after = _together(filled[:half]), _together(filled[half:])
    change = round((after - before) / 100)
    if not change:
        return _("steady at %(share)s") % {"share": formats.percent(after / 100)}
    sentence = _("up by %(points)s pp") if change > 0 else _("down by %(points)s pp")
    return sentence % {"points": abs(change)}


def _together(weeks: list[Tally]) -> int:
    counted = sum(week.counted for week in weeks)
    return sum(week.in_time for week in weeks) * BP // counted


def promise_conclusion(total: Tally) -> str:
    late = total.promised - total.kept
    if not total.promised:
        return _("no action was promised for this period")
    if not late:
        return _("every promise was kept")
    told = ngettext("%(n)s promise slipped", "%(n)s promises slipped", late)
    return told % {"n": late}


def _query(request: ActorRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("page", "what", "cut"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return query.urlencode()


@needs(VIEW_FIGURES)
def figures_page(request: ActorRequest) -> HttpResponse:
    now = timezone.now()
    form = _form(request)
    wanted = form.wanted(agency_today(now))
    found = figures.figures(request.actor, wanted, now=now)
    cut = request.GET.get("cut", "")
    cut = cut if cut in CUTS else "people"
    context = {
        "form": form,
        "figures": found,
        "wanted": wanted,
        "last_on": wanted.to_on - timedelta(days=1),
        "rows": getattr(found, cut),
        "cut": cut,
        "cuts": _cuts(request, cut),
        "narrows": NARROWED_BY[cut],
        "query": _query(request),
        "export_url": f"{reverse('service:figures_export')}?{_query(request)}",
        **_drawn(found),
        "may_open_reports": request.actor.can(VIEW_INTERACTIONS),
        "may_open_actions": request.actor.can(VIEW_ACTIONS),
    }
    return page(request, "service/figures.html", context, partial="figures")


def _cuts(request: ActorRequest, cut: str) -> list[Tab]:
    return [Tab(label, f"?{_query(request, cut=key)}", key == cut) for key, label in CUTS.items()]


def _drawn(found: Figures) -> dict[str, Any]:
    return {
        "bars": _bars(found.weeks),
        "chart_width": STEP * max(1, len(found.weeks)),
        "goal_y": charts.number(100 - GOAL_BP / 100),
        "conclusion": conclusion(found.weeks),
        "promise_conclusion": promise_conclusion(found.total),
        "goal": formats.percent(GOAL_BP / 100),
        "has_any": bool(any(found.total.sums()) or found.waived),
    }


@needs(VIEW_FIGURES)
def figures_records(request: ActorRequest) -> HttpResponse:
    """The contacts, actions or objections that one figure is made of."""
    now = timezone.now()
    wanted = _form(request).wanted(agency_today(now))
    what = request.GET.get("what", "")
    what = what if what in RECORDS else "counted"
    rows = figures.records(request.actor, wanted, what, now=now)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": RECORDS[what],
        "what": what,
        "kind": figures.kind_of(what),
        "found": found,
        "wanted": wanted,
        "last_on": wanted.to_on - timedelta(days=1),
        "query": _query(request),
        "back": f"{reverse('service:figures')}?{_query(request)}",
    }
    return page(request, "service/figures_records.html", context)


@needs(VIEW_FIGURES)
def figures_export(request: ActorRequest) -> HttpResponse:
    """The same figures and the records behind them as a workbook."""
    now = timezone.now()
    wanted = _form(request).wanted(agency_today(now))
    found = figures.figures(request.actor, wanted, now=now)
    named = figures.facts(request.actor, wanted, now=now, named=True)
    body = sheets.write_xlsx(workbook(found, named))
    response = HttpResponse(body, content_type=XLSX)
    name = f"figures-{wanted.from_on}-{wanted.to_on - timedelta(days=1)}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
