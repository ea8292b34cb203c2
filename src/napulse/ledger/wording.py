"""The ground of money in words: refusals, doubts about numbers."""

from django.utils.translation import gettext_lazy as _

from napulse.ui.text import StrOrPromise

REFUSALS: dict[str, StrOrPromise] = {
    "row.changed": _("%(name)s was changed by somebody else meanwhile. Look again and repeat."),
    "own_entity.no_name": _("A company needs a name."),
    "own_entity.name_taken": _("There is already a company of ours with this name."),
    "own_entity.bad_inn": _("Check the INN: its check digit is wrong."),
    "own_entity.last": _("It is the only company of ours: add another one first."),
    "account.taken": _("This account is already among ours."),
    "account.bad_bik": _("A BIK has nine digits, a SWIFT code eight or eleven letters and digits."),
    "tax_rate.ends_before_start": _("The last day is before the first."),
    "tax_rate.day_taken": _("There is already a rate of this kind from %(on)s."),
    "tax_rate.overlaps": _("The rate that begins on %(on)s holds on some of these days."),
    "exchange.is_base": _("%(currency)s is the base currency: it is worth itself."),
    "exchange.not_positive": _("A rate is more than nought."),
    "rules.base_in_use": _(
        "Money is already posted in the base currency: it cannot be another any more."
    ),
    "rules.floors_crossed": _("The lowest floor cannot be above the margin floor."),
    "cost.changed": _(
        "The cost of %(person)s differs from what you saw: somebody changed it, or another cost"
        " begins before that day. Look again and repeat."
    ),
}

DOUBTS: dict[str, StrOrPromise] = {
    "kpp": _("KPP %(value)s does not look like one: four digits, two digits or letters, three."),
    "ogrn": _("OGRN %(value)s: its check digit does not hold."),
    "no_inn": _("There is no INN: invoices and payment codes need it."),
    "account": _("Account %(value)s does not fit its bank's BIK. Compare it with the contract."),
    "correspondent": _("Correspondent account %(value)s does not fit the BIK."),
}
