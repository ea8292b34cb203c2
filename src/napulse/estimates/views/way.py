"""The way of an estimate: approval, sending, what was heard, versions, copies, plan and project."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.estimates.actions import answers, approval, copies, sending
from napulse.estimates.forms.estimates import AttachForm, HeardForm, SendForm, WordsForm
from napulse.estimates.models import Estimate
from napulse.estimates.permissions import APPROVE_ESTIMATES, EDIT_ESTIMATES
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.guests import addressee
from napulse.estimates.views import reading
from napulse.estimates.views.reading import pressed, version_of
from napulse.estimates.wording import told
from napulse.ui.pages import page, redirect
from napulse.ui.text import StrOrPromise

PAGE = "estimates/estimate_step.html"


def _step(request: ActorRequest, estimate: Estimate, form: Any, **more: Any) -> dict[str, Any]:
    return reading.head(request, estimate, "") | {"form": form} | more


@needs(EDIT_ESTIMATES, "POST")
def estimate_ask(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return pressed(
        request,
        estimate.get_absolute_url(),
        lambda: approval.ask_approval(request.actor, estimate, version=version_of(request)),
        _("Asked for approval"),
    )


@needs(EDIT_ESTIMATES, "POST")
def estimate_take_back(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return pressed(
        request,
        estimate.get_absolute_url(),
        lambda: approval.take_back(request.actor, estimate, version=version_of(request)),
        _("It can be changed again"),
    )


@needs(APPROVE_ESTIMATES, "POST")
def estimate_approve(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """Approve or return, with the words of whoever answers."""
    estimate = reads.estimate(request.actor, estimate_id)
    form = WordsForm(request.POST, label=_("Words to the author"))
    if form.is_valid():
        with form.showing_refusals():
            message = _answer(request, estimate, form)
            return redirect(request, estimate.get_absolute_url(), message)
    context = _step(request, estimate, form, **APPROVAL)
    return page(request, PAGE, context, partial="form", status=422)


APPROVAL: dict[str, Any] = {"door": "estimates:estimate_approve", "kind": "approval"}


def _answer(request: ActorRequest, estimate: Estimate, form: WordsForm) -> StrOrPromise:
    words, version = form.cleaned_data["words"], form.cleaned_data["version"] or 0
    actor = request.actor
    if request.POST.get("answer") == "return":
        approval.return_estimate(actor, estimate, words=words, version=version)
        return _("Returned to the author")
    approval.approve_estimate(actor, estimate, words=words, version=version, now=timezone.now())
    return pgettext("an estimate", "Approved")


@needs(EDIT_ESTIMATES)
def estimate_send(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    name, email = _to_whom(request, estimate)
    form = SendForm(initial={"name": name, "email": email, "version": estimate.version})
    return page(request, PAGE, _sending(request, estimate, form))


def _to_whom(request: ActorRequest, estimate: Estimate) -> tuple[str, str]:
    """Whoever was chosen on the page, else who got it before, else who decides at the client."""
    chosen = whole(request.GET.get("to", ""))
    for one in reads.contacts_to_send(estimate) if chosen else ():
        if one.pk == chosen:
            return one.name, one.email
    return addressee(estimate) if estimate.sent_to else reads.usual_addressee(estimate)


def _sending(request: ActorRequest, estimate: Estimate, form: SendForm) -> dict[str, Any]:
    again = estimate.state == "sent"
    door = "estimates:estimate_sent_again" if again else "estimates:estimate_sent"
    contacts = reads.contacts_to_send(estimate)
    return _step(request, estimate, form, door=door, kind="send", again=again, contacts=contacts)


@needs(EDIT_ESTIMATES, "POST")
def estimate_sent(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = SendForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            sending.send_estimate(
                request.actor,
                estimate,
                data=form.data_of_sending,
                version=version,
                now=timezone.now(),
            )
            return redirect(request, estimate.get_absolute_url(), _("The letter is on its way"))
    return page(request, PAGE, _sending(request, estimate, form), partial="form", status=422)


@needs(EDIT_ESTIMATES, "POST")
def estimate_sent_again(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = SendForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            sending.send_again(
                request.actor, estimate, data=form.data_of_sending, now=timezone.now()
            )
            return redirect(request, estimate.get_absolute_url(), _("The letter is on its way"))
    return page(request, PAGE, _sending(request, estimate, form), partial="form", status=422)


@needs(EDIT_ESTIMATES, "POST")
def estimate_link_closed(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    sending.close_link(request.actor, estimate, now=timezone.now())
    message = _("The link is closed; sending again makes a new one")
    return redirect(request, estimate.get_absolute_url(), message)


@needs(EDIT_ESTIMATES)
def estimate_hear(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = HeardForm(initial={"version": estimate.version, "answer": "accepted"})
    return page(request, PAGE, _step(request, estimate, form, **HEARING))


HEARING: dict[str, Any] = {"door": "estimates:estimate_heard", "kind": "hear"}


@needs(EDIT_ESTIMATES, "POST")
def estimate_heard(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = HeardForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            data = form.data_of_answer
            done = answers.hear_answer(request.actor, estimate, data=data, now=timezone.now())
            undo = reverse("estimates:estimate_acceptance_undo", args=[done.pk])
            undo = undo if done.state == "accepted" else ""
            return redirect(request, done.get_absolute_url(), _("Written down"), undo)
    context = _step(request, estimate, form, **HEARING)
    return page(request, PAGE, context, partial="form", status=422)


@needs(EDIT_ESTIMATES, "POST")
def estimate_acceptance_undo(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return pressed(
        request,
        estimate.get_absolute_url(),
        lambda: answers.undo_acceptance(request.actor, estimate, now=timezone.now()),
        _("The acceptance is taken back"),
    )


@needs(EDIT_ESTIMATES, "POST")
def estimate_edition(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = WordsForm(request.POST, label=_("Why a new version"), required=True)
    if form.is_valid():
        with form.showing_refusals():
            words = form.cleaned_data["words"]
            made = copies.make_edition(request.actor, estimate, reason=words, now=timezone.now())
            return redirect(request, made.get_absolute_url(), _("New version opened"))
    context = _step(request, estimate, form, **EDITION)
    return page(request, PAGE, context, partial="form", status=422)


EDITION: dict[str, Any] = {"door": "estimates:estimate_edition", "kind": "edition"}


@needs(EDIT_ESTIMATES, "POST")
def estimate_copy(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    key = request.POST.get("submit_key", "")[:36]
    if not key.isascii() or not key.isprintable():
        key = ""
    try:
        made = copies.duplicate_estimate(
            request.actor, estimate, now=timezone.now(), submit_key=key or None
        )
    except Refused as refusal:
        return redirect(request, estimate.get_absolute_url(), told(refusal))
    undo = reverse("estimates:estimate_delete", args=[made.pk])
    return redirect(request, made.get_absolute_url(), _("A copy at the prices of today"), undo)


@needs(EDIT_ESTIMATES, "POST")
def estimate_plan(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """The hours become tasks of the project."""
    estimate = reads.estimate(request.actor, estimate_id)
    project = reads.project_of(request.actor, estimate)
    return pressed(
        request,
        estimate.get_absolute_url(),
        lambda: copies.plan_from_estimate(
            request.actor, estimate, project=project, now=timezone.now()
        ),
        _("Tasks were added to the project's work"),
    )


@needs(EDIT_ESTIMATES, "POST")
def estimate_attach(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    projects = reads.projects_to_choose(request.actor, estimate.client_id)
    form = AttachForm(request.POST, projects=projects)
    if form.is_valid():
        with form.showing_refusals():
            project = form.cleaned_data["project"]
            copies.attach_project(request.actor, estimate, project=project, now=timezone.now())
            return redirect(request, estimate.get_absolute_url(), _("Project named"))
    context = _step(request, estimate, form, door="estimates:estimate_attach", kind="attach")
    return page(request, PAGE, context, partial="form", status=422)
