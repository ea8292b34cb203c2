"""The list of payments."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.models import BankLine, BankLineState
from napulse.billing.queries.payments import INCOMING, TO_MATCH, UNMATCHED, Proposal
from napulse.engines.kernel.money import Money
from napulse.ui.tables import Column, Listing, View


def paid(row: BankLine) -> str:
    """The invoices that the reader may see, in words, as the download has them."""
    return "; ".join(
        f"{one.invoice}, {one.invoice.client.name}" for one in getattr(row, "paid_invoices", [])
    )


class PaymentListing(Listing[BankLine]):
    """Movements of own accounts: what is not matched comes first."""

    views: ClassVar = [
        View("open", pgettext_lazy("payments", "Not matched"), TO_MATCH),
        View("out", pgettext_lazy("payments", "Paid by us"), UNMATCHED & ~INCOMING),
        View(
            "matched",
            pgettext_lazy("payments", "Matched"),
            Q(state__in=[BankLineState.MATCHED, BankLineState.PART]),
        ),
        View(
            "aside",
            pgettext_lazy("payments", "Set aside"),
            Q(state=BankLineState.ASIDE),
        ),
        View("all", pgettext_lazy("payments", "All")),
    ]
    columns: ClassVar = [
        Column(
            "counterparty",
            _("Counterparty"),
            sort="counterparty",
            main=True,
        ),
        Column("on", _("Date"), sort="on", kind="date"),
        Column(
            "amount_minor",
            _("Amount"),
            sort="amount_minor",
            kind="money",
            read=lambda row: Money(row.amount_minor, row.currency),
        ),
        Column("paid", _("What for"), read=paid),
        Column("state", _("State"), sort="state"),
    ]
    search: ClassVar = ("folded",)
    order: ClassVar = ("-on", "-pk")
    label = _("Payments")

    def __init__(self, query: QueryDict, rows: "QuerySet[BankLine]", path: str = "") -> None:
        super().__init__(query, rows, path)
        self.proposals: dict[int, Proposal] = {}

    def lines(self) -> list[dict[str, Any]]:
        """The rows of the page with their money and, of what is not matched, what is proposed."""
        return [
            {
                "row": row,
                "money": Money(row.amount_minor, row.currency),
                "rest": Money(row.rest_minor, row.currency),
                "paid": getattr(row, "paid_invoices", []),
                "proposal": self.proposals.get(row.pk),
            }
            for row in self.page
        ]


EXPORTED = (
    Column("on", _("Date"), kind="date"),
    Column("amount_minor", _("Amount"), kind="money"),
    Column("currency", _("Currency")),
    Column("number", _("Number")),
    Column("counterparty", _("Counterparty")),
    Column("inn", _("INN")),
    Column("counter_account", _("Account of the counterparty")),
    Column("purpose", _("Purpose")),
    Column("account", _("Our account")),
    Column("get_state_display", _("State")),
    Column("matched_minor", _("Matched"), kind="money"),
    Column("paid", _("What for"), read=paid),
    Column("note", _("Note")),
)
