"""The checks of the books: what each compared, and what did not agree."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.ledger.queries import money_rules
from napulse.profit.actions.books import ask_for_check
from napulse.profit.faults_said import sentence
from napulse.profit.permissions import EDIT_BOOKS, VIEW_BOOKS
from napulse.profit.queries.books import checks
from napulse.ui.pages import page, redirect

SHOWN = 30


@needs(VIEW_BOOKS)
def books_check(request: ActorRequest) -> HttpResponse:
    runs = list(checks(request.actor)[:SHOWN])
    currency = money_rules().base_currency
    last = runs[0] if runs else None
    context = {
        "runs": runs,
        "last": last,
        "faults": [sentence(fault, currency) for fault in last.faults] if last else [],
        "can_run": request.actor.can(EDIT_BOOKS),
        "now": timezone.now(),
    }
    return page(request, "profit/books_check.html", context)


@needs(EDIT_BOOKS, "POST")
def books_checked(request: ActorRequest) -> HttpResponse:
    ask_for_check(request.actor)
    return redirect(request, reverse("profit:books_check"), _("The books are being checked"))
