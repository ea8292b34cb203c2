"""Forms of invoices: the head, the lines as a grid, issuing, crediting, sending."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.actions.credits import CreditData
from napulse.billing.actions.drafts import InvoiceData
from napulse.billing.actions.priced import LineData
from napulse.billing.models import Invoice, InvoiceLine, LineSource
from napulse.billing.wording import FIELDS, REFUSALS, requisites
from napulse.clients.models import LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money, round_half_up
from napulse.ledger.models import BankAccount, OwnEntity, TaxCode
from napulse.ui.formats import typed
from napulse.ui.forms import ActionForm
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import Checks, DateInput

MOST_PRICE = Decimal(10) ** 13
SPARE_ROWS = 2
HEAD = (
    "entity", "account", "client_entity", "contract", "project", "title", "drafted_on", "due_days",
    "due_to_issue_on", "period_from", "period_to", "language", "currency", "order_number",
    "buyer_reference",
)  # fmt: skip


class BillingForm(ActionForm):
    """A form whose refusals are those of billing."""

    refusals = REFUSALS
    refused_fields = FIELDS

    def refuse(self, refusal: Refused) -> None:
        missing: Any = refusal.values.get("missing")
        if missing:
            refusal = Refused(refusal.code, missing=requisites(missing))
        super().refuse(refusal)


class HeadForm(BillingForm):
    """Everything of a draft but its lines."""

    title = forms.CharField(label=pgettext_lazy("of a document", "Subject"), max_length=200)
    entity: "Choice[OwnEntity]" = forms.ModelChoiceField(None, label=_("Our company"))
    account: "Choice[BankAccount]" = forms.ModelChoiceField(
        None, label=_("To the account"), required=False
    )
    client_entity: "Choice[LegalEntity]" = forms.ModelChoiceField(
        None, label=_("Company of the client"), required=False
    )
    contract: "Choice[Contract]" = forms.ModelChoiceField(None, label=_("Contract"), required=False)
    project: "Choice[Project]" = forms.ModelChoiceField(None, label=_("Project"), required=False)
    drafted_on = forms.DateField(label=_("Date of the document"), widget=DateInput)
    due_days = forms.IntegerField(
        label=_("Payment within, calendar days"), min_value=0, max_value=365
    )
    due_to_issue_on = forms.DateField(
        label=_("Should be issued on"), required=False, widget=DateInput
    )
    period_from = forms.DateField(label=_("Services from"), required=False, widget=DateInput)
    period_to = forms.DateField(label=_("Services to"), required=False, widget=DateInput)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("ru", _("Russian")), ("en", _("English"))]
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), max_length=3)
    order_number = forms.CharField(
        label=_("Order number of the client"), max_length=60, required=False
    )
    buyer_reference = forms.CharField(
        label=_("Reference of the client"), max_length=60, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows

    @classmethod
    def of(cls, invoice: Invoice, *, choices: Mapping[str, Any]) -> "HeadForm":
        initial = {name: getattr(invoice, name) for name in (*HEAD, "version")}
        return cls(initial=initial, choices=choices)

    @property
    def head(self) -> InvoiceData:
        return InvoiceData(**{name: self.cleaned_data[name] for name in HEAD})


class Sent(Protocol):
    """What a form sends: many values under one name, in the order of the rows."""

    def getlist(self, key: str) -> list[Any]: ...


COLUMNS: dict[str, StrOrPromise] = {
    "line": pgettext_lazy("before a number", "No."),
    "what": _("What for"),
    "quantity": _("Quantity"),
    "unit": pgettext_lazy("of a quantity", "Unit"),
    "price": _("Price without VAT"),
    "tax": pgettext_lazy("of a line", "VAT"),
    "passes": _("Pass-through"),
    "place": _("Project"),
}


@dataclass(slots=True)
class Cell:
    """One cell of the grid, with what is wrong with it."""

    column: str
    value: str
    at: int
    choices: list[tuple[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def title(self) -> StrOrPromise:
        return COLUMNS[self.column]

    @property
    def ident(self) -> str:
        return f"l{self.at}-{self.column}"


@dataclass(slots=True)
class LineGrid:
    """The lines of a draft as a grid; nothing typed is ever lost."""

    stored: Sequence[InvoiceLine]
    projects: list[tuple[str, str]]
    currency: str
    rows: list[list[Cell]] = field(default_factory=list)
    lines: list[LineData] = field(default_factory=list)

    @classmethod
    def of(cls, stored: Sequence[InvoiceLine], projects: Any, currency: str) -> "LineGrid":
        grid = cls(stored, projects, currency)
        told = [_written(at, row, currency) for at, row in enumerate(stored, 1)]
        for at, values in enumerate([*told, *[{} for _n in range(SPARE_ROWS)]]):
            grid.rows.append(grid._cells(at, values))
        return grid

    @classmethod
    def typed(
        cls, sent: Sent, stored: Sequence[InvoiceLine], projects: Any, currency: str
    ) -> "LineGrid":
        """What a form sent; rows without words and price are left out."""
        grid = cls(stored, projects, currency)
        columns = {name: sent.getlist(name) for name in COLUMNS}
        count = max(len(values) for values in columns.values())
        used: set[int] = set()
        for at in range(count):
            values = {name: str(found[at]) for name, found in columns.items() if at < len(found)}
            if not (values.get("what", "").strip() or values.get("price", "").strip()):
                continue
            cells = grid._cells(len(grid.rows), values)
            grid.rows.append(cells)
            grid.lines.append(grid._line({cell.column: cell for cell in cells}, used))
        return grid

    @property
    def is_valid(self) -> bool:
        return not any(cell.error for cells in self.rows for cell in cells)

    def _cells(self, at: int, values: Mapping[str, str]) -> list[Cell]:
        choices: dict[str, list[tuple[str, Any]]] = {
            "tax": list(TaxCode.choices),
            "passes": [("", "—"), ("yes", _("yes"))],
            "place": [("", "—"), *self.projects],
        }
        return [Cell(name, values.get(name, ""), at, choices.get(name, [])) for name in COLUMNS]

    def _line(self, cells: dict[str, Cell], used: set[int]) -> LineData:
        """A row as a wish; what cannot be read is said in its cell."""
        known = {value for value, _label in self.projects}
        project = cells["place"].value
        if project and project not in known:
            cells["place"].error = _now("There is no such project")
            project = ""
        tax = cells["tax"].value or TaxCode.STANDARD
        if tax not in TaxCode.values:
            cells["tax"].error, tax = _now("There is no such rate"), TaxCode.STANDARD
        if not cells["what"].value.strip():
            cells["what"].error = _now("Say what for")
        return LineData(
            title=cells["what"].value.strip()[:300],
            price_minor=self._price(cells["price"]),
            quantity_milli=_quantity(cells["quantity"]),
            unit=cells["unit"].value.strip()[:20],
            tax_code=tax,
            pass_through=cells["passes"].value == "yes",
            project_id=int(project) if project else None,
            pk=self._pk(cells["line"].value, used),
        )

    def _price(self, cell: Cell) -> int:
        number = decimal_of(cell.value)
        if number is None or abs(number) > MOST_PRICE:
            cell.error = _now("An amount, please")
            return 0
        return Money.of(number, self.currency).minor

    def _pk(self, written: str, used: set[int]) -> int | None:
        """The stored line that the row was; a copied row is a new line."""
        at = int(written) if re.fullmatch(r"[0-9]{1,4}", written.strip()) else 0
        if not 1 <= at <= len(self.stored) or at in used:
            return None
        used.add(at)
        return self.stored[at - 1].pk


def decimal_of(written: str) -> Decimal | None:
    """A number as people type it: "1 500,50"; nothing is zero."""
    plain = "".join(written.split()).replace(",", ".").replace("\u2212", "-") or "0"
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{0,6})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _quantity(cell: Cell) -> int:
    number = decimal_of(cell.value or "1")
    if number is None or not 0 < abs(number) <= 10**9:
        cell.error = _now("A quantity, please")
        return 1000
    numerator, denominator = (number * 1000).as_integer_ratio()
    return round_half_up(numerator, denominator)


def _written(at: int, row: InvoiceLine, currency: str) -> dict[str, str]:
    return {
        "line": str(at),
        "what": row.title,
        "quantity": typed(Decimal(row.quantity_milli) / 1000),
        "unit": row.unit,
        "price": typed(Money(row.price_minor, currency).amount),
        "tax": row.tax_code,
        "passes": "yes" if row.pass_through else "",
        "place": str(row.project_id or ""),
    }


class IssueForm(BillingForm):
    """The date of the document, the version of the draft that was looked at, and why it passes a
    cap.
    """

    on = forms.DateField(label=_("Date of the document"), widget=DateInput)
    reason = forms.CharField(
        label=_("Why it is issued above the cap"), max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(BillingForm):
    """Who gets the document, with which words."""

    contacts = forms.MultipleChoiceField(label=_("To whom"), widget=Checks, required=False)
    words = forms.CharField(
        label=_("Words of the letter"), widget=forms.Textarea, required=False, max_length=4000
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, contacts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contacts"]
        field.choices = contacts


class CreditForm(BillingForm):
    """Why, on which day, and how much of each line is taken back."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=300)
    on = forms.DateField(label=_("Date of the document"), widget=DateInput)
    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(
        self, *args: Any, left: Sequence[tuple[InvoiceLine, int]], currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.left, self.currency = left, currency
        for line, net in left:
            cell = forms.CharField(label=line.title, required=False, max_length=24)
            cell.initial = typed(Money(net, currency).amount)
            cell.widget.attrs |= {"inputmode": "decimal", "class": "input right"}
            cell.widget.attrs["aria-label"] = line.title
            self.fields[f"net_{line.pk}"] = cell

    def rows(self) -> list[tuple[InvoiceLine, Money, forms.BoundField]]:
        return [
            (line, Money(net, self.currency), self[f"net_{line.pk}"]) for line, net in self.left
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for line, _net in self.left:
            name = f"net_{line.pk}"
            number = decimal_of(cleaned.get(name, ""))
            if number is None or abs(number) > MOST_PRICE:
                self.add_error(name, _("An amount, please"))
                continue
            cleaned[name] = Money.of(number, self.currency).minor
        return cleaned

    @property
    def credit(self) -> CreditData:
        kept = self.cleaned_data
        nets = {line.pk: kept[f"net_{line.pk}"] for line, _net in self.left}
        return CreditData(kept["reason"], kept["on"], nets, kept["submit_key"])


def is_fixed(line: InvoiceLine) -> bool:
    """Whether the amounts of a line mirror another document."""
    return line.source in (LineSource.ADVANCE, LineSource.CREDIT)
