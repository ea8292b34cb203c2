"""Forms of actions: a refusal by a rule becomes an error beside the field."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from napulse.engines.kernel.errors import Refused
from napulse.ui import widgets
from napulse.ui.formats import said_values
from napulse.ui.text import StrOrPromise


def let_choose(form: forms.BaseForm, name: str, among: Any) -> None:
    """What a field of choices offers: the rows of a query, or pairs of value and label."""
    field: Any = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = among
    else:
        field.choices = among


def is_optional(bound: BoundField) -> bool:
    """Whether nothing may be said: not so of a choice that always stands on something."""
    field, widget = bound.field, bound.field.widget
    if field.required or not isinstance(widget, forms.Select) or widget.allow_multiple_selected:
        return not field.required
    return next((value for value, _label in widget.choices), "") in ("", None)


class ActionForm(forms.Form):
    """Typed values for one action.

    `refusals` says each refusal code in the reader's words ("%(number)s" takes its values);
    `refused_fields` names the field it belongs to. A code not listed is a bug and passes on.
    """

    refusals: ClassVar[dict[str, StrOrPromise]] = {}
    refused_fields: ClassVar[dict[str, str]] = {}
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            if getattr(field, "empty_label", None):
                field.empty_label = "—"  # type: ignore[attr-defined] # of a choice of rows
            widgets.dress(field.widget)

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Turn a refusal of the action inside into an error of this form."""
        try:
            yield
        except Refused as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: Refused) -> None:
        """Show the refusal where it belongs."""
        if refusal.code not in self.refusals:
            raise refusal
        sentence = str(self.refusals[refusal.code]) % said_values(refusal.values)
        field = self.refused_fields.get(refusal.code)
        self.add_error(field if field in self.fields else None, sentence)


class LaidOutForm(ActionForm):
    """A form laid out in rows of field names; a row not named stands alone."""

    layout: ClassVar[Sequence[Sequence[str]]] = ()

    def rows(self) -> list[list[BoundField]]:
        """Visible fields, row by row."""
        placed = {name for row in self.layout for name in row}
        rest = [(name,) for name in self.fields if name not in placed]
        rows = [
            [self[name] for name in row if name in self.fields] for row in (*self.layout, *rest)
        ]
        visible = ([field for field in row if not field.is_hidden] for row in rows)
        return [row for row in visible if row]


@dataclass(frozen=True, slots=True)
class Differing:
    """One field that two people wrote differently."""

    label: str
    mine: str
    theirs: str


class VersionedForm(LaidOutForm):
    """The form of a record with a version; a lost update is shown with both versions."""

    nothing = "—"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing: list[Differing] = []

    def refuse(self, refusal: Refused) -> None:
        """Say it in words; a lost update also shows both versions and takes the new number."""
        if refusal.code == "row.changed":
            self.differing = list(self._differences(refusal.values))
            renewed = {self.add_prefix("version"): str(refusal.values["version"])}
            self.data = {**self.data.dict(), **renewed}  # type: ignore[attr-defined]
        super().refuse(self.retold(refusal))

    def retold(self, refusal: Refused) -> Refused:
        """The same refusal with values an app has better words for."""
        return refusal

    def _differences(self, values: dict[str, Any]) -> Iterator[Differing]:
        for name, mine in values["mine"].items():
            if name in self.fields:
                label, theirs = str(self.fields[name].label), values["theirs"][name]
                yield Differing(label, self._told(name, mine), self._told(name, theirs))

    def _told(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
        return str(self.nothing if value in (None, "") else value)
