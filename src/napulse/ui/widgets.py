"""Controls of forms in our own hand."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

PLAIN = (
    forms.TextInput,
    forms.EmailInput,
    forms.URLInput,
    forms.Textarea,
    forms.Select,
    forms.FileInput,
    forms.NumberInput,
)
YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def dress(widget: forms.Widget) -> None:
    """Give a stock widget the look of the house."""
    many = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, OwnTemplate))
    if many or not isinstance(widget, PLAIN):
        return
    classes = str(widget.attrs.get("class", "")).split()
    if "input" not in classes:
        widget.attrs["class"] = " ".join(["input", *classes])
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", 3)
        widget.attrs.setdefault("data-behaviour", "autosize")


class OwnTemplate:
    """Renders from the project's templates rather than the form library's."""

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        return mark_safe(render_to_string(template_name, context))  # noqa: S308 a template's output


def is_within_reach(written: str) -> bool:
    """Whether a written day or moment names no year that arithmetic of work cannot bear."""
    return all(1900 <= int(year) < 2200 for year in YEAR.findall(written))


class WithinReach:
    """A year before 1900 or after 2199 is a slip of the finger: the field says it is no date."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)  # type: ignore[misc] # a mixin
        return value if not isinstance(value, str) or is_within_reach(value) else f"?{value}"


class DateInput(WithinReach, forms.DateInput):
    """A day, by the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(WithinReach, forms.DateTimeInput):
    """A day and a time in the reader's zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class RadioCards(OwnTemplate, forms.RadioSelect):
    """A few choices, all visible."""

    template_name = "ui/widgets/radio_cards.html"


class Checks(OwnTemplate, forms.CheckboxSelectMultiple):
    """Several choices, all visible."""

    template_name = "ui/widgets/checks.html"


class DropZone(OwnTemplate, forms.FileInput):
    """A place to drop a file or to choose one."""

    template_name = "ui/widgets/drop.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, hint: object = "") -> None:
        super().__init__(attrs)
        self.hint = hint

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"hint": self.hint}


class Combobox(OwnTemplate, forms.SelectMultiple):
    """People or contacts searched on the server; what is chosen stays as chips.

    The choices need not be listed: `labels` names the chosen values only. The address answers
    `?q=` (sent under the field's own search name) with the fragment ui/widgets/options.html.
    """

    template_name = "ui/widgets/combobox.html"

    def __init__(self, url: str, *, many: bool = True, placeholder: object = "") -> None:
        super().__init__()
        self.url = url
        self.many = many
        self.placeholder = placeholder
        self.labels: dict[str, str] = {}

    @property
    def allow_multiple_selected(self) -> bool:  # type: ignore[override]
        return self.many

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        values: Sequence[str] = (
            data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        )
        return values if self.many else (values[0] if values else "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = [(str(one), self._label(str(one))) for one in _listed(value)]
        return {
            "widget": {"name": name, "attrs": self.build_attrs(self.attrs, attrs)},
            "chosen": chosen,
            "url": self.url,
            "many": self.many,
            "placeholder": self.placeholder,
        }

    def _label(self, value: str) -> str:
        known = self.labels or {str(key): str(label) for key, label in self.choices}
        return known.get(value, value)


def _listed(value: Any) -> Iterable[Any]:
    if value in (None, ""):
        return []
    return value if isinstance(value, (list, tuple, set)) else [value]
