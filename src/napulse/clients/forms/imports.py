"""Forms of an import: the file, which column is what, what to do with rows that repeat."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from napulse.clients import queries
from napulse.clients.actions import Choices
from napulse.clients.forms.base import NounForm
from napulse.clients.models import Import
from napulse.clients.wording_import import FIELDS, told_refusal
from napulse.engines.exchange import Table, target_fields
from napulse.engines.kernel.errors import Refused
from napulse.ui.formats import numbered
from napulse.ui.widgets import DropZone, RadioCards

SAMPLES = 3
LONGEST_SAMPLE = 40


class UploadForm(NounForm):
    """What is in the file, and the file; a bad file is told at once."""

    kind = forms.ChoiceField(
        label=_("What is in it"),
        choices=[("clients", _("Clients")), ("contacts", _("Contact persons"))],
        initial="clients",
        widget=RadioCards,
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=DropZone(
            {"accept": ".csv,.tsv,.txt,.xlsx"},
            hint=_(
                "CSV or XLSX, up to 5 MB and 5,000 rows. HubSpot, amoCRM, Bitrix24 or your own."
            ),
        ),
    )
    table: Table
    raw: bytes

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > queries.LIMITS.size:
            over = Refused("table.too_large", size=upload.size, limit=queries.LIMITS.size)
            raise ValidationError(told_refusal(over))
        self.raw = upload.read()
        try:
            self.table = queries.read_upload(self.raw, upload.name)
        except Refused as refusal:
            raise ValidationError(told_refusal(refusal)) from refusal
        return upload


class MappingForm(NounForm):
    """For each of our fields, the column that fills it."""

    def __init__(self, *args: Any, found: Import, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns: list[tuple[str, Any]] = [("", _("not in the file"))]
        columns += [(str(at), _caption(table, at)) for at in range(len(table.header))]
        chosen: Mapping[str, int] = found.mapping.get("columns", {})
        for name in target_fields(queries.mapping_of(found).kind):
            self.fields[name] = forms.ChoiceField(
                label=cast(str, FIELDS[name]),
                choices=columns,
                required=False,
                initial=str(chosen.get(name, "")),
            )
            self.fields[name].widget.attrs["class"] = "input"

    def columns(self) -> dict[str, int]:
        return {name: int(at) for name, at in self.cleaned_data.items() if at != ""}


def _caption(table: Table, at: int) -> str:
    values = (row.cells[at] for row in table.rows[:50])
    samples = [value[:LONGEST_SAMPLE] for value in dict.fromkeys(values) if value][:SAMPLES]
    caption = table.header[at] or numbered(at + 1)
    return f"{caption} — {', '.join(samples)}" if samples else caption


class ChoiceForm(NounForm):
    """What to do with rows that are here already, and with clients that are not."""

    repeats = forms.ChoiceField(
        label=_("Rows that are here already"),
        choices=[("skip", _("skip them")), ("update", _("update what is here"))],
    )
    makes_clients = forms.BooleanField(label=_("Add clients that are not here yet"), required=False)

    def __init__(self, *args: Any, found: Import, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "repeats": found.mapping.get("repeats", "skip"),
                "makes_clients": found.mapping.get("makes_clients", True),
            },
        )
        super().__init__(*args, **kwargs)
        self.is_contacts = found.kind == "contacts"
        if not self.is_contacts:
            del self.fields["makes_clients"]

    def choices(self, posted: Mapping[str, Any]) -> Choices:
        by_row = {
            name.removeprefix("row-"): str(value)
            for name, value in posted.items()
            if name.startswith("row-") and value in ("skip", "update", "create")
        }
        return Choices(
            repeats=self.cleaned_data["repeats"] or "skip",
            makes_clients=self.cleaned_data.get("makes_clients", True),
            by_row=by_row,
        )


def verb_labels() -> dict[str, str]:
    """What is done with a row, in words."""
    words = {
        "create": _("add"),
        "update": _("update"),
        "skip": _("skip"),
        "error": _("cannot be taken"),
    }
    return {verb: str(capfirst(str(label))) for verb, label in words.items()}
