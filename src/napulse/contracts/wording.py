"""Refusals, terms and rows of the retainer's ledger in words."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from napulse.contracts.models import Remuneration, RemunerationKind, RetainerUnit, TermKey
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.retainer import Row, RowKind, Why
from napulse.ui.formats import day, money, percent, work_hours
from napulse.ui.text import StrOrPromise

DASH = "—"

REFUSALS: dict[str, StrOrPromise] = {
    "row.changed": gettext_lazy(
        "Somebody changed it meanwhile. Look at what is stored now and send it again."
    ),
    "form.sent_before": gettext_lazy("This form was already sent. Open a new one."),
    "contract.signed": gettext_lazy(
        "The contract is signed: its dates, parties and terms change by an amendment."
    ),
    "contract.ends_before_it_begins": gettext_lazy("The last day is before the first."),
    "contract.parent_is_no_master": gettext_lazy("Annexes belong to master contracts."),
    "contract.annex_has_a_master": gettext_lazy(
        "An annex belongs to a master contract, and nothing else does."
    ),
    "contract.number_taken": gettext_lazy("This client already has a contract No. %(number)s."),
    "contract.signed_before": gettext_lazy("The contract was signed before."),
    "contract.not_signed": gettext_lazy("The contract is not signed, or has ended."),
    "contract.not_ended": gettext_lazy("The contract has not ended."),
    "contract.has_amendments": gettext_lazy("Amendments lean on the signing: revoke them first."),
    "contract.signed_stays": gettext_lazy("What was signed stays: end it instead."),
    "contract.has_annexes": gettext_lazy("The contract has annexes: delete them first."),
    "term.no_value": gettext_lazy("State the number."),
    "term.no_words": gettext_lazy("State the term in words."),
    "term.negative": gettext_lazy("A term has no negative numbers."),
    "term.above_the_whole": gettext_lazy("A share is not above 100 percent."),
    "term.is_back": gettext_lazy("The term is there already."),
    "amendment.contract_not_signed": gettext_lazy("Only a signed contract is amended."),
    "amendment.before_the_contract": gettext_lazy("It is before the contract's first day."),
    "amendment.ends_before_it_begins": gettext_lazy("The last day is before the first."),
    "amendment.says_nothing": gettext_lazy(
        "An amendment changes a term or the last day: state at least one."
    ),
    "amendment.number_taken": gettext_lazy("There is already an amendment No. %(number)s."),
    "amendment.revoked_before": gettext_lazy("The amendment was revoked before."),
    "amendment.not_revoked": gettext_lazy("The amendment is in force."),
    "remuneration.no_granted": gettext_lazy("State how much a period grants."),
    "remuneration.no_amount_minor": gettext_lazy("State the amount."),
    "remuneration.no_percent_bp": gettext_lazy("State the percent."),
    "remuneration.ends_before_it_begins": gettext_lazy("The last day is before the first."),
    "remuneration.before_the_contract": gettext_lazy("It is before the contract's first day."),
    "remuneration.all_of_gross": gettext_lazy("Of gross, less than 100 percent can be taken."),
    "remuneration.money_in_another_currency": gettext_lazy(
        "A retainer in money is kept in the base currency, not in %(currency)s: keep it in hours."
    ),
    "remuneration.has_moves": gettext_lazy(
        "There are transfers or corrections on it: take them back first."
    ),
    "remuneration.moves_outside": gettext_lazy(
        "A transfer or a correction would be outside these days."
    ),
    "remuneration.since_when": gettext_lazy(
        "The contract is signed: say from which period on this holds."
    ),
    "remuneration.not_a_period": gettext_lazy(
        "It holds from the first day of a period, %(on)s at the earliest."
    ),
    "remuneration.has_changed": gettext_lazy(
        "It has changed since %(on)s: what was before is not corrected any more."
    ),
    "remuneration.another_shape": gettext_lazy(
        "Hours or money, and the length of a period, change by a new retainer: end this one."
    ),
    "move.to_itself": gettext_lazy("Choose another retainer."),
    "move.another_unit": gettext_lazy("Hours go to a retainer in hours, money to one in money."),
    "move.nothing": gettext_lazy("State how much."),
    "move.contract_not_signed": gettext_lazy("The contract is not signed yet."),
    "move.outside": gettext_lazy("On this day the retainer “%(title)s” does not run."),
    "move.not_left": gettext_lazy("Only %(left)s is left on that day or has not been used since."),
    "move.undone_before": gettext_lazy("It was taken back before."),
    "move.not_undone": gettext_lazy("It is in force."),
}


def quantity(amount: int | None, unit: str, currency: str) -> str:
    """Of a retainer: hours or money."""
    if amount is None:
        return DASH
    return work_hours(amount) if unit == RetainerUnit.HOURS else money(Money(amount, currency))


def share(bp: int | None) -> str:
    """ "17,65 %" with as many digits as it has."""
    if bp is None:
        return DASH
    digits = 0 if bp % 100 == 0 else 1 if bp % 10 == 0 else 2
    return percent(bp / 100, digits)


TERM_NAMES: Mapping[str, StrOrPromise] = {
    TermKey.RATE_DISCOUNT: gettext_lazy("Discount on rates"),
    TermKey.CAP: gettext_lazy("Not-to-exceed cap"),
    TermKey.PAYMENT_DAYS: gettext_lazy("Payment within"),
    TermKey.NOTICE_DAYS: gettext_lazy("Notice of ending"),
    TermKey.SILENCE_HOURS: gettext_lazy("Silence is consent after"),
    TermKey.REVISION_ROUNDS: gettext_lazy("Rounds of revision"),
    TermKey.VARIANTS: gettext_lazy("Variants"),
    TermKey.DEBT_LIMIT: gettext_lazy("Debt limit"),
    TermKey.LATE_FEE: gettext_lazy("Penalty for a day of delay"),
    TermKey.LATE_FEE_MOST: gettext_lazy("Penalty at most, of what is overdue"),
    TermKey.PREPAYMENT: gettext_lazy("Prepayment"),
    TermKey.OTHER: gettext_lazy("Other"),
}
IN_PERCENT = {
    TermKey.RATE_DISCOUNT,
    TermKey.LATE_FEE,
    TermKey.LATE_FEE_MOST,
    TermKey.PREPAYMENT,
}
IN_MONEY = {TermKey.CAP, TermKey.DEBT_LIMIT}
IN_DAYS = {TermKey.PAYMENT_DAYS, TermKey.NOTICE_DAYS}


def term_value(key: str, value: int | None, text: str, currency: str) -> str:
    """What a term says: its number with its unit, and its words."""
    return "; ".join(part for part in (_number(key, value, currency), text) if part)


def _number(key: str, value: int | None, currency: str) -> str:
    if value is None:
        return ""
    if key in IN_PERCENT:
        return share(value)
    if key in IN_MONEY:
        return money(Money(value, currency))
    if key in IN_DAYS:
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": value}
    if key == TermKey.SILENCE_HOURS:
        return ngettext("%(n)s working hour", "%(n)s working hours", value) % {"n": value}
    return str(value)


def source_of(amendment: str) -> str:
    """Where a term comes from."""
    return _("amendment No. %(number)s") % {"number": amendment} if amendment else _("contract")


def remuneration_told(row: Remuneration, currency: str) -> str:
    """What a remuneration pays, in one line."""
    if row.kind == RemunerationKind.RETAINER:
        return _retainer_told(row, currency)
    if row.kind == RemunerationKind.TIME:
        if row.cap_minor is None:
            return _("hours at the rates of the card")
        return _("hours at the rates, up to %(cap)s") % {"cap": _money(row.cap_minor, currency)}
    if row.kind == RemunerationKind.COMMISSION:
        return f"{share(row.percent_bp)} {row.get_base_display()}"
    amount = _money(row.amount_minor, currency)
    if row.kind == RemunerationKind.BONUS:
        return _("up to %(amount)s") % {"amount": amount}
    return amount


def _retainer_told(row: Remuneration, currency: str) -> str:
    values = {
        "granted": quantity(row.granted, row.unit, currency),
        "fee": _money(row.amount_minor, currency),
        "period": row.get_period_display(),
    }
    if row.unit == RetainerUnit.MONEY and row.granted == row.amount_minor:
        return _("%(fee)s %(period)s") % values
    return _("%(granted)s for %(fee)s %(period)s") % values


def _money(minor: int | None, currency: str) -> str:
    return DASH if minor is None else money(Money(minor, currency))


def carried_told(row: Remuneration, currency: str) -> str:
    """How a retainer carries over."""
    periods = row.carry_periods
    if periods == 0 or row.carry_cap == 0:
        return _("nothing is carried over")
    cap = ""
    if row.carry_cap is not None:
        cap = _("at most %(cap)s") % {"cap": quantity(row.carry_cap, row.unit, currency)}
    life = _("without end")
    if periods is not None:
        life = ngettext("for %(n)s period", "for %(n)s periods", periods) % {"n": periods}
    return ", ".join(part for part in (cap, life) if part)


def row_told(row: Row, reasons: Mapping[int, str]) -> str:
    """One row of the ledger as a sentence."""
    of_on = {"day": day(row.of_on)} if row.of_on else {}
    reason = reasons.get(row.ref, "")
    told = {
        RowKind.GRANTED: lambda: _("Granted for the period"),
        RowKind.CARRIED: lambda: _("Carried over, the oldest of %(day)s") % of_on,
        RowKind.USED: lambda: _("Used of what came on %(day)s") % of_on,
        RowKind.OVERDRAWN: lambda: _("On debt"),
        RowKind.OVERAGE: lambda: _("Above the retainer, priced apart"),
        RowKind.RECEIVED: lambda: _with_reason(_("Transferred here"), reason),
        RowKind.SENT: lambda: _with_reason(_("Transferred away"), reason),
        RowKind.CORRECTED: lambda: _with_reason(_("Corrected"), reason),
        RowKind.EXPIRED: lambda: _expired(row.why, row.of_on),
    }[row.kind]()
    return told + "; " + _("the debt is repaid") if row.repaid else told


def _with_reason(told: str, reason: str) -> str:
    return f"{told}: {reason}" if reason else told


def _expired(why: Why | None, of_on: date | None) -> str:
    values = {"day": day(of_on)}
    if why is Why.CAP:
        return _("Expired of %(day)s: above what is carried over") % values
    if why is Why.ENDED:
        return _("Expired of %(day)s: the retainer has ended") % values
    return _("Expired of %(day)s: its time is over") % values
