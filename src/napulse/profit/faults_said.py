"""Faults of the books in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.profit import wording
from napulse.ui.text import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "kept": gettext_lazy(
        "The kept sum %(what)s of %(table)s (%(place)s) is %(has)s; its postings add up to"
        " %(should)s."
    ),
    "source": gettext_lazy(
        "%(source)s No. %(id)s says %(should)s (%(what)s); its postings say %(has)s."
    ),
    "client_projects": gettext_lazy(
        "Client and projects differ (%(place)s, %(what)s): %(has)s and %(should)s."
    ),
    "client_lines": gettext_lazy(
        "Client and lines of budgets differ (%(place)s, %(what)s): %(has)s and %(should)s."
    ),
    "portfolio": gettext_lazy(
        "The portfolio is %(has)s (%(what)s); all postings add up to %(should)s."
    ),
    "invoice_lines": gettext_lazy(
        "Document %(number)s is %(has)s (%(what)s); its lines add up to %(should)s."
    ),
    "invoice_paid": gettext_lazy(
        "Document %(number)s is paid with %(has)s; payments and credits gave it %(should)s."
    ),
    "numbers": gettext_lazy(
        "Numbers of %(kind)s of %(year)s have a gap: the last is %(has)s, there are %(should)s."
    ),
    "seal": gettext_lazy("Document %(number)s is not what was sealed when it was issued."),
    "billings": gettext_lazy(
        "Billings of client %(client_key)s are %(has)s in the books and %(should)s in the list of"
        " invoices."
    ),
    "paid": gettext_lazy("Received: %(has)s in the books, %(should)s by the payments."),
}
MINUTES = {"minutes", "billable", "billable_minutes", "uncosted_minutes"}
SOURCES: Mapping[str, StrOrPromise] = {
    "entry": gettext_lazy("Time entry"),
    "expense": gettext_lazy("Expense"),
    "invoice": gettext_lazy("Document"),
    "write_off": gettext_lazy("Write-off"),
    "overhead": gettext_lazy("Overhead"),
    "payment": gettext_lazy("Payment"),
}
KINDS: Mapping[str, StrOrPromise] = {
    "invoice": pgettext_lazy("numbers of", "invoices"),
    "advance": pgettext_lazy("numbers of", "advance invoices"),
    "credit": pgettext_lazy("numbers of", "credit notes"),
    "act": pgettext_lazy("numbers of", "acts"),
}


def sentence(fault: Mapping[str, Any], currency: str) -> str:
    """One fault, with its figures to the kopeck."""
    place = dict(fault["place"])
    shown = {name: value for name, value in place.items() if name != "table"}
    values = {
        **place,
        "what": fault["what"],
        "place": ", ".join(f"{name} {value}" for name, value in shown.items()),
        "has": _written(fault["what"], fault["has"], currency),
        "should": _written(fault["what"], fault["should"], currency),
        "kind": str(KINDS.get(place.get("kind", ""), place.get("kind", ""))),
        "source": str(SOURCES.get(place.get("source", ""), "")),
    }
    return str(SENTENCES[fault["code"]]) % values


def _written(what: str, value: int, currency: str) -> str:
    if what == "count":
        return str(value)
    if what in MINUTES:
        return _("%(n)s min") % {"n": value}
    return wording.full(value, currency)
