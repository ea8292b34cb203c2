"""The page of letters to clients that wait for approval."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.service.actions.chasing import Manager, dismiss_chase, restore_chase, send_chase
from napulse.service.forms.promises import ChaseForm
from napulse.service.models import ChaseLetter
from napulse.service.permissions import APPROVE_ACTIONS, EDIT_ACTIONS, VIEW_ACTIONS
from napulse.service.queries import promises
from napulse.ui.pages import page, redirect

RECENT = 20


def _form(chase: ChaseLetter) -> ChaseForm:
    values = {"subject": chase.subject, "body": chase.body}
    return ChaseForm(initial=values, prefix=f"c{chase.pk}")


def _page(
    request: ActorRequest, *, wrong: tuple[int, ChaseForm] | None = None, status: int = 200
) -> HttpResponse:
    waiting = list(promises.chases(request.actor).order_by("action__due_on", "pk"))
    rows = [
        (chase, wrong[1] if wrong and wrong[0] == chase.pk else _form(chase)) for chase in waiting
    ]
    decided = promises.chases(request.actor, waiting=False).order_by("-decided_at")[:RECENT]
    context = {
        "rows": rows,
        "decided": list(decided),
        "may_send": request.actor.can(APPROVE_ACTIONS),
        "may_edit": request.actor.can(EDIT_ACTIONS),
        "today": agency_today(timezone.now()),
        "answers_to": request.actor.name,
    }
    return page(request, "service/chase_list.html", context, status=status)


@needs(VIEW_ACTIONS)
def chase_list(request: ActorRequest) -> HttpResponse:
    return _page(request)


@needs(APPROVE_ACTIONS, "POST")
def chase_send(request: ActorRequest, chase_id: int) -> HttpResponse:
    """Send it as worded now; the client answers to who answers for the client."""
    chase, now = promises.chase(request.actor, chase_id), timezone.now()
    form = ChaseForm(request.POST, prefix=f"c{chase.pk}")
    lead = promises.manager_of(chase.action, agency_today(now))
    manager, sent = Manager(lead.pk, lead.email), None
    if form.is_valid():
        with form.showing_refusals():
            wording = form.wording()
            sent = send_chase(request.actor, chase, wording=wording, manager=manager, now=now)
    if sent is None:
        return _page(request, wrong=(chase.pk, form), status=422)
    told = _("Letter to %(who)s sent") % {"who": chase.contact.name}
    return redirect(request, reverse("service:chase_list"), told)


@needs(EDIT_ACTIONS, "POST")
def chase_dismiss(request: ActorRequest, chase_id: int) -> HttpResponse:
    chase = promises.chase(request.actor, chase_id)
    return _decided(request, chase, _("Letter dismissed"), dismissing=True)


@needs(EDIT_ACTIONS, "POST")
def chase_restore(request: ActorRequest, chase_id: int) -> HttpResponse:
    chase = promises.chase(request.actor, chase_id)
    return _decided(request, chase, _("The letter waits again"), dismissing=False)


def _decided(
    request: ActorRequest, chase: ChaseLetter, told: str, *, dismissing: bool
) -> HttpResponse:
    undo = reverse("service:chase_restore", args=[chase.pk]) if dismissing else ""
    try:
        if dismissing:
            dismiss_chase(request.actor, chase, now=timezone.now())
        else:
            restore_chase(request.actor, chase)
    except Refused as refused:
        told, undo = str(ChaseForm.refusals[refused.code]), ""
    return redirect(request, reverse("service:chase_list"), told, undo)
