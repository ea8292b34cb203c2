"""Debtors by age, reminders that wait for a word, and the ladder that they come from."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.billing import presenting
from napulse.billing.actions import dunning as actions
from napulse.billing.forms.chosen import ReminderForm, StepForm
from napulse.billing.models import DunningStep
from napulse.billing.permissions import EDIT_INVOICES, EDIT_PAYMENTS, VIEW_INVOICES
from napulse.billing.queries import dunning as queries
from napulse.billing.queries import money
from napulse.billing.queries.addressees import payers_of
from napulse.billing.queries.debtors import told_debts
from napulse.billing.queries.invoices import days_late
from napulse.billing.queries.money import ClientDebt
from napulse.billing.tables import AGES, DEBTORS, Debtors, debt_cells
from napulse.engines.kernel.money import Money
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download


@needs(VIEW_INVOICES)
def debtor_list(request: ActorRequest) -> HttpResponse:
    """Who owes how much for how long; the totals are those of the list of open invoices."""
    today = agency_today(timezone.now())
    rows = told_debts(request.actor, today=today)
    listing = Debtors(request.GET, request.path, rows)
    context = {
        "listing": listing,
        "rows": [_cells(row) for row in listing.page],
        "with_penalty": any(row.penalty for row in rows),
        "totals": [_cells(row) for row in money.debt_totals(rows)],
        "ages": AGES,
        "export_url": reverse("billing:debtor_export"),
        "sections": presenting.sections(request, "debtor_list"),
    }
    return page(request, "billing/debtor_list.html", context)


def _cells(row: ClientDebt) -> tuple[ClientDebt, list[Money], Money]:
    return row, debt_cells(row), Money(row.aged.total_minor, row.currency)


@needs(VIEW_INVOICES)
def debtor_export(request: ActorRequest) -> HttpResponse:
    rows = told_debts(request.actor, today=agency_today(timezone.now()))
    return download(request, Table(DEBTORS, rows), "debtors")


@needs(VIEW_INVOICES)
def dunning_list(request: ActorRequest) -> HttpResponse:
    return page(request, "billing/dunning_list.html", _dunning(request))


def _dunning(request: ActorRequest, refused: tuple[int, ReminderForm] | None = None) -> Any:
    today = agency_today(timezone.now())
    rows = []
    for letter in queries.proposed(request.actor):
        words = queries.words_of(letter.step, letter.invoice, today)[1]
        initial = {"words": words, "version": letter.version}
        form = ReminderForm(initial=initial, prefix=None, auto_id=f"d{letter.pk}-%s")
        if refused and refused[0] == letter.pk:
            form = refused[1]
        invoice = letter.invoice
        left = Money(invoice.open_minor, invoice.currency)
        late = days_late(invoice, today)
        rows.append((letter, form, left, late, payers_of(invoice)))
    return {
        "rows": rows,
        "may_edit": request.actor.can(EDIT_INVOICES),
        "may_set": presenting.may_set_steps(request),
        "sections": presenting.sections(request, "dunning_list"),
    }


@needs(EDIT_INVOICES, "POST")
def dunning_send(request: ActorRequest, dunning_id: int) -> HttpResponse:
    """Send one reminder as it is worded now."""
    letter = queries.dunning(request.actor, dunning_id)
    form = ReminderForm(request.POST, auto_id=f"d{letter.pk}-%s")
    if form.is_valid():
        with form.showing_refusals():
            words = form.cleaned_data["words"]
            actions.send_dunning(request.actor, letter, words=words, now=timezone.now())
            return redirect(request, reverse("billing:dunning_list"), _("Reminder sent"))
    context = _dunning(request, (letter.pk, form)) | {"refused": form}
    return page(request, "billing/dunning_list.html", context, status=422)


@needs(EDIT_INVOICES, "POST")
def dunning_bulk(request: ActorRequest) -> HttpResponse:
    """Send the chosen reminders as they are worded."""
    ids = set(request.POST.getlist("chosen"))
    chosen = [row for row in queries.proposed(request.actor) if str(row.pk) in ids]
    sent = actions.send_dunnings(request.actor, letters=chosen, now=timezone.now())
    said = _("Reminders sent: %(count)s") % {"count": len(sent)}
    return redirect(request, reverse("billing:dunning_list"), said)


@needs(EDIT_INVOICES, "POST")
def dunning_skip(request: ActorRequest, dunning_id: int) -> HttpResponse:
    letter = queries.dunning(request.actor, dunning_id)
    form = ReminderForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.skip_dunning(request.actor, letter, now=timezone.now())
        undo = reverse("billing:dunning_restore", args=[letter.pk])
        return redirect(request, reverse("billing:dunning_list"), _("Not this time"), undo)
    return page(request, "billing/dunning_list.html", _dunning(request), status=422)


@needs(EDIT_INVOICES, "POST")
def dunning_restore(request: ActorRequest, dunning_id: int) -> HttpResponse:
    letter = queries.dunning(request.actor, dunning_id)
    form = ReminderForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.restore_dunning(request.actor, letter)
        return redirect(request, reverse("billing:dunning_list"), _("The reminder waits again"))
    return page(request, "billing/dunning_list.html", _dunning(request), status=422)


@needs(VIEW_INVOICES)
def step_list(request: ActorRequest) -> HttpResponse:
    """The ladder of reminders of the house."""
    context = {"steps": queries.steps(), "may_edit": request.actor.can(EDIT_PAYMENTS)}
    return page(request, "billing/step_list.html", context)


def _step_page(request: ActorRequest, form: StepForm, step: DunningStep | None = None) -> Any:
    url = reverse("billing:step_save", args=[step.pk]) if step else reverse("billing:step_added")
    return {"form": form, "step": step, "save_url": url, "words": queries.WORDS}


@needs(EDIT_PAYMENTS)
def step_create(request: ActorRequest) -> HttpResponse:
    return page(request, "billing/step_form.html", _step_page(request, StepForm()))


@needs(EDIT_PAYMENTS, "POST")
def step_added(request: ActorRequest) -> HttpResponse:
    form = StepForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.add_step(request.actor, data=form.step)
            return redirect(request, reverse("billing:step_list"), _("Step added"))
    context = _step_page(request, form)
    return page(request, "billing/step_form.html", context, partial="form", status=422)


@needs(EDIT_PAYMENTS)
def step_edit(request: ActorRequest, step_id: int) -> HttpResponse:
    step = queries.step(step_id)
    names = ("days", "by_itself", "subject_ru", "words_ru", "subject_en", "words_en", "version")
    form = StepForm(initial={name: getattr(step, name) for name in names})
    return page(request, "billing/step_form.html", _step_page(request, form, step))


@needs(EDIT_PAYMENTS, "POST")
def step_save(request: ActorRequest, step_id: int) -> HttpResponse:
    step, form = queries.step(step_id), StepForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_step(request.actor, step, data=form.step, version=version)
            return redirect(request, reverse("billing:step_list"), _("Step saved"))
    context = _step_page(request, form, step)
    return page(request, "billing/step_form.html", context, partial="form", status=422)


@needs(EDIT_PAYMENTS, "POST")
def step_remove(request: ActorRequest, step_id: int) -> HttpResponse:
    step, form = queries.step(step_id), StepForm(request.POST)
    form.is_valid()
    form.errors.clear()
    with form.showing_refusals():
        actions.remove_step(request.actor, step)
        return redirect(request, reverse("billing:step_list"), _("Step removed"))
    said = " ".join(str(each) for each in form.non_field_errors())
    return redirect(request, reverse("billing:step_list"), said)
