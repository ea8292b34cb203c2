"""Statements and payments in words: refusals, problems by line, control sums, reasons."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.ui.formats import money
from napulse.ui.table_words import TABLES
from napulse.ui.text import StrOrPromise

REFUSALS: dict[str, StrOrPromise] = {
    **TABLES,
    "table.no_mapping": gettext_lazy("Say first which column means what."),
    "table.other_headings": gettext_lazy(
        "The column “%(heading)s” is not in this file. The bank changed its table: choose again."
    ),
    "statement.not_onec": gettext_lazy("This is not a statement of the format 1C."),
    "statement.not_camt": gettext_lazy("This XML is not a camt.053 statement."),
    "statement.not_mt940": gettext_lazy("This is not an MT940 statement."),
    "statement.dangerous": gettext_lazy("This XML declares entities and was not read."),
    "statement.message_too_long": gettext_lazy(
        "The message that begins in line %(line)s is too long to be read."
    ),
    "statement.too_large": gettext_lazy("The file is larger than %(limit)s MB."),
    "statement.too_many": gettext_lazy(
        "There are more than %(limit)s movements. Take a shorter period."
    ),
    "statement.account_needed": gettext_lazy(
        "A table does not say which account it is about: choose the account."
    ),
    "statement.not_now": gettext_lazy("This statement is already past this step."),
    "statement.not_whole": gettext_lazy(
        "Something in the file is wrong. Confirm that only the accounts that agree are written."
    ),
    "statement.nothing_new": gettext_lazy("There is nothing new in it to write."),
    "statement.built_on": gettext_lazy(
        "It cannot be undone: people have already worked with %(count)s of its movements."
    ),
    "statement.cancelled": gettext_lazy("It was stopped. Nothing was written."),
    "statement.fault": gettext_lazy("It did not succeed. Nothing was written."),
    "statement.not_allowed": gettext_lazy("You may no longer do this. Nothing was written."),
    "mapping.no_date": gettext_lazy("Choose the column with the date."),
    "mapping.no_amount": gettext_lazy(
        "Choose the column with the amount, or both columns: what came and what went."
    ),
    "mapping.twice": gettext_lazy("One column was chosen for two fields."),
    "work.nobody_waits": gettext_lazy("Only a person can do this."),
    "payment.changed": gettext_lazy(
        "Somebody changed this payment while you were looking. Look again and repeat."
    ),
    "payment.is_aside": gettext_lazy("It was set aside. Bring it back first."),
    "payment.is_matched": gettext_lazy("All of it is matched already."),
    "payment.is_credit": gettext_lazy("A credit note covered this, not a payment."),
    "payment.nothing_chosen": gettext_lazy("Say how much goes to which invoice."),
    "payment.invoice_twice": gettext_lazy("An invoice is named twice."),
    "payment.wrong_sign": gettext_lazy("Amounts are more than nought."),
    "payment.more_than_left": gettext_lazy("That is more than is left of the payment."),
    "payment.more_than_open": gettext_lazy("That is more than is open of No. %(number)s."),
    "payment.paid_back": gettext_lazy(
        "No. %(number)s is credited, and what was paid of it was paid back or set off: take that"
        " back first."
    ),
    "netting.not_owed": gettext_lazy("Nothing of this credit note is owed any more."),
    "netting.not_open": gettext_lazy("Nothing of No. %(number)s is open."),
    "netting.more_than_open": gettext_lazy(
        "That is more than the note still owes, or than is open of the invoice."
    ),
    "netting.other_company": gettext_lazy(
        "No. %(number)s is of other companies: only debts of the same two are set off."
    ),
    "netting.day": gettext_lazy("The day is not before both documents and not after today."),
    "payment.other_currency": gettext_lazy("No. %(number)s is in another currency."),
    "payment.other_company": gettext_lazy("No. %(number)s was issued by another company of ours."),
    "payment.other_proposal": gettext_lazy(
        "What was proposed has changed since. Look at the payment again."
    ),
    "currency.unknown": gettext_lazy(
        "No rate of %(currency)s is known for %(on)s: enter it among the exchange rates."
    ),
}

PROBLEMS: dict[str, StrOrPromise] = {
    "bank.unknown_key": gettext_lazy("Unknown key “%(key)s”: kept as it is"),
    "bank.unclosed": gettext_lazy("A document is begun and not ended: it is not read"),
    "bank.unclosed_sums": gettext_lazy("The balances of an account are not ended"),
    "bank.end_without_begin": gettext_lazy("“%(key)s” ends what was not begun"),
    "bank.no_end": gettext_lazy("The file breaks off: its last word is missing"),
    "bank.after_end": gettext_lazy("More stands after the last word of the file: it is not read"),
    "bank.bad_amount": gettext_lazy("“%(value)s” is no amount: the movement is not read"),
    "bank.bad_date": gettext_lazy("“%(value)s” is no date: the movement is not read"),
    "bank.not_our_account": gettext_lazy("Neither account is one that the statement is about"),
    "bank.to_itself": gettext_lazy("Account %(account)s pays itself: the document is not read"),
    "bank.letters": gettext_lazy("Some letters could not be read"),
    "bank.batch_sum": gettext_lazy(
        "The parts of a collective entry do not add up to it: it is taken whole"
    ),
    "bank.not_booked": gettext_lazy("An entry is not booked yet: it is left out"),
    "bank.no_controls": gettext_lazy("A table has no balances: nothing to check against"),
    "bank.no_account": gettext_lazy("The message does not name its account"),
    "bank.message_broken": gettext_lazy("The message cannot be read"),
    "bank.xml_broken": gettext_lazy("The XML breaks off here"),
}

FAULTS: dict[str, StrOrPromise] = {
    "control.balance": gettext_lazy("opening + in − out differs from closing by %(off)s"),
    "control.chain": gettext_lazy("a day opens with %(off)s more or less than the last one closed"),
    "control.incoming": gettext_lazy("what came differs from the told sum by %(off)s"),
    "control.outgoing": gettext_lazy("what went differs from the told sum by %(off)s"),
}

REASONS: dict[str, StrOrPromise] = {
    "number": pgettext_lazy("reason of a match", "number in the purpose"),
    "number_day": pgettext_lazy("reason of a match", "its date too"),
    "amount": pgettext_lazy("reason of a match", "the exact amount"),
    "inn": pgettext_lazy("reason of a match", "tax number of the payer"),
    "account": pgettext_lazy("reason of a match", "account of the payer"),
    "name": pgettext_lazy("reason of a match", "name of the payer"),
    "after_issue": "",
    "before_issue": pgettext_lazy("reason of a match", "paid before it was issued"),
    "other_payer": pgettext_lazy("reason of a match", "another payer"),
    "by_hand": pgettext_lazy("reason of a match", "by hand"),
    "credit": pgettext_lazy("reason of a match", "credit note"),
}
AGAINST = frozenset({"before_issue", "other_payer"})

FIELDS: dict[str, StrOrPromise] = {
    "date": gettext_lazy("Date"),
    "amount": gettext_lazy("Amount with its sign"),
    "credit": gettext_lazy("What came"),
    "debit": gettext_lazy("What went"),
    "counterparty": gettext_lazy("Counterparty"),
    "inn": gettext_lazy("Tax number of the counterparty"),
    "counter_account": gettext_lazy("Account of the counterparty"),
    "number": gettext_lazy("Number of the document"),
    "purpose": gettext_lazy("Purpose"),
}


def told_code(code: str, values: Mapping[str, Any]) -> str:
    """A refusal that a job met, in words."""
    return str(REFUSALS.get(code, REFUSALS["statement.fault"])) % values if code else ""


def told_problem(code: str, values: Mapping[str, Any]) -> str:
    return str(PROBLEMS[code]) % values if code in PROBLEMS else code


def told_fault(code: str, off: int, currency: str) -> str:
    return str(FAULTS[code]) % {"off": money(Money(off, currency))}


def told_reasons(codes: list[str] | tuple[str, ...]) -> list[dict[str, Any]]:
    """Reasons in words; those that speak against are marked."""
    told = ((str(REASONS.get(code, code)), code in AGAINST) for code in codes)
    return [{"text": text, "against": against} for text, against in told if text]


def unit_of(format_: str) -> str:
    """What the numbers of a problem count."""
    return _("entry") if format_ == "camt" else _("line")
