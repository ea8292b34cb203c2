"""What a person says of an expense: the document, where it belongs, the answer to it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.engines.exchange.documents import LARGEST
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import whole
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import OwnEntity
from napulse.ledger.queries import entities
from napulse.people.models import Person
from napulse.people.queries import choosable
from napulse.timesheets.actions.expenses import ExpenseData
from napulse.timesheets.models import Expense, ExpenseKind
from napulse.timesheets.permissions import EDIT_EXPENSES
from napulse.timesheets.queries import expenses as queries
from napulse.timesheets.wording_expenses import DOCUMENTS, EXPENSES, FIELDS
from napulse.ui.formats import typed
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput, DropZone, RadioCards

CURRENCIES = [(code, code) for code in ("RUB", "USD", "EUR", "GBP", "KZT", "CNY")]
HUNDRED = 100
ACCEPT = ".pdf,.jpg,.jpeg,.png,.xlsx,image/jpeg,image/png,application/pdf"


class AmountField(forms.DecimalField):
    """Money as people type it: "1 200 000,50"."""

    def __init__(self, **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"})
        super().__init__(max_digits=14, decimal_places=2, min_value=0, widget=control, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


class ExpenseForm(ActionForm):
    """An amount as the document says it, with VAT inside; what is net follows."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=ExpenseKind.choices, widget=RadioCards, required=False
    )
    person: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Who spent or ordered"), queryset=None, required=False
    )
    title = forms.CharField(label=_("What for"), max_length=200)
    on = forms.DateField(label=_("Date"), widget=DateInput)
    total = AmountField(label=_("Amount, with VAT"))
    vat = AmountField(label=_("VAT in it"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, required=False)
    supplier = forms.CharField(label=_("Supplier"), max_length=200, required=False)
    document = forms.CharField(label=_("Document No."), max_length=60, required=False)
    client: "Choice[Client]" = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False, help_text=_("Empty: the house's own.")
    )
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None, required=False
    )
    line: "Choice[BudgetLine]" = forms.ModelChoiceField(
        label=_("Line of the budget"), queryset=None, required=False
    )
    entity: "Choice[OwnEntity]" = forms.ModelChoiceField(
        label=_("Our company"), queryset=None, required=False
    )
    pass_through = forms.BooleanField(
        label=_("Passes through to the client"),
        required=False,
        help_text=_("The client's money for the supplier: it is no income of ours."),
    )
    billable = forms.BooleanField(label=_("Bill it to the client"), required=False, initial=True)
    markup = forms.DecimalField(
        label=_("Our markup, %"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=HUNDRED,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"}),
    )
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = EXPENSES
    refused_fields = FIELDS

    def __init__(self, *args: Any, actor: Actor, row: Expense | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeps_all = actor.can(EDIT_EXPENSES)
        self.row = row
        let_choose(self, "person", choosable(actor, now_chosen=row.person_id if row else None))
        let_choose(self, "client", queries.clients_to_charge(actor))
        let_choose(self, "project", queries.projects_to_charge(actor))
        let_choose(self, "line", queries.lines_to_charge(actor, self._project_id(), row=row))
        let_choose(self, "entity", entities())
        self.fields["line"].label_from_instance = _line_label  # type: ignore[attr-defined]
        self.fields["project"].label_from_instance = _project_label  # type: ignore[attr-defined]
        if not self.keeps_all:
            for name in ("kind", "person", "entity", "markup"):
                del self.fields[name]
        self.own = _own_person(actor)

    def _project_id(self) -> int | None:
        if self.is_bound:
            return whole(str(self.data.get(self.add_prefix("project"), "")))
        chosen = self.initial.get("project")
        return getattr(chosen, "pk", None) or whole(str(chosen or ""))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        total, vat = told.get("total"), told.get("vat") or Decimal(0)
        if total is not None and vat >= total:
            field, why = ("total", _("More than nothing.")) if not total else ("vat", VAT_TOO_LARGE)
            self.add_error(field, why)
        if self.own is None and not told.get("person"):
            self.add_error(None, _("You are not in the list of the agency's people."))
        return told

    @property
    def expense_data(self) -> ExpenseData:
        told = self.cleaned_data
        person: Person | None = told.get("person") or self.own
        assert person is not None  # noqa: S101 - `clean` refuses when nobody is known
        currency = told["currency"] or "RUB"
        total, vat = Money.of(told["total"], currency), Money.of(told["vat"] or 0, currency)
        kept = ("on", "title", "supplier", "document", "client", "project", "line", "pass_through")
        return ExpenseData(
            **{name: told[name] for name in kept},
            kind=told.get("kind") or ExpenseKind.OWN,
            person=person,
            net_minor=(total - vat).minor,
            vat_minor=vat.minor,
            currency=currency,
            entity=told["entity"] if self.keeps_all else getattr(self.row, "entity", None),
            billable=told["billable"],
            markup_bp=self._markup_bp(),
        )

    def _markup_bp(self) -> int:
        if not self.keeps_all:
            return self.row.markup_bp if self.row else 0
        return int((self.cleaned_data["markup"] or Decimal(0)) * HUNDRED)


VAT_TOO_LARGE = _("VAT is less than the whole amount.")


def _own_person(actor: Actor) -> Person | None:
    return choosable(actor).filter(user_id=actor.own_id).first()


def _line_label(line: BudgetLine) -> str:
    return f"{line.phase}: {line.title}" if line.phase else line.title


def _project_label(project: Project) -> str:
    return f"{project.client.name}: {project.name}"


def initial_of(row: Expense) -> dict[str, Any]:
    """What the form shows of an expense as stored."""
    kept = ("kind", "person", "title", "on", "currency", "supplier", "document", "client")
    more = ("project", "line", "entity", "pass_through", "billable", "version")
    return {
        **{name: getattr(row, name) for name in (*kept, *more)},
        "total": _plain(row.total),
        "vat": _plain(row.vat) if row.vat_minor else "",
        "markup": typed(Decimal(row.markup_bp) / HUNDRED) if row.markup_bp else "",
    }


def _plain(amount: Money) -> str:
    return typed(amount.amount)


class PreviewForm(ActionForm):
    """An amount in a currency on a day, while the form is filled in."""

    total = AmountField(label="", required=False)
    vat = AmountField(label="", required=False)
    currency = forms.ChoiceField(choices=CURRENCIES, required=False)
    on = forms.DateField(required=False)

    def told(self) -> tuple[Money, date] | None:
        """The net amount and its day, when both are told."""
        self.is_valid()
        total, on = self.cleaned_data.get("total"), self.cleaned_data.get("on")
        if not total or on is None:
            return None
        vat = self.cleaned_data.get("vat") or Decimal(0)
        return Money.of(total - vat, self.cleaned_data.get("currency") or "RUB"), on


class AnswerForm(ActionForm):
    """Words are needed to decline."""

    words = forms.CharField(label=pgettext_lazy("to an expense", "Why not"), max_length=300)

    refusals = EXPENSES
    refused_fields = {"expense.says_why": "words"}


class DocumentForm(ActionForm):
    """A document; on a phone the camera is offered."""

    file = forms.FileField(
        label=_("Document"),
        max_length=255,
        widget=DropZone(
            {"accept": ACCEPT}, hint=_("PDF, JPEG, PNG or XLSX, up to 10 MB; a photo will do.")
        ),
    )
    refusals = DOCUMENTS
    refused_fields = dict.fromkeys(DOCUMENTS, "file")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise ValidationError(str(DOCUMENTS["document.too_large"]))
        return upload


class BulkForm(ActionForm):
    verb = forms.ChoiceField(choices=[("approve", ""), ("decline", "")])
    words = forms.CharField(max_length=300, required=False)
    refusals = EXPENSES
