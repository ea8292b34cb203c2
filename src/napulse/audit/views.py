"""The history page: of the whole agency, of a client, of one object."""

from django.http import HttpResponse

from napulse.access.actor import ActorRequest, needs
from napulse.audit import queries
from napulse.audit.forms import HistoryFilter
from napulse.audit.permissions import VIEW_HISTORY
from napulse.audit.sentences import Told, told
from napulse.ui.pages import page


@needs(VIEW_HISTORY)
def history(request: ActorRequest) -> HttpResponse:
    form = HistoryFilter(request.actor, request.GET)
    wanted = form.wanted()
    found = queries.entries(request.actor, wanted)
    shown = told(found[: queries.PAGE])
    context = {
        "form": form,
        "wanted": wanted,
        "entries": shown,
        "subject": shown[0] if wanted.object_id and shown else None,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "older_url": _older(request, shown) if len(found) > queries.PAGE else "",
    }
    return page(request, "audit/history.html", context, partial="entries")


def _older(request: ActorRequest, shown: list[Told]) -> str:
    query = request.GET.copy()
    query["before"] = str(shown[-1].entry.number)
    return f"{request.path}?{query.urlencode()}"
