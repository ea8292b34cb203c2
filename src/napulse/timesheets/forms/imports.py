"""Forms of an import of time: the file, and what its names mean here."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from napulse.engines.exchange.timetrackers import DateOrder, Tracker, read_times
from napulse.engines.kernel.errors import Refused
from napulse.timesheets.actions.imports import Choices
from napulse.timesheets.models import TimeSource
from napulse.timesheets.queries.imports import LIMITS, read_upload
from napulse.timesheets.wording_imports import FILES, told_refusal
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DropZone

LONGEST = 30


class UploadForm(ActionForm):
    """The file, and whose export it is when its headings do not tell."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=DropZone(
            {"accept": ".csv,.tsv,.txt,.xlsx"},
            hint=_("The detailed report of Toggl Track, Clockify, Harvest or Kimai, up to 20 MB."),
        ),
    )
    source = forms.ChoiceField(
        label=_("Comes from"),
        choices=[("", _("told by the headings")), *TimeSource.choices],
        required=False,
    )
    raw: bytes
    tracker: Tracker

    refusals = FILES

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        upload = told.get("file")
        if upload is None:
            return told
        try:
            self._read(upload, told.get("source", ""))
        except Refused as refusal:
            raise ValidationError({"file": told_refusal(refusal)}) from refusal
        return told

    def _read(self, upload: Any, source: str) -> None:
        if upload.size > LIMITS.size:
            raise Refused("table.too_large", size=upload.size, limit=LIMITS.size)
        self.raw = upload.read()
        found = read_times(read_upload(self.raw, upload.name)).tracker
        if source:
            found = Tracker(source)
        if found is None:
            raise Refused("times.no_tracker")
        self.tracker = found


class MeaningForm(ActionForm):
    """What each name means, sent as `person-<key>` and `place-<key>`."""

    order = forms.ChoiceField(
        label=_("Dates are written"),
        choices=[
            (DateOrder.DAY_FIRST, _("day first: 31.12")),
            (DateOrder.MONTH_FIRST, _("month first: 12/31")),
        ],
        required=False,
    )
    approved = forms.BooleanField(label=_("It was approved there already"), required=False)

    def choices(self, posted: Mapping[str, Any]) -> Choices:
        told: dict[str, dict[str, str]] = {"person-": {}, "place-": {}}
        for name, value in posted.items():
            for prefix, found in told.items():
                if name.startswith(prefix) and value and len(str(value)) <= LONGEST:
                    found[name.removeprefix(prefix)[:LONGEST]] = str(value)
        return Choices(
            order=self.cleaned_data["order"],
            approved=self.cleaned_data["approved"],
            people=told["person-"],
            places=told["place-"],
        )
