"""What the forms of this app share: layout, version, and both versions of a lost update."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.access.queries import active_users
from napulse.clients.wording import NO_CHOICE, REFUSALS, told_dependents
from napulse.engines.kernel.errors import Refused
from napulse.ui.forms import ActionForm


@dataclass(frozen=True, slots=True)
class Differing:
    """One field that two people wrote differently."""

    label: str
    mine: str
    theirs: str


class NounForm(ActionForm):
    """A form laid out in rows of field names; a row not named stands alone."""

    refusals: ClassVar = REFUSALS
    layout: ClassVar[Sequence[Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing: list[Differing] = []

    def rows(self) -> list[list[BoundField]]:
        """Visible fields, row by row."""
        placed = {name for row in self.layout for name in row}
        rest = [(name,) for name in self.fields if name not in placed]
        rows = [
            [self[name] for name in row if name in self.fields] for row in (*self.layout, *rest)
        ]
        visible = ([field for field in row if not field.is_hidden] for row in rows)
        return [row for row in visible if row]

    def offer_colleagues(self, name: str) -> None:
        """Fill the choices of a field of colleagues."""
        field: Any = self.fields[name]
        field.offer()

    def refuse(self, refusal: Refused) -> None:
        """Say it in words; a lost update also shows both versions and takes the new number."""
        if refusal.code == "row.changed":
            self.differing = list(self._differences(refusal.values))
            renewed = {self.add_prefix("version"): str(refusal.values["version"])}
            self.data = {**self.data.dict(), **renewed}  # type: ignore[attr-defined]
        if isinstance(counts := refusal.values.get("dependents"), dict):
            refusal = Refused(refusal.code, what=told_dependents(counts))
        super().refuse(refusal)

    def _differences(self, values: dict[str, Any]) -> Iterable[Differing]:
        for name, mine in values["mine"].items():
            if name in self.fields:
                theirs = values["theirs"][name]
                yield Differing(
                    str(self.fields[name].label), self._told(name, mine), self._told(name, theirs)
                )

    def _told(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", []) or [])
        return str(choices.get(value, value if value not in (None, "") else NO_CHOICE))


class ColleagueField(forms.ChoiceField):
    """One of the people who work here now, as a user."""

    def __init__(self, *, label: Any, required: bool = False) -> None:
        super().__init__(label=label, required=required)
        self._people: dict[str, User] = {}

    def offer(self, people: Sequence[User] | None = None) -> None:
        """Fill the choices; asked once per form, not when the module loads."""
        found = active_users() if people is None else people
        self._people = {str(user.pk): user for user in found}
        blank = [("", NO_CHOICE)] if not self.required else [("", _("Choose…"))]
        self.choices = [*blank, *((key, user.name) for key, user in self._people.items())]

    def clean(self, value: Any) -> User | None:
        return self._people.get(str(super().clean(value)))
