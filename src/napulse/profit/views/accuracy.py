"""The accuracy of estimates: by role, service, person, client and project; the worst lines."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.engines.pricing.accuracy import FEW
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.people.queries import agency_today
from napulse.profit.budget_page import thousandths
from napulse.profit.queries.accuracy import By, Cut, cut_by, told_of, worked_lines, worst
from napulse.profit.queries.alerts import budget_url
from napulse.timesheets.permissions import VIEW_TIME
from napulse.ui.menu import Tab
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

BYS: tuple[By, ...] = ("role", "service", "client", "project", "person")
PERIODS = {"year": 365, "half": 183, "all": 0}


def _by(request: ActorRequest) -> By:
    asked = request.GET.get("by", "")
    known = next((one for one in BYS if one == asked), BYS[0])
    may = known != "person" or request.actor.can(VIEW_TIME)
    return known if may else BYS[0]


def _period(request: ActorRequest) -> str:
    asked = request.GET.get("period", "")
    return asked if asked in PERIODS else "year"


def _since(period: str) -> date | None:
    days = PERIODS[period]
    return agency_today(timezone.now()) - timedelta(days=days) if days else None


def _address(path: str, by: str, period: str) -> str:
    return f"{path}?by={by}&period={period}"


@needs(VIEW_ESTIMATES)
def accuracy_page(request: ActorRequest) -> HttpResponse:
    by, period = _by(request), _period(request)
    lines = worked_lines(request.actor, since=_since(period))
    told = told_of(lines)
    context = {
        **_tools(request, by, period),
        "told": told,
        "bias": _percent(told.bias_bp),
        "p50": _percent(told.p50_bp),
        "p80": _percent(told.p80_bp),
        "rows": [_shown(cut) for cut in cut_by(request.actor, lines, by)],
        "by": by,
        "few": FEW,
        "worst": [
            (line, line.ratio_bp / 100, budget_url(line.project_id)) for line in worst(lines)
        ],
        "export_url": _address(reverse("profit:accuracy_export"), by, period),
        "lines_url": _address(reverse("profit:accuracy_lines"), by, period),
    }
    return page(request, "profit/accuracy.html", context)


def _tools(request: ActorRequest, by: str, period: str) -> dict[str, Any]:
    labels = {
        "role": _("By role"),
        "service": _("By kind of work"),
        "client": _("By client"),
        "project": _("By project"),
        "person": _("By person"),
    }
    shown = [one for one in BYS if one != "person" or request.actor.can(VIEW_TIME)]
    spans = {
        "half": _("Half a year"),
        "year": _("A year"),
        "all": pgettext("period", "Since the beginning"),
    }
    path = request.path
    return {
        "cuts": [Tab(labels[one], _address(path, one, period), one == by) for one in shown],
        "periods": [
            Tab(text, _address(path, by, key), key == period) for key, text in spans.items()
        ],
    }


def _percent(share: int | None) -> float | None:
    return None if share is None else share / 100


def _shown(cut: Cut) -> dict[str, Any]:
    told = cut.told
    return {
        "name": cut.name,
        "told": told,
        "bias": _percent(told.bias_bp),
        "p50": _percent(told.p50_bp),
        "p80": _percent(told.p80_bp),
        "estimated": told.estimated / 60,
        "actual": told.actual / 60,
    }


CUTS = [
    Column("name", gettext_lazy("What they share"), read=lambda cut: cut.name),
    Column("lines", gettext_lazy("Lines"), kind="int", read=lambda cut: cut.told.lines),
    Column("estimated", gettext_lazy("Estimated, h"), kind="quantity",
           read=lambda cut: thousandths(cut.told.estimated)),
    Column("actual", gettext_lazy("Taken, h"), kind="quantity",
           read=lambda cut: thousandths(cut.told.actual)),
    Column("bias", gettext_lazy("Taken of estimated"), kind="percent",
           read=lambda cut: cut.told.bias_bp),
    Column("p50", "P50", kind="percent", read=lambda cut: cut.told.p50_bp),
    Column("p80", "P80", kind="percent", read=lambda cut: cut.told.p80_bp),
    Column("over", gettext_lazy("Lines over"), kind="int", read=lambda cut: cut.told.over),
]  # fmt: skip
LINES = [
    Column("title", gettext_lazy("Line")),
    Column("project", gettext_lazy("Project")),
    Column("client", gettext_lazy("Client")),
    Column("role", gettext_lazy("Work role")),
    Column("service", gettext_lazy("Kind of work")),
    Column("ended_on", pgettext_lazy("a project", "Ended"), kind="date"),
    Column("estimated", gettext_lazy("Estimated, h"), kind="quantity",
           read=lambda line: thousandths(line.sample.estimated)),
    Column("actual", gettext_lazy("Taken, h"), kind="quantity",
           read=lambda line: thousandths(line.sample.actual)),
    Column("ratio", gettext_lazy("Taken of estimated"), kind="percent",
           read=lambda line: line.ratio_bp),
]  # fmt: skip


@needs(VIEW_ESTIMATES)
def accuracy_export(request: ActorRequest) -> HttpResponse:
    lines = worked_lines(request.actor, since=_since(_period(request)))
    cuts = cut_by(request.actor, lines, _by(request))
    return download(request, Table(CUTS, [*cuts, Cut(_("In all"), told_of(lines))]), "accuracy")


@needs(VIEW_ESTIMATES)
def accuracy_lines(request: ActorRequest) -> HttpResponse:
    lines = worked_lines(request.actor, since=_since(_period(request)))
    return download(request, Table(LINES, lines), "lines")
