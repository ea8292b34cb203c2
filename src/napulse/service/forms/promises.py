"""Forms of actions, of the letters that chase them, and the way back from a bulk change."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.service.actions.chasing import Wording
from napulse.service.actions.promises import MOST_AT_ONCE, Owner, Undo
from napulse.service.models import ActionItem, Side
from napulse.service.queries.promises import ActionFilter
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DateInput

SALT = "napulse.service.actions"
GOOD_FOR_S = 3600
REFUSALS: dict[str, StrOrPromise] = {
    "action.reason_missing": _("Say why."),
    "action.date_passed": _("This day has passed: choose today or later."),
    "action.same_date": _("It is due on this day already."),
    "action.same_owner": _("Nothing changed: they have it already."),
    "action.owner_unknown": _("Choose somebody of us."),
    "action.owner_not_at_client": _("Only the client's own people can do it."),
    "action.already_ended": _("It has ended already."),
    "action.is_open": _("It is open already."),
    "action.changed_since": _("Somebody has changed it since, so it stays as it is."),
    "action.too_many": _("At most %(most)s at once."),
}
Choices = Iterable[tuple[int, str]]


class PromiseForm(ActionForm):
    """A form whose refusals are those of actions."""

    refusals: ClassVar = REFUSALS
    refused_fields: ClassVar = {
        "action.reason_missing": "reason",
        "action.date_passed": "to_on",
        "action.same_date": "to_on",
        "action.same_owner": "owner",
        "action.owner_unknown": "owner",
        "action.owner_not_at_client": "owner",
    }


class MoveForm(PromiseForm):
    to_on = forms.DateField(label=_("New date"), widget=DateInput())
    reason = forms.CharField(label=_("Why it moves"), max_length=300)


class CancelForm(PromiseForm):
    reason = forms.CharField(label=_("Why nobody will do it"), max_length=300)


class OwnerForm(PromiseForm):
    """Another owner: of ours, or of the client's people, by the side of the action."""

    owner = forms.TypedChoiceField(label=_("Who does it"), coerce=int)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "owner", list(people))

    def chosen(self, item: ActionItem) -> Owner:
        owner = self.cleaned_data["owner"]
        return Owner(contact_id=owner) if item.side == Side.CLIENT else Owner(user_id=owner)


class BulkForm(PromiseForm):
    """One verb for the chosen actions."""

    verb = forms.ChoiceField(choices=[(v, v) for v in ("done", "move", "give")])
    to_on = forms.DateField(required=False, widget=DateInput)
    reason = forms.CharField(required=False, max_length=300)
    owner = forms.IntegerField(required=False)
    id = forms.MultipleChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("id") if hasattr(self.data, "getlist") else []
        ids = [value for value in sent if whole(value) is not None][: MOST_AT_ONCE + 1]
        let_choose(self, "id", [(value, value) for value in ids])

    def ids(self) -> list[int]:
        return [int(value) for value in self.cleaned_data["id"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("verb") == "move" and not values.get("to_on"):
            self.add_error("to_on", _("Choose the new date."))
        return values


class NarrowForm(forms.Form):
    """Whose actions the list shows; what makes no sense narrows nothing."""

    who = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    client = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, people: Choices, clients: Choices) -> None:
        super().__init__(data)
        for name, label, choices in (
            ("who", _("Everybody"), people),
            ("client", pgettext_lazy("filter", "Every client"), clients),
        ):
            field: Any = self.fields[name]
            field.choices = [("", label), *choices]
            field.widget.attrs["class"] = "input"
        self.fields["who"].label = _("Owner")
        self.fields["client"].label = _("Client")

    def wanted(self) -> ActionFilter:
        self.is_valid()
        return ActionFilter(self.cleaned_data.get("who"), self.cleaned_data.get("client"))


class ChaseForm(ActionForm):
    """The letter to the client as it will be sent."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Letter"), widget=forms.Textarea(attrs={"rows": 9}))
    refusals: ClassVar = {
        "chase.already_decided": _("Somebody has decided on this letter already."),
        "chase.empty": _("The letter is empty."),
        "chase.no_longer_needed": _("It is not needed any more: the action ended or moved on."),
        "letter.bad_header": _("The subject has characters that a letter cannot carry."),
        "letter.bad_address": _("The contact person's address cannot be written to."),
    }
    refused_fields: ClassVar = {"letter.bad_header": "subject"}

    def wording(self) -> Wording:
        return Wording(self.cleaned_data["subject"], self.cleaned_data["body"])


def undo_ticket(undo: Undo) -> str:
    """The way back as a signed text for an address."""
    rows = [[pk, version, _plain(before)] for pk, version, before in undo.rows]
    return signing.dumps(rows, salt=SALT, compress=True)


def _plain(before: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in before.items()}


def undo_of(ticket: str) -> Undo:
    """The way back in an address; Missing when it is forged or an hour old."""
    try:
        rows = signing.loads(ticket, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature as bad:
        raise Missing("undo") from bad
    return Undo(tuple((pk, version, before) for pk, version, before in rows))
