"""Forms of monthly packs: making one, and who reads them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import Checks


class MakeForm(ActionForm):
    """A button alone: what may stand in its way is said above it.

    `after` is the newest edition there was when the page was made.
    """

    after = forms.IntegerField(
        required=False, min_value=0, max_value=32_767, widget=forms.HiddenInput
    )

    refusals = {
        "pack.month_to_come": _("This month has not begun."),
        "pack.nobody_reads": _("Nobody is chosen to read packs. Choose readers first."),
    }


class ReadersForm(ActionForm):
    """Whom packs are sent to: accounts that may see the books."""

    readers = forms.TypedMultipleChoiceField(
        label=_("Readers"), required=False, coerce=int, widget=Checks
    )

    refusals = {"pack.not_for_them": _("Packs go only to accounts that may see the books.")}

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["readers"].choices = [(u.pk, u.name) for u in people]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[User]:
        wanted = set(self.cleaned_data["readers"])
        return [user for user in self.people if user.pk in wanted]
