"""Doors of payments: the list, one payment with what it may pay, matches made and taken back."""

from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.billing.actions import payments as actions
from napulse.billing.actions.payments import Choice, Share
from napulse.billing.actions.rematching import accept_proposal, match_again
from napulse.billing.forms.payments import (
    ASIDE_NOTES,
    AsideForm,
    BankForm,
    FilterForm,
    MatchForm,
)
from napulse.billing.models import BankLine
from napulse.billing.permissions import EDIT_PAYMENTS, VIEW_PAYMENTS
from napulse.billing.queries import payments as queries
from napulse.billing.queries.payments import PaymentFilter, Proposal
from napulse.billing.queries.statements import accounts
from napulse.billing.tables_bank import EXPORTED, PaymentListing
from napulse.billing.wording_bank import told_reasons
from napulse.clients.undo import Ticket
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

SALT = "napulse.billing.match"
GOOD_FOR_S = 3600


def _listing(request: ActorRequest) -> tuple[PaymentListing, FilterForm]:
    form = FilterForm(request.GET or None, accounts=accounts())
    kept: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    account = kept.get("account")
    wanted = PaymentFilter(account.pk if account else None, kept.get("from_on"), kept.get("to_on"))
    rows = queries.listed_payments(request.actor, wanted)
    return PaymentListing(request.GET, rows, request.path), form


@needs(VIEW_PAYMENTS)
def payment_list(request: ActorRequest) -> HttpResponse:
    listing, form = _listing(request)
    can_edit = request.actor.can(EDIT_PAYMENTS)
    if can_edit:
        listing.proposals = queries.proposals(request.actor, list(listing.page))
    context = {
        "listing": listing,
        "form": form,
        "heading": _("Payments"),
        "lead": _("What came to our accounts and which invoices it paid."),
        "totals": queries.totals(listing.rows),
        "export_url": f"{reverse('billing:payment_export')}?{request.GET.urlencode()}",
        "can_edit": can_edit,
        "sees_paid": queries.sees_paid(request.actor),
        "is_open_view": bool(listing.view and listing.view.key == "open"),
        "notes": ASIDE_NOTES,
        "empty_icon": "receipt",
        "empty_fact": _("No money waits to be matched"),
        "empty_suggestion": _("Upload the statement of your bank: what is certain matches itself."),
    }
    return page(request, "billing/payment_list.html", context, partial="list")


@needs(VIEW_PAYMENTS)
def payment_export(request: ActorRequest) -> HttpResponse:
    listing, _form = _listing(request)
    return download(request, Table(EXPORTED, listing.rows), "payments")


@needs(VIEW_PAYMENTS)
def payment_detail(request: ActorRequest, payment_id: int) -> HttpResponse:
    line = queries.payment(request.actor, payment_id)
    return page(request, "billing/payment_detail.html", _context(request, line), partial="body")


def _form(request: ActorRequest, line: BankLine, found: Proposal, data: Any = None) -> MatchForm:
    """Offers the candidates, then what else is open, narrowed by the words of the search."""
    ranked = [one.invoice for one in found.targets]
    text = request.GET.get("find", "")
    others = queries.other_targets(request.actor, line, text, but=[one.pk for one in ranked])
    shares = [
        Share(one.invoice.pk, one.share.minor if one.share else 0, one.reasons)
        for one in found.targets
    ]
    initial = {"version": line.version}
    return MatchForm(data, initial=initial, line=line, invoices=[*ranked, *others], shares=shares)


def _context(request: ActorRequest, line: BankLine, data: Any = None) -> dict[str, Any]:
    found = queries.proposal(request.actor, line)
    form = _form(request, line, found, data)
    reasons = {one.invoice.pk: told_reasons(one.reasons) for one in found.targets}
    offered = [
        {
            "invoice": one,
            "cell": form.cell(one.pk),
            "open": Money(abs(one.open_minor) or one.paid_minor, one.currency),
            "reasons": reasons.get(one.pk, []),
        }
        for one in form.offered
    ]
    parts = [
        {"allocation": one, "money": Money(one.amount_minor, line.currency),
         "reasons": told_reasons(one.reasons)}
        for one in queries.allocations_of(request.actor, line)
    ]  # fmt: skip
    return {
        "line": line,
        "amount": Money(line.amount_minor, line.currency),
        "rest": Money(line.rest_minor, line.currency),
        "parts": parts,
        "proposal": found,
        "form": form,
        "offered": offered,
        "find": request.GET.get("find", ""),
        "aside_form": AsideForm(initial={"version": line.version}),
        "notes": ASIDE_NOTES,
        "can_edit": request.actor.can(EDIT_PAYMENTS),
        "sees_paid": queries.sees_paid(request.actor),
        "kept": sorted((key, value) for key, value in line.raw.items() if value),
    }


def _shown_again(request: ActorRequest, line: BankLine, form: BankForm) -> HttpResponse:
    """The page of the payment with the refusal beside the form that met it; above all forms,
    which are fresh then, when somebody changed the payment meanwhile."""
    context = _context(request, line)
    is_stale = form.data.get("version", str(line.version)) != str(line.version)
    if is_stale:
        context["refused"] = form
    elif isinstance(form, MatchForm):
        context["form"] = form
        for one in context["offered"]:
            one["cell"] = form.cell(one["invoice"].pk)
    elif isinstance(form, AsideForm):
        context["aside_form"] = form
    else:
        context["refused"] = form
    return page(request, "billing/payment_detail.html", context, partial="body", status=422)


@needs(EDIT_PAYMENTS, "POST")
def payment_match(request: ActorRequest, payment_id: int) -> HttpResponse:
    line = queries.payment(request.actor, payment_id)
    form = _form(request, line, queries.proposal(request.actor, line), request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.match_payment(
                request.actor, line, choice=form.choice, now=timezone.now()
            )
            return _matched(request, line, [one.pk for one in made], line.get_absolute_url())
    return _shown_again(request, queries.payment(request.actor, payment_id), form)


def _matched(request: ActorRequest, line: BankLine, made: list[int], back: str) -> HttpResponse:
    url = reverse("billing:payment_unmatch", args=[line.pk])
    undo = _with_ticket(url, Ticket("matched", {key: [] for key in made}))
    return redirect(request, back, _("Matched"), undo)


def _with_ticket(url: str, ticket: Ticket) -> str:
    token = signing.dumps([ticket.kind, ticket.rows], salt=SALT, compress=True)
    return f"{url}?ticket={token}"


def _ticket(request: ActorRequest, kind: str) -> Ticket:
    try:
        found = signing.loads(request.GET.get("ticket", ""), salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature as bad:
        raise Missing("undo") from bad
    if found[0] != kind:
        raise Missing("undo")
    return Ticket(kind, {int(key): value for key, value in found[1].items()})


@needs(EDIT_PAYMENTS, "POST")
def payment_accept(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Take what is proposed, if it still is what the page showed."""
    line = queries.payment(request.actor, payment_id)
    form = BankForm(request.POST)
    form.is_valid()
    back = request.POST.get("back", "") == "list"
    url = reverse("billing:payment_list") if back else line.get_absolute_url()
    with form.showing_refusals():
        seen = request.POST.get("seen", "")
        made = accept_proposal(request.actor, line, seen=seen, now=timezone.now())
        return _matched(request, line, [one.pk for one in made], url)
    return _shown_again(request, queries.payment(request.actor, payment_id), form)


@needs(EDIT_PAYMENTS, "POST")
def payment_unmatch(request: ActorRequest, payment_id: int) -> HttpResponse:
    """The way back from matching: takes back just what was matched then."""
    line = queries.payment(request.actor, payment_id)
    form = BankForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.unmatch_many(
            request.actor, line, ids=list(_ticket(request, "matched").rows), now=timezone.now()
        )
        return redirect(request, line.get_absolute_url(), _("The match is taken back"))
    return _shown_again(request, line, form)


@needs(EDIT_PAYMENTS, "POST")
def allocation_unmatch(request: ActorRequest, allocation_id: int) -> HttpResponse:
    made = queries.allocation(request.actor, allocation_id)
    line = queries.payment(request.actor, made.line_id or 0)
    form = BankForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        share = actions.unmatch_payment(request.actor, made, now=timezone.now())
        held = {share.invoice_id: [share.minor, list(share.reasons), made.by_hand]}
        url = reverse("billing:payment_put_back", args=[line.pk])
        undo = _with_ticket(url, Ticket("unmatched", held))
        said = _("The match is taken back")
        return redirect(request, line.get_absolute_url(), said, undo)
    return _shown_again(request, line, form)


@needs(EDIT_PAYMENTS, "POST")
def payment_put_back(request: ActorRequest, payment_id: int) -> HttpResponse:
    """The way back from taking a match back."""
    line = queries.payment(request.actor, payment_id)
    rows = _ticket(request, "unmatched").rows
    shares = [Share(key, minor, tuple(why)) for key, (minor, why, _hand) in rows.items()]
    by_hand = any(hand for _minor, _why, hand in rows.values())
    form = BankForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        choice = Choice(shares, by_hand=by_hand, before_credits=True)
        actions.match_payment(request.actor, line, choice=choice, now=timezone.now())
        return redirect(request, line.get_absolute_url(), _("The match is back"))
    return _shown_again(request, queries.payment(request.actor, payment_id), form)


@needs(EDIT_PAYMENTS, "POST")
def payment_aside(request: ActorRequest, payment_id: int) -> HttpResponse:
    line = queries.payment(request.actor, payment_id)
    form = AsideForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            kept = form.cleaned_data
            actions.set_aside(request.actor, line, note=kept["note"], version=kept["version"])
            undo = reverse("billing:payment_back", args=[line.pk])
            return redirect(request, reverse("billing:payment_list"), _("Set aside"), undo)
    return _shown_again(request, queries.payment(request.actor, payment_id), form)


@needs(EDIT_PAYMENTS, "POST")
def payment_back(request: ActorRequest, payment_id: int) -> HttpResponse:
    line = queries.payment(request.actor, payment_id)
    actions.take_back_aside(request.actor, line)
    return redirect(request, line.get_absolute_url(), _("It is looked at again"))


@needs(EDIT_PAYMENTS, "POST")
def payments_aside(request: ActorRequest) -> HttpResponse:
    """Several at once, or, with a ticket, the way back from it."""
    back = reverse("billing:payment_list")
    if request.GET.get("ticket"):
        rows = _ticket(request, "aside").rows
        for line in queries.chosen_payments(request.actor, list(rows)):
            actions.take_back_aside(request.actor, line)
        return redirect(request, back, _("They are looked at again"))
    ids = [pk for one in request.POST.getlist("id")[:500] if (pk := whole(one)) is not None]
    lines = queries.chosen_payments(request.actor, ids)
    note = request.POST.get("note", "").strip() or _("Not of a client")
    done = actions.set_aside_many(request.actor, lines, note=note)
    said = ngettext("%(n)s payment set aside", "%(n)s payments set aside", len(done))
    ticket = Ticket("aside", {line.pk: [] for line in done})
    undo = _with_ticket(reverse("billing:payments_aside"), ticket) if done else ""
    return redirect(request, back, said % {"n": len(done)}, undo)


@needs(EDIT_PAYMENTS, "POST")
def payments_again(request: ActorRequest) -> HttpResponse:
    """Look at all unmatched money again: invoices issued since may be what it paid."""
    done = match_again(request.actor, now=timezone.now())
    said = ngettext("%(n)s payment matched", "%(n)s payments matched", done) % {"n": done}
    told = said if done else _("Nothing more is certain. The likely ones wait for you.")
    return redirect(request, reverse("billing:payment_list"), told)
