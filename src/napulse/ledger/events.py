"""What history says of ledger: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "own_entity.added": _("added a company of ours"),
        "own_entity.changed": _("changed a company of ours"),
        "own_entity.archived": _("put a company of ours away"),
        "own_entity.restored": _("brought a company of ours back"),
        "bank_account.added": _("added an account of a company of ours"),
        "bank_account.changed": _("changed an account of a company of ours"),
        "bank_account.closed": _("closed an account of a company of ours"),
        "bank_account.reopened": _("opened an account of a company of ours again"),
        "regime.set": _("set the tax regime of a company of ours"),
        "regime.removed": _("removed a tax regime of a company of ours"),
        "tax_rate.added": _("added a tax rate"),
        "tax_rate.changed": _("changed a tax rate"),
        "tax_rate.removed": _("removed a tax rate"),
        "exchange_rate.set": _("set an exchange rate"),
        "exchange_rate.removed": _("removed an exchange rate"),
        "money_rules.changed": _("changed the rules of money"),
    }
)
