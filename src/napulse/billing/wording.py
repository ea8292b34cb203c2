"""What billing says no with, and what it asks to look at twice, in the reader's words."""

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from napulse.billing.queries.checks import Remark
from napulse.ui.formats import money
from napulse.ui.text import StrOrPromise

REFUSALS: dict[str, StrOrPromise] = {
    "invoice.changed": _(
        "Somebody changed this document meanwhile. Open it again and repeat what you did."
    ),
    "invoice.issued": _("The invoice %(number)s was issued: what is wrong is credited."),
    "invoice.not_issued": _("Only what was issued can be sent."),
    "invoice.no_title": _("Say what the document is for."),
    "invoice.foreign_account": _("This account belongs to another company of ours."),
    "invoice.account_currency": _("The account is not in %(currency)s."),
    "invoice.period_order": _("The period ends before it begins."),
    "invoice.too_many_lines": _("A document holds at most %(most)s lines."),
    "invoice.too_large": _("The amount of a line is too large to be true."),
    "invoice.line_without_title": _("Every line says what it is for."),
    "invoice.no_lines": _("There is nothing to pay for: add a line."),
    "invoice.negative": _("The total is below nothing: this is a matter of a credit note."),
    "invoice.nothing": _("The total is nothing."),
    "invoice.no_company": _("Choose the company of the client that pays."),
    "invoice.no_account": _("Choose the account to which the client pays."),
    "invoice.tax_changed": _(
        "On this day another VAT is in force than the lines have. Open the draft, set the day and"
        " save it: the lines will take the right rate."
    ),
    "invoice.far_day": _("This day is more than a year away: look at its year."),
    "invoice.beyond_cap": _(
        "This goes beyond the cap of contract No. %(number)s: say why it is issued all the same."
    ),
    "invoice.nobody": _("Choose at least one person with an address."),
    "invoice.nothing_chosen": _("Choose what goes into the invoice."),
    "invoice.mixed_currencies": _("One invoice, one currency: you chose %(currencies)s."),
    "invoice.other_company": _(
        "One invoice, one company of ours and one of the client's: advances, steps and contracts"
        " of another one go into an invoice of their own."
    ),
    "invoice.taken": _("“%(title)s” stands in another document by now."),
    "invoice.no_own_company": _("Enter your own company with its account first."),
    "credit.no_reason": _("Say why it is taken back."),
    "credit.nothing": _("Nothing is left to take back."),
    "credit.not_issued": _("Only an issued invoice is credited."),
    "credit.drafted": _("There is a draft of a credit note already: issue or delete it first."),
    "credit.too_much": _("Of “%(title)s” less is left than you want to take back."),
    "act.not_issued": _("An act closes an issued invoice."),
    "act.exists": _("The invoice has its act already."),
    "act.incomplete": _("The law asks an act for more: %(missing)s."),
    "tax.unknown": _("No rate of VAT is known for this company on that day."),
    "currency.unknown": _("No rate of %(currency)s is known on that day."),
    "time.locked": _("Some of the time stands in another invoice already."),
    "time.not_approved": _("Some of the time is not approved any more."),
    "time.not_billable": _("Some of the time is not billable any more."),
    "expense.not_to_bill": _("“%(name)s” cannot be billed any more."),
    "dunning.decided": _("This reminder was sent or put aside already."),
    "dunning.paid": _("The invoice %(number)s is paid: no reminder is needed."),
    "dunning.empty": _("The letter says nothing."),
    "dunning.nobody": _("Nobody of the client can get a letter about %(number)s."),
    "step.changed": _("Somebody changed this step meanwhile. Open it again."),
    "step.used": _("Letters were made of this step: it stays."),
    "step.day_taken": _("There is a step of this day already."),
    "step.unknown_word": _("Nothing is known to fill %(word)s with."),
}

FIELDS: dict[str, str] = {
    "invoice.no_title": "title",
    "invoice.foreign_account": "account",
    "invoice.account_currency": "account",
    "invoice.no_account": "account",
    "invoice.no_company": "client_entity",
    "invoice.period_order": "period_to",
    "credit.no_reason": "reason",
    "invoice.far_day": "on",
    "invoice.beyond_cap": "reason",
    "invoice.nobody": "contacts",
    "dunning.empty": "words",
    "step.day_taken": "days",
}


def requisites(names: Iterable[str]) -> str:
    """Requisites of an act that are missing, in words."""
    words = {
        "name": pgettext("requisite of an act", "name"),
        "date": pgettext("requisite of an act", "date"),
        "entity": pgettext("requisite of an act", "our company"),
        "content": pgettext("requisite of an act", "what was done in every line"),
        "measure": pgettext("requisite of an act", "quantity and amount of every line"),
        "positions": pgettext("requisite of an act", "positions of both who sign"),
        "signatures": pgettext("requisite of an act", "names of both who sign"),
    }
    return ", ".join(words[name] for name in names)


def remark_of(remark: Remark) -> str:
    """A remark in words."""
    if remark.code.startswith("act."):
        return gettext("The act lacks: %(what)s.") % {"what": requisites([remark.code[4:]])}
    said = {
        "beyond_cap": gettext("%(money)s is above the cap of contract No. %(value)s."),
        "debt_above": gettext(
            "The client will owe %(money)s more than contract No. %(value)s allows."
        ),
        "no_contract": gettext("No contract is named."),
        "contract_not_in_force": gettext("The contract %(value)s is not in force on that day."),
        "contract_ended": gettext("The contract %(value)s has ended by that day."),
        "no_company": gettext("The company of the client is not chosen."),
        "buyer_inn": gettext("The client's company has no INN."),
        "buyer_address": gettext("The client's company has no address."),
        "no_code": gettext("There will be no payment code: account or bank are not complete."),
        "other_year": gettext("The document is dated in %(value)s."),
    }
    amount = money(remark.money) if remark.money else ""
    return said[remark.code] % {"value": remark.value, "money": amount}
