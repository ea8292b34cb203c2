"""The page of the service standard: each rule beside how it was kept."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.service.actions.standards import save_standard
from napulse.service.forms.standards import StandardForm, values_of
from napulse.service.permissions import EDIT_STANDARDS, VIEW_STANDARDS
from napulse.service.queries.clocks import the_standard
from napulse.service.queries.standards import MEASURED_DAYS, measured
from napulse.ui.pages import page, redirect


def _page(request: ActorRequest, form: StandardForm, *, status: int = 200) -> HttpResponse:
    found = measured(request.actor, now=timezone.now())
    is_stale = form.is_bound and form.has_error("__all__")
    context = {
        "form": form,
        # A form that lost the race is sent again with the newest version: saving is then a choice.
        "version": the_standard().version if is_stale else form["version"].value(),
        "differing": form.differing(the_standard()) if is_stale else [],
        "rules": [
            ([form["clock_kind"], form["clock_hours"]], found.get("clock"), _("reports in time")),
            ([form["warn_hours"]], found.get("warn"), _("sent before the warning")),
            ([form["cadence_days"]], found.get("cadence"), _("clients spoken to in time, today")),
            (
                [form["escalation_hours"]],
                found.get("escalation"),
                _("escalations resolved in time"),
            ),
            ([form["climb_hours"]], found.get("climb"), _("escalations resolved without climbing")),
        ],
        "days": MEASURED_DAYS,
        "may_edit": request.actor.can(EDIT_STANDARDS),
    }
    return page(request, "service/standard.html", context, status=status)


@needs(VIEW_STANDARDS)
def standard(request: ActorRequest) -> HttpResponse:
    form = StandardForm(initial=values_of(the_standard()))
    if not request.actor.can(EDIT_STANDARDS):
        for field in form.fields.values():
            field.disabled = True
    return _page(request, form)


@needs(EDIT_STANDARDS, "POST")
def standard_save(request: ActorRequest) -> HttpResponse:
    form, saved = StandardForm(request.POST), None
    if form.is_valid():
        with form.showing_refusals():
            data, version = form.data_wanted(), form.cleaned_data["version"]
            saved = save_standard(request.actor, data=data, version=version)
    if saved is None:
        return _page(request, form, status=422)
    return redirect(request, reverse("service:standard"), _("Saved"))
