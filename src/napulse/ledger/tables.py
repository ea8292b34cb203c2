"""Lists of tax rates and exchange rates."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.ledger.models import ExchangeRate, TaxRate
from napulse.ledger.queries.setup import in_force
from napulse.ui import formats
from napulse.ui.tables import Column, Listing, View


class TaxListing(Listing[TaxRate]):
    """Rates with their days and sources."""

    columns: ClassVar = [
        Column("get_regime_display", _("Tax regime"), sort="regime", main=True),
        Column("get_code_display", _("Kind of rate"), sort="code"),
        Column("percent_bp", _("Rate"), sort="percent_bp", kind="percent"),
        Column("from_on", _("From"), sort="from_on", kind="date"),
        Column("to_on", _("To"), sort="to_on", kind="date"),
        Column("country", _("Country"), sort="country"),
        Column("source", _("Source"), cell="ledger/_tax_source.html"),
        Column("checked_on", _("Checked on"), sort="checked_on", kind="date"),
        Column("pk", "", cell="ledger/_tax_verbs.html", read=lambda row: ""),
    ]
    order: ClassVar = ("country", "regime", "code", "-from_on", "pk")
    per_page: ClassVar = 100
    label = _("Tax rates")

    def __init__(
        self, query: QueryDict, rows: "QuerySet[TaxRate]", path: str = "", *, today: date
    ) -> None:
        super().__init__(query, rows, path)
        self.views = [  # type: ignore[misc] # these depend on the day
            View("now", pgettext_lazy("tax rates", "In force"), in_force(today)),
            View("past", pgettext_lazy("tax rates", "Past"), ~in_force(today)),
            View("all", pgettext_lazy("tax rates", "All"), Q()),
        ]


def _rate(row: ExchangeRate) -> str:
    """Four digits as banks print them, six when the last two say something."""
    return formats.number(Decimal(row.rate_e6).scaleb(-6), 6 if row.rate_e6 % 100 else 4)


class ExchangeListing(Listing[ExchangeRate]):
    """Rates of currencies by day."""

    columns: ClassVar = [
        Column("currency", _("Currency"), sort="currency", main=True),
        Column("on", _("Date"), sort="on", kind="date"),
        Column("rate_e6", _("One unit is worth"), sort="rate_e6", cell="ledger/_exchange_rate.html",
               read=_rate, right=True),
        Column("source", _("Source")),
        Column("pk", "", cell="ledger/_exchange_verbs.html", read=lambda row: ""),
    ]  # fmt: skip
    order: ClassVar = ("-on", "currency", "pk")
    label = _("Exchange rates")
