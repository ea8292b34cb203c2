"""Monthly packs: their list, a pack as page, PDF and workbook, its sending and its readers."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Missing
from napulse.engines.pricing.margin import HourBounds, Sums
from napulse.people.queries import agency_today
from napulse.profit.actions.packs import make_pack, send_pack, set_readers
from napulse.profit.documents.packs import file_name, known_line
from napulse.profit.documents.packs import pack_pdf as as_pdf
from napulse.profit.documents.packs import pack_workbook as as_workbook
from napulse.profit.drawn import Trend, trend
from napulse.profit.forms.packs import MakeForm, ReadersForm
from napulse.profit.forms.period import month_of
from napulse.profit.models import MonthlyPack
from napulse.profit.pack_said import pack_figures, pack_title, sections
from napulse.profit.permissions import EDIT_BOOKS, VIEW_BOOKS
from napulse.profit.queries import packs as queries
from napulse.profit.queries.wanted import shifted
from napulse.ui.pages import page, redirect
from napulse.ui.tables import XLSX

SHOWN = 60


def _context(
    request: ActorRequest, form: ReadersForm | None = None, making: MakeForm | None = None
) -> dict[str, Any]:
    today = agency_today(timezone.now())
    chosen = [user.pk for user in queries.readers()]
    return {
        "packs": list(queries.packs(request.actor).defer("content")[:SHOWN]),
        "can_edit": request.actor.can(EDIT_BOOKS),
        "month": shifted(today, -1),
        "make_url": reverse("profit:pack_made", args=[f"{shifted(today, -1):%Y-%m}"]),
        "form": form or ReadersForm(initial={"readers": chosen}, people=queries.may_read()),
        "making": making or MakeForm(),
        "newest": queries.newest_edition(shifted(today, -1)),
        "readers": queries.readers(),
        "now": timezone.now(),
    }


@needs(VIEW_BOOKS)
def pack_list(request: ActorRequest) -> HttpResponse:
    return page(request, "profit/pack_list.html", _context(request))


@needs(EDIT_BOOKS, "POST")
def pack_made(request: ActorRequest, month: str) -> HttpResponse:
    month_on = month_of(month)
    if month_on is None:
        raise Missing("month")
    form = MakeForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        after = form.cleaned_data.get("after")
        made = make_pack(request.actor, month_on=month_on, now=timezone.now(), after=after)
        return redirect(request, made.get_absolute_url(), _("The pack is made"))
    context = _context(request, making=form)
    return page(request, "profit/pack_list.html", context, status=422)


@needs(VIEW_BOOKS)
def pack_detail(request: ActorRequest, pack_id: int) -> HttpResponse:
    pack = queries.pack(request.actor, pack_id)
    return page(request, "profit/pack_detail.html", _detail(request, pack))


def _detail(request: ActorRequest, pack: MonthlyPack, making: MakeForm | None = None) -> Any:
    content = pack.content or {}
    currency = content.get("currency", "RUB")
    return {
        "pack": pack,
        "title": pack_title(content) if content else str(pack),
        "known": known_line(pack),
        "figures": pack_figures(content) if content else [],
        "sections": [
            (one, zip(one.written(currency), _tones(one), strict=True), one.written_foot(currency))
            for one in (sections(content) if content else [])
        ],
        "trend": _trend(content, currency),
        "editions": queries.editions_of(request.actor, pack.month_on),
        "readers": queries.readers(),
        "can_edit": request.actor.can(EDIT_BOOKS),
        "making": making or MakeForm(),
        "newest": queries.newest_edition(pack.month_on),
        "again_url": reverse("profit:pack_made", args=[f"{pack.month_on:%Y-%m}"]),
        "now": timezone.now(),
    }


def _tones(section: Any) -> list[str]:
    return ["risk" if n in section.warned else "" for n in range(len(section.rows))]


def _trend(content: dict[str, Any], currency: str) -> Trend | None:
    """The chart of the frozen months: income, and what is left of it after cost."""
    months = [
        (date.fromisoformat(month), Sums(fee=income, labour=income - (pair[0] + pair[1]) // 2))
        for month, income, pair in content.get("months", [])
    ]
    return trend(months, HourBounds(), currency) if months else None


@needs(VIEW_BOOKS)
def pack_pdf(request: ActorRequest, pack_id: int) -> HttpResponse:
    pack = queries.pack(request.actor, pack_id)
    return _file(as_pdf(pack, get_language() or "ru"), file_name(pack, "pdf"), "application/pdf")


@needs(VIEW_BOOKS)
def pack_xlsx(request: ActorRequest, pack_id: int) -> HttpResponse:
    pack = queries.pack(request.actor, pack_id)
    return _file(as_workbook(pack, get_language() or "ru"), file_name(pack, "xlsx"), XLSX)


def _file(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs(EDIT_BOOKS, "POST")
def pack_sent(request: ActorRequest, pack_id: int) -> HttpResponse:
    pack = queries.pack(request.actor, pack_id)
    form = MakeForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        send_pack(request.actor, pack, now=timezone.now())
        return redirect(request, pack.get_absolute_url(), _("The pack is being sent"))
    context = _detail(request, queries.pack(request.actor, pack_id), form)
    return page(request, "profit/pack_detail.html", context, status=422)


@needs(EDIT_BOOKS, "POST")
def reader_set(request: ActorRequest) -> HttpResponse:
    form = ReadersForm(request.POST, people=queries.may_read())
    if form.is_valid():
        with form.showing_refusals():
            set_readers(request.actor, users=form.chosen)
            return redirect(request, reverse("profit:pack_list"), _("Readers set"))
    context = _context(request, form)
    return page(request, "profit/pack_list.html", context, partial="readers", status=422)
