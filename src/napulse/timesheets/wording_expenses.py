"""Refusals of expenses and their documents as sentences, the same at every door."""

from django.utils.translation import gettext_lazy as _

from napulse.ui.text import StrOrPromise

EXPENSES: dict[str, StrOrPromise] = {
    "expense.amount": _("An amount above nothing is needed, and VAT below it."),
    "expense.markup": _("The markup is between 0 and 100 per cent."),
    "expense.other_client": _("The project “%(name)s” is of another client."),
    "expense.other_line": _("The line is of another project's budget."),
    "expense.passes_to_whom": _("Say for which client it passes through."),
    "expense.approved": _("“%(name)s” is approved: take the approval back first."),
    "expense.billed": _("“%(name)s” stands in an invoice and does not change any more."),
    "expense.answered": _("It was answered meanwhile: %(state)s."),
    "expense.own_answer": _("Somebody else answers your own expense."),
    "expense.says_why": _("Say in a sentence why not."),
    "expense.not_to_bill": _("“%(name)s” is not approved, or is not to be billed."),
    "expense.nothing_waits": _("None of them waits for an answer."),
    "currency.unknown": _("No rate of %(currency)s is known for %(on)s. Finance enters rates."),
    "row.changed": _("%(name)s was changed by somebody else meanwhile. Look again and repeat."),
    "form.sent_before": _("This form was already sent. Open a new one."),
}

FIELDS = {
    "expense.amount": "total",
    "expense.markup": "markup",
    "expense.other_client": "project",
    "expense.other_line": "line",
    "expense.passes_to_whom": "client",
    "currency.unknown": "currency",
}

DOCUMENTS: dict[str, StrOrPromise] = {
    "document.empty": _("The file is empty."),
    "document.too_large": _("The file is too large: at most 10 MB."),
    "document.macros": _("The workbook carries programs (macros). Save it without them."),
    "document.unknown": _("This is not a whole PDF, JPEG, PNG or XLSX."),
    "document.too_many": _("There are %(limit)s documents already."),
    "document.approved": _("It was approved with this document, which stays."),
}
