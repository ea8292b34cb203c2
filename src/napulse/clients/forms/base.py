"""What the forms of this app share: words of refusals, and the choice of a colleague."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.access.queries import active_users
from napulse.clients.wording import NO_CHOICE, REFUSALS, told_dependents
from napulse.engines.kernel.errors import Refused
from napulse.ui.forms import VersionedForm


class NounForm(VersionedForm):
    """A form about clients, in the words of this app."""

    refusals: ClassVar = REFUSALS

    def offer_colleagues(self, name: str) -> None:
        """Fill the choices of a field of colleagues."""
        field: Any = self.fields[name]
        field.offer()

    def retold(self, refusal: Refused) -> Refused:
        """What depends on a record is counted in words."""
        if isinstance(counts := refusal.values.get("dependents"), dict):
            return Refused(refusal.code, what=told_dependents(counts))
        return refusal


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
