"""The client's page of one document, opened by the signed link of a letter without an account."""

from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from napulse.access.actor import Actor, open_door
from napulse.access.devices import address_of
from napulse.access.models import digest_of
from napulse.billing import presenting
from napulse.billing.actions.sending import see_invoice
from napulse.billing.documents import file_name, paper_of, pdf, xlsx
from napulse.billing.models import Invoice
from napulse.billing.permissions import VIEW_INVOICES
from napulse.billing.queries.addressees import by_guest_key
from napulse.billing.queries.invoices import PAYABLE, UNPAID
from napulse.engines.kernel.errors import Missing
from napulse.ui import errors
from napulse.ui.pages import page
from napulse.ui.tables import XLSX

WHY = "the client opens an invoice by the signed link in the letter"
WINDOW_S, MOST_BY_KEY, MOST_MISSES = 60, 40, 30
GuestView = Callable[[HttpRequest, Invoice, str], HttpResponse]


def _calls(name: str) -> int:
    """How often this happened within the window."""
    cache.add(name, 0, WINDOW_S)
    try:
        return int(cache.incr(name))
    except ValueError:
        return 1


def _by_link(view: GuestView) -> Callable[..., HttpResponse]:
    """Find the document behind the key; unknown, expired and revoked look alike."""

    @wraps(view)
    def opened(request: HttpRequest, key: str) -> HttpResponse:
        try:
            _link, invoice = by_guest_key(key, now=timezone.now())
        except Missing:
            if _calls(f"invoice-miss:{address_of(request)}") > MOST_MISSES:
                return errors.too_many(request)
            return page(request, "billing/guest_gone.html", status=404)
        if _calls(f"invoice:{digest_of(key)[:32]}") > MOST_BY_KEY:
            return errors.too_many(request)
        with translation.override(invoice.language):
            response = view(request, invoice, key)
            response["Content-Language"] = translation.get_language() or ""
        return response

    return opened


def _guest(invoice: Invoice) -> Actor:
    """Nameless: history tells by the document whose client it was."""
    levels = {VIEW_INVOICES.area: VIEW_INVOICES.level}
    return Actor("", levels, client_ids=frozenset({invoice.client_id}))


@open_door(WHY)
@_by_link
def guest_invoice(request: HttpRequest, invoice: Invoice, key: str) -> HttpResponse:
    """The document as it was issued; opening it counts as seen, a robot's preview does not."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        invoice = see_invoice(_guest(invoice), invoice, now=timezone.now())
    context = {
        "invoice": invoice,
        "paper": paper_of(invoice.content or presenting.content_shown(invoice)),
        "sums": presenting.sums_of(invoice),
        "is_open": invoice.kind in PAYABLE and invoice.state in UNPAID,
        "pdf_url": reverse("billing:guest_invoice_pdf", args=[key]),
        "xlsx_url": reverse("billing:guest_invoice_xlsx", args=[key]),
    }
    return page(request, "billing/guest_invoice.html", context)


@open_door(WHY)
@_by_link
def guest_invoice_pdf(request: HttpRequest, invoice: Invoice, key: str) -> HttpResponse:
    content = invoice.content or presenting.content_shown(invoice)
    return _attached(pdf(content), "application/pdf", file_name(content))


@open_door(WHY)
@_by_link
def guest_invoice_xlsx(request: HttpRequest, invoice: Invoice, key: str) -> HttpResponse:
    content = invoice.content or presenting.content_shown(invoice)
    return _attached(xlsx(content), XLSX, file_name(content, "xlsx"))


def _attached(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
