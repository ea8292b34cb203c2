"""A document as a workbook: its lines as numbers, its sums, its requisites."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from napulse.billing.documents.paper import heading_of, paper_of, rate_of
from napulse.engines.exchange.sheets import Column, Sheet, Value, write_xlsx


def xlsx(content: dict[str, Any]) -> bytes:
    """Two sheets: the lines with their sums, and what else the document says."""
    with translation.override(content["language"]):
        paper = paper_of(content)
        lines = Sheet(content["number"] or gettext("Draft"), _columns(content), _rows(content))
        facts = [*paper.parties, *paper.facts, *paper.totals, paper.due, ("", paper.words)]
        told = [[label, value] for label, value in [("", heading_of(content)), *facts]]
        columns = [Column(gettext("What"), width=26), Column(gettext("Value"), width=80)]
        return write_xlsx([lines, Sheet(gettext("Document"), columns, told)])


def _columns(content: dict[str, Any]) -> list[Column]:
    currency = content["currency"]
    return [
        Column(pgettext("before a number", "No."), "int", 6),
        Column(gettext("Works and services"), "text", 60),
        Column(gettext("Quantity"), "quantity", 12),
        Column(pgettext("of a quantity", "Unit"), "text", 10),
        Column(f"{gettext('Price')}, {currency}", "money"),
        Column(f"{gettext('Without VAT')}, {currency}", "money"),
        Column(gettext("VAT rate"), "text", 10),
        Column(f"{pgettext('of a line', 'VAT')}, {currency}", "money"),
        Column(f"{gettext('With VAT')}, {currency}", "money"),
    ]


def _rows(content: dict[str, Any]) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [
            at,
            line["title"],
            line["quantity_milli"],
            line["unit"],
            line["price_minor"],
            line["net_minor"],
            rate_of(line),
            line["vat_minor"],
            line["net_minor"] + line["vat_minor"],
        ]
        for at, line in enumerate(content["lines"], 1)
    ]
    net, vat, total = (content[name] for name in ("net_minor", "vat_minor", "total_minor"))
    return [*rows, [None, gettext("In all"), None, "", None, net, "", vat, total]]
