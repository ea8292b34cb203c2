"""Forms of actions: a refusal by a rule becomes an error beside the field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms

from napulse.engines.kernel.errors import Refused
from napulse.ui import widgets
from napulse.ui.text import StrOrPromise


def let_choose(form: forms.BaseForm, name: str, among: Any) -> None:
    """What a field of choices offers: the rows of a query, or pairs of value and label."""
    field: Any = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = among
    else:
        field.choices = among


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
        sentence = str(self.refusals[refusal.code]) % refusal.values
        field = self.refused_fields.get(refusal.code)
        self.add_error(field if field in self.fields else None, sentence)
