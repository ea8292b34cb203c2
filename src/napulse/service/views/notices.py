"""The inbox: what a person was told, until it is read."""

from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import EDIT_SELF, VIEW_SELF
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.service.actions.notices import mark_all_read, mark_read, mark_unread
from napulse.service.forms.told import notice_line
from napulse.service.queries.notices import notices, unread_count
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect

PER_PAGE = 50
SALT = "napulse.service.notices"


@needs(VIEW_SELF)
def notice_list(request: ActorRequest) -> HttpResponse:
    """New lines first; the other tab keeps what was read."""
    now, is_read = timezone.now(), request.GET.get("view") == "read"
    rows = notices(request.actor).filter(read_at__isnull=not is_read)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    url = reverse("service:notice_list")
    context = {
        "lines": [notice_line(row, now) for row in found],
        "found": found,
        "is_read": is_read,
        "views": [
            Tab(pgettext("notices", "New"), url, not is_read, unread_count(request.actor)),
            Tab(pgettext("notices", "Read"), f"{url}?view=read", is_read),
        ],
    }
    return page(request, "service/notice_list.html", context)


@needs(EDIT_SELF, "POST")
def notice_open(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Read it by opening what it is about."""
    row = notices(request.actor).filter(pk=notice_id).first()
    if row is None:
        raise Missing("notice")
    mark_read(request.actor, notice_ids=[row.pk], now=timezone.now())
    return redirect(request, row.url)


@needs(EDIT_SELF, "POST")
def notice_read(request: ActorRequest) -> HttpResponse:
    """Mark one line, or all of them, as read; with a way back."""
    now, asked = timezone.now(), whole(request.POST.get("id", ""))
    if asked is not None:
        done = mark_read(request.actor, notice_ids=[asked], now=now)
    else:
        done = mark_all_read(request.actor, now=now)
    count = len(done)
    told = ngettext("%(n)s line read", "%(n)s lines read", count) % {"n": count}
    undo = reverse("service:notice_unread", args=[_ticket(done)]) if done and count <= 200 else ""
    return redirect(request, reverse("service:notice_list"), told, undo)


def _ticket(ids: list[int]) -> str:
    return signing.dumps(ids, salt=SALT, compress=True)


@needs(EDIT_SELF, "POST")
def notice_unread(request: ActorRequest, ticket: str) -> HttpResponse:
    try:
        ids = signing.loads(ticket, salt=SALT, max_age=3600)
    except signing.BadSignature as bad:
        raise Missing("undo") from bad
    mark_unread(request.actor, notice_ids=ids)
    return redirect(request, reverse("service:notice_list"), _("New again"))
