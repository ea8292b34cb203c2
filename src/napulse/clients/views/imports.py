"""Doors of imports: upload, mapping, preview, run, result, undo."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients import actions, queries
from napulse.clients.forms.imports import ChoiceForm, MappingForm, UploadForm, verb_labels
from napulse.clients.models import Import, ImportState
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.clients.queries.imports import Plan, PlannedRow
from napulse.clients.wording_import import SOURCES, told_refusal, told_trouble, told_warning
from napulse.engines.exchange import Kind, propose
from napulse.engines.kernel.errors import Refused
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect

ROWS_SHOWN = 50


@needs(EDIT_CLIENTS)
def import_list(request: ActorRequest) -> HttpResponse:
    return _list(request, UploadForm())


def _list(request: ActorRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "imports": list(queries.imports(request.actor)[:ROWS_SHOWN])}
    return page(request, "clients/import_list.html", context, partial="upload", status=status)


@needs(EDIT_CLIENTS, "POST")
def import_upload(request: ActorRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    kind: Kind = "contacts" if form.cleaned_data["kind"] == "contacts" else "clients"
    found = actions.begin_import(
        request.actor,
        filename=form.cleaned_data["file"].name,
        raw=form.raw,
        mapping=propose(form.table.header, kind),
        now=timezone.now(),
    )
    return redirect(request, _address(found) + "?step=mapping")


def _address(found: Import) -> str:
    return reverse("clients:import_detail", args=[found.pk])


@needs(EDIT_CLIENTS)
def import_detail(request: ActorRequest, import_id: int) -> HttpResponse:
    """The step that the import is at."""
    found = queries.import_of(request.actor, import_id)
    if found.state == ImportState.PREVIEW:
        if request.GET.get("step") == "mapping":
            return _mapping(request, found)
        return _preview(request, found)
    links = queries.made_by(request.actor, found) if found.state == ImportState.DONE else []
    context = _told(found) | {"links": links}
    return page(request, "clients/import_run.html", context, partial="body")


def _told(found: Import) -> dict[str, Any]:
    steps = [_("File"), _("Columns"), _("Check"), _("Done")]
    return {
        "found": found,
        "work": found.work,
        "steps": steps,
        "source": SOURCES.get(found.source, ""),
    }


def _mapping(
    request: ActorRequest, found: Import, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    table = queries.table_of(found)
    context = _told(found) | {
        "form": form or MappingForm(found=found, table=table),
        "rows": len(table.rows),
        "warnings": [told_warning(warning) for warning in table.warnings],
    }
    return page(request, "clients/import_mapping.html", context, partial="body", status=status)


@needs(EDIT_CLIENTS, "POST")
def import_map(request: ActorRequest, import_id: int) -> HttpResponse:
    found = queries.import_of(request.actor, import_id)
    form = MappingForm(request.POST, found=found, table=queries.table_of(found))
    if form.is_valid():
        try:
            mapped = actions.map_import(request.actor, found, columns=form.columns())
            queries.plan_of(request.actor, mapped)
            return redirect(request, _address(found))
        except Refused as refusal:
            field = str(refusal.values.get("field", ""))
            form.add_error(field if field in form.fields else None, told_refusal(refusal))
    return _mapping(request, found, form, status=422)


def _preview(request: ActorRequest, found: Import) -> HttpResponse:
    try:
        plan = queries.plan_of(request.actor, found)
    except Refused as refusal:
        return redirect(request, _address(found) + "?step=mapping", told_refusal(refusal))
    show = request.GET.get("show", "")
    rows = plan.repeated if show == "repeated" else plan.having(show) if show else plan.rows
    shown = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    context = _told(found) | {
        "plan": plan,
        "page": shown,
        "lines": [_line(row) for row in shown],
        "views": _views(found, plan, show),
        "form": ChoiceForm(found=found),
        "show": show,
    }
    return page(request, "clients/import_preview.html", context)


def _line(row: PlannedRow) -> dict[str, Any]:
    told = [told_trouble(t.field, t.code, t.value) for t in row.errors]
    noted = [told_trouble(t.field, t.code, t.value) for t in row.notices]
    labels = verb_labels()
    hidden = {"client_name", "contact_name"}
    return {
        "row": row,
        "label": labels[row.verb],
        "options": [(verb, labels[verb]) for verb in row.options],
        "errors": told,
        "notices": noted,
        "details": " · ".join(v for k, v in row.values.items() if v and k not in hidden)[:160],
    }


def _views(found: Import, plan: Plan, show: str) -> list[Tab]:
    labels = {
        "": (_("All rows"), len(plan.rows)),
        "create": (_("To add"), plan.counts.get("create", 0)),
        "update": (_("To update"), plan.counts.get("update", 0)),
        "skip": (_("To skip"), plan.counts.get("skip", 0)),
        "repeated": (_("Repeated"), len(plan.repeated)),
        "error": (_("With errors"), plan.counts.get("error", 0)),
    }
    address = _address(found)
    return [
        Tab(label, f"{address}?show={key}" if key else address, key == show, count)
        for key, (label, count) in labels.items()
    ]


@needs(EDIT_CLIENTS, "POST")
def import_choose(request: ActorRequest, import_id: int) -> HttpResponseBase:
    """Keep the choices; with the other button, run at once."""
    found = queries.import_of(request.actor, import_id)
    form = ChoiceForm(request.POST, found=found)
    back = f"{_address(found)}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(request, back)

    def keep() -> HttpResponseBase:
        chosen = form.choices(request.POST.dict())
        kept = actions.choose_for_import(request.actor, found, choices=chosen)
        if request.POST.get("verb") != "run":
            return redirect(request, back)
        plan = queries.plan_of(request.actor, kept)
        actions.run_import(request.actor, kept, plan=plan)
        return redirect(request, _address(found))

    return _or_told(request, keep, back)


def _or_told(
    request: ActorRequest, act: Callable[[], HttpResponseBase], back: str
) -> HttpResponseBase:
    try:
        return act()
    except Refused as refusal:
        return redirect(request, back, told_refusal(refusal))


@needs(EDIT_CLIENTS, "POST")
def import_undo(request: ActorRequest, import_id: int) -> HttpResponseBase:
    found = queries.import_of(request.actor, import_id)

    def undo() -> HttpResponseBase:
        told = actions.undo_import(request.actor, found, now=timezone.now())
        n = told["gone"]
        said = ngettext("%(n)s row taken back", "%(n)s rows taken back", n) % {"n": n}
        return redirect(request, _address(found), said)

    return _or_told(request, undo, _address(found))


@needs(EDIT_CLIENTS, "POST")
def import_drop(request: ActorRequest, import_id: int) -> HttpResponseBase:
    found = queries.import_of(request.actor, import_id)

    def drop() -> HttpResponseBase:
        actions.drop_import(request.actor, found)
        return redirect(request, reverse("clients:import_list"), _("The file is forgotten"))

    return _or_told(request, drop, _address(found))
