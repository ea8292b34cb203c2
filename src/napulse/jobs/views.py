"""Pages of sent letters and of background work."""

from contextlib import suppress
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import EDIT_SELF, VIEW_SELF
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs import actions, queries
from napulse.jobs.models import LongWork
from napulse.jobs.permissions import EDIT_LETTERS, EDIT_WORK, VIEW_LETTERS, VIEW_WORK
from napulse.jobs.tables import Letters
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export

CLOSED = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "sandbox": [""],
    "frame-ancestors": ["'self'"],
}


@needs(VIEW_LETTERS)
def letter_list(request: ActorRequest) -> HttpResponse:
    listing = Letters(request.GET, queries.letters(request.actor), request.path)
    if request.GET.get("as"):
        return export(request, listing, "letters")
    context = {
        "listing": listing,
        "heading": Letters.label,
        "export_url": listing.address(**{"as": "xlsx"}),
        "empty_icon": "mail",
        "empty_fact": _("No letters yet"),
        "empty_suggestion": _("Whatever the agency sends to clients is listed here."),
    }
    return page(request, "jobs/letter_list.html", context, partial="list")


@needs(VIEW_LETTERS)
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type] # views with arguments pass too
def letter_detail(request: ActorRequest, letter_id: int) -> HttpResponse:
    letter = queries.letter(request.actor, letter_id)
    may_read = queries.may_read(request.actor, letter) and letter.erased_at is None
    context = {
        "letter": letter,
        "opened": queries.opened(queries.raw_for(request.actor, letter)) if may_read else None,
        "is_closed": not queries.may_know(request.actor, letter),
        "hides_key": bool(letter.sealed_key) and not queries.may_see_key(request.actor, letter),
        "may_repeat": request.actor.can(EDIT_LETTERS) and actions.is_repeatable(letter),
    }
    return page(request, "jobs/letter_detail.html", context)


@needs(VIEW_LETTERS)
@xframe_options_sameorigin
def letter_html(request: ActorRequest, letter_id: int) -> HttpResponse:
    """The HTML part as a document of its own: no scripts, no network, no way to our pages."""
    html = _opened(request, letter_id).html
    return HttpResponse(html, headers={"Content-Security-Policy": _closed()})


def _closed() -> str:
    return "; ".join(f"{name} {' '.join(values)}".strip() for name, values in CLOSED.items())


@needs(VIEW_LETTERS)
def letter_raw(request: ActorRequest, letter_id: int) -> HttpResponse:
    letter = queries.letter_to_read(request.actor, letter_id)
    raw = queries.raw_for(request.actor, letter)
    return _file(raw, f"letter-{letter.pk}.eml", "message/rfc822")


def _opened(request: ActorRequest, letter_id: int) -> queries.Opened:
    letter = queries.letter_to_read(request.actor, letter_id)
    return queries.opened(queries.raw_for(request.actor, letter))


@needs(VIEW_LETTERS)
def letter_attachment(request: ActorRequest, letter_id: int, number: int) -> HttpResponse:
    parts = _opened(request, letter_id).attachments
    part = next((one for one in parts if one.number == number), None)
    if part is None:
        raise Missing("attachment")
    return _file(part.content, part.name, "application/octet-stream")


def _file(content: bytes, name: str, mime: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = _closed()
    return response


@needs(EDIT_LETTERS, "POST")
def letter_send_again(request: ActorRequest, letter_id: int) -> HttpResponse:
    letter = queries.letter(request.actor, letter_id)
    try:
        actions.send_letter_again(request.actor, letter, now=timezone.now())
        told = _("The letter is in the queue again.")
    except Refused as refusal:
        told = {
            "letter.no_server": _("No mail server is set, so letters are kept here."),
            "letter.erased": _("The letter was emptied, because its reader's data was erased."),
            "letter.not_refused": _("This letter is already on its way."),
        }[refusal.code]
    return redirect(request, reverse("jobs:letter_detail", args=[letter_id]), told)


@needs(VIEW_WORK)
def work_list(request: ActorRequest) -> HttpResponse:
    context = {
        "schedules": queries.schedules(request.actor),
        "works": queries.works(request.actor)[: queries.RECENT],
        "failed": queries.failed_tasks(request.actor),
        "waiting": queries.tasks_waiting(request.actor),
        "may_run": request.actor.can(EDIT_WORK),
    }
    return page(request, "jobs/work_list.html", context)


@needs(EDIT_WORK, "POST")
def task_run_again(request: ActorRequest, task_id: UUID) -> HttpResponse:
    queries.failed_task(request.actor, str(task_id))
    try:
        name = actions.run_task_again(request.actor, str(task_id))
        told = _("In the queue again: %(name)s.") % {"name": name}
    except Refused:
        told = _("This task cannot be run again.")
    return redirect(request, reverse("jobs:work_list"), told)


@needs(VIEW_SELF)
def work_progress(request: ActorRequest, work_id: int) -> HttpResponse:
    return _progress(request, queries.work(request.actor, work_id))


@needs(EDIT_SELF, "POST")
def work_cancel(request: ActorRequest, work_id: int) -> HttpResponse:
    found = queries.work(request.actor, work_id)
    with suppress(Refused):  # it ended meanwhile: the fragment shows how
        actions.cancel_work(request.actor, found)
    found.refresh_from_db()
    return _progress(request, found)


def _progress(request: HttpRequest, work: LongWork) -> HttpResponse:
    return page(request, "jobs/_progress.html", {"work": work})
