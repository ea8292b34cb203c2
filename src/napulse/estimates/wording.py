"""Refusals of estimates in words; each is said once here, whatever form or page shows it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.errors import Refused
from napulse.ui.formats import said_values
from napulse.ui.text import StrOrPromise

CHANGED = _("Somebody changed %(name)s meanwhile. Look again and repeat.")
REFUSALS: Mapping[str, StrOrPromise] = {
    "row.changed": CHANGED,
    "form.sent_before": _("This form was already sent. Open a new one."),
    "estimate.dates_order": _("The work ends before it begins."),
    "estimate.no_entity": _("Name our own company first: estimates are made in its name."),
    "estimate.not_free": _(
        "%(name)s is out of our hands: what was sent is not changed. Make a new version."
    ),
    "estimate.changed_since": _(
        "%(name)s was changed since. What was saved then is not taken back any more."
    ),
    "estimate.too_many_lines": _("An estimate holds at most %(limit)s lines."),
    "estimate.not_waiting": _("%(name)s does not wait for approval any more."),
    "estimate.empty": _("There is nothing in it yet: add lines first."),
    "estimate.return_why": _("Say what is to be changed."),
    "estimate.needs_approval": _("The margin is below the floor: ask for approval first."),
    "estimate.not_sent": _("%(name)s is not with the client."),
    "estimate.not_an_address": _("“%(address)s” is no address of e-mail."),
    "estimate.answered": _("It was answered meanwhile, or a newer version replaced it."),
    "estimate.expired": _("The offer was valid until %(on)s. Ask us to prolong it."),
    "estimate.run_out": _("It was valid until %(on)s: name a later day in its terms first."),
    "estimate.not_accepted": _("%(name)s is not accepted."),
    "estimate.accepted_by_client": _(
        "The client accepted it by the link: that is not ours to take back."
    ),
    "estimate.in_use": _(
        "Time, expenses or invoices stand on this acceptance: it cannot be taken back."
    ),
    "estimate.still_free": _("%(name)s can still be changed: no new version is needed."),
    "estimate.has_next": _("%(name)s has a newer version already."),
    "estimate.edition_why": _("Say why there is a new version."),
    "estimate.nothing_to_plan": _("There are no hours without a task left to plan."),
    "estimate.other_client": _("The project belongs to another client."),
    "estimate.has_project": _("%(name)s has a project already."),
    "estimate.no_step": _("This payment does not wait for anything any more."),
    "change_order.empty": _("A change order needs at least one line."),
    "payments.not_whole": _("The payments add up to %(percent)s%%, not to 100%%."),
    "payments.no_day": _("Say on which day the payment “%(title)s” is invoiced."),
    "answer.no_words": _("Write what is to be changed, under a line or at the end."),
    "answer.no_name": _("Write your name: the answer is kept with it."),
    "answer.no_note": _("Say where the client said so: a letter, a call, a paper."),
    "tax.unknown": _(
        "No rate of VAT is known for %(country)s on %(on)s: add it to the table of taxes."
    ),
    "currency.unknown": _("No rate of %(currency)s is known for %(on)s."),
    "offer.too_much": _("This is more than anybody sells: a digit slipped."),
    "commission.out_of_bounds": _("At most %(most)s%%."),
    "cell.not_a_number": _("“%(text)s” is not a number or a sum like =8*3+2."),
    "cell.divided_by_zero": _("Nothing is divided by zero."),
    "cell.too_large": _("The number is too large."),
    "cell.negative": _("Not below zero."),
    "cell.too_long": _("At most %(limit)s characters."),
    "cell.no_title": _("Say what the line is."),
    "cell.unknown_kind": _("“%(text)s” is no kind of line."),
    "cell.unknown_role": _("There is no work role “%(text)s”."),
    "cell.no_role_here": _("Only hours have a work role."),
    "cell.bare_phase": _("A phase has nothing but its name."),
    "sell_rate.house_goes_on": _("Only a client's price has a last day."),
    "sell_rate.ends_before_it_begins": _("The last day is before the first."),
    "sell_rate.changed": _(
        "The price of %(who)s differs from what you saw: somebody changed it, or another one begins"
        " before that day. Look again and repeat."
    ),
    "work.too_many": _("The breakdown would have more than %(limit)s rows."),
}


def told(refusal: Refused) -> str:
    """The refusal as a sentence; a code that nobody wrote one for is a bug and passes on."""
    if refusal.code not in REFUSALS:
        raise refusal
    return str(REFUSALS[refusal.code]) % said_values(refusal.values)
