"""Forms of statements and payments."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.actions.payments import Choice, Share
from napulse.billing.actions.statements import Upload, WriteChoice
from napulse.billing.intake import LARGEST, Packed, pack
from napulse.billing.models import BankLine, Invoice
from napulse.billing.queries.statements import Columns
from napulse.billing.wording_bank import FIELDS, REFUSALS, told_code
from napulse.engines.exchange.bank import FIELDS as ORDER
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import BankAccount
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DateInput, DropZone

ASIDE_NOTES = (
    _("Salary"), _("Taxes"), _("Fee of the bank"), _("Supplier"), _("Transfer between accounts"),
    _("Loan"), _("Overpayment, paid back"),
)  # fmt: skip


class BankForm(ActionForm):
    """Every form of this part knows all of its refusals."""

    refusals: ClassVar = REFUSALS


class UploadForm(BankForm):
    """The file of the bank; the account where the file is a table that names none."""

    account: "forms.ModelChoiceField[BankAccount]" = forms.ModelChoiceField(
        label=_("Account, only for CSV and XLSX"),
        queryset=None,
        required=False,
    )
    file = forms.FileField(
        label=_("Statement"),
        max_length=200,
        widget=DropZone(
            {"accept": ".txt,.xml,.sta,.mt940,.940,.csv,.tsv,.xlsx"},
            hint=_("1C (kl_to_1c.txt), camt.053, MT940, CSV or XLSX, up to 64 MB."),
        ),
    )
    refused_fields: ClassVar = {"statement.account_needed": "account"}
    packed: Packed

    def __init__(self, *args: Any, accounts: "QuerySet[BankAccount]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = accounts

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            limit = {"limit": LARGEST // 1_000_000}
            raise ValidationError(told_code("statement.too_large", limit))
        self.packed = pack(upload.chunks())
        return upload

    @property
    def upload(self) -> Upload:
        kept = self.cleaned_data
        return Upload(kept["file"].name, self.packed, kept["account"])

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with the file stands beside the file."""
        if refusal.code not in self.refused_fields and refusal.code in self.refusals:
            self.add_error("file", told_code(refusal.code, refusal.values))
        else:
            super().refuse(refusal)


class MappingForm(BankForm):
    """For each of our fields, the heading of the bank's table."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused_fields: ClassVar = {"mapping.no_date": "date", "mapping.no_amount": "amount"}

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = [("", str(_("not in the file")))]
        headings += [(text, text) for text in dict.fromkeys(columns.headings) if text]
        for name in ORDER:
            self.fields[name] = forms.ChoiceField(
                label=FIELDS[name],  # type: ignore[arg-type] # a lazy text is a label
                choices=headings,
                required=False,
                initial=columns.chosen.get(name, ""),
            )
            self.fields[name].widget.attrs["class"] = "input"

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ORDER}


class WriteForm(BankForm):
    """How a looked-through statement is written."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    match = forms.BooleanField(label=_("Match at once what is certain"), required=False)
    despite = forms.BooleanField(
        label=_("Write only the accounts whose sums agree, though something is wrong"),
        required=False,
    )

    @property
    def choice(self) -> WriteChoice:
        return WriteChoice(self.cleaned_data["despite"], self.cleaned_data["match"])


class AsideForm(BankForm):
    """Why no invoice is looked for."""

    note = forms.CharField(
        label=_("What it is"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "aside-notes", "autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FilterForm(BankForm):
    """What the list of payments is narrowed to."""

    account: "forms.ModelChoiceField[BankAccount]" = forms.ModelChoiceField(
        label=pgettext_lazy("of a bank", "Account"), queryset=None, required=False
    )
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput)
    to_on = forms.DateField(label=_("To"), required=False, widget=DateInput)

    def __init__(self, *args: Any, accounts: "QuerySet[BankAccount]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.queryset = accounts
        field.empty_label = _("every account")


class AmountField(forms.DecimalField):
    """An amount as people type it: "1 500,50"."""

    def __init__(self, **kwargs: Any) -> None:
        shown = forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"})
        super().__init__(max_digits=15, decimal_places=2, min_value=0, widget=shown, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


class MatchForm(BankForm):
    """How much of a movement goes to each of the invoices that the page offers."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        line: BankLine,
        invoices: Iterable[Invoice],
        shares: Sequence[Share] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.why = {share.invoice_id: share.reasons for share in shares}
        proposed = {share.invoice_id: abs(share.minor) for share in shares if share.minor}
        self.offered = list(invoices)
        for one in self.offered:
            field = AmountField(required=False, label=_("Amount for %s") % one)
            field.widget.attrs["aria-label"] = str(field.label)
            if one.pk in proposed:
                amount = Money(proposed[one.pk], line.currency).amount
                field.initial = f"{amount:f}"
            self.fields[f"invoice_{one.pk}"] = field

    def cell(self, invoice_id: int) -> forms.BoundField:
        return self[f"invoice_{invoice_id}"]

    @property
    def choice(self) -> Choice:
        sign = 1 if self.line.amount_minor > 0 else -1
        shares = []
        for one in self.offered:
            amount = self.cleaned_data.get(f"invoice_{one.pk}")
            if amount:
                minor = sign * Money.of(amount, self.line.currency).minor
                shares.append(Share(one.pk, minor, (*self.why.get(one.pk, ()), "by_hand")))
        return Choice(shares, self.cleaned_data.get("version"))
