"""The sections of the setup of money."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from napulse.ui.menu import Tab

SECTIONS = (
    (_("Companies"), "ledger:entity_list"),
    (_("Tax rates"), "ledger:tax_list"),
    (_("Exchange rates"), "ledger:exchange_list"),
    (_("Rules"), "ledger:rules"),
)


def setup_tabs(shown: str) -> list[Tab]:
    return [Tab(label, reverse(name), name == shown) for label, name in SECTIONS]
