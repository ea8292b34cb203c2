"""What a reader of history asks for, from the address."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.audit.queries import Wanted, events_in_history, objects_named, people_in_history
from napulse.audit.sentences import sentence_of
from napulse.ui import widgets
from napulse.ui.forms import let_choose


class HistoryFilter(forms.Form):
    """Every field may be empty; a value that makes no sense asks for nothing."""

    use_required_attribute = False

    client = forms.TypedChoiceField(label=_("Client"), required=False, coerce=int, empty_value=None)
    person = forms.TypedChoiceField(
        label=pgettext_lazy("who did it", "Person"), required=False, coerce=int, empty_value=None
    )
    event = forms.ChoiceField(label=_("Event"), required=False)
    model = forms.CharField(required=False, widget=forms.HiddenInput)
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, data: QueryDict) -> None:
        super().__init__(data)
        anybody = [("", _("Everybody"))]
        let_choose(self, "client", [("", _("All clients")), *objects_named(actor)])
        let_choose(self, "person", [*anybody, *people_in_history(actor)])
        told = sorted((sentence_of(code), code) for code in events_in_history(actor))
        everything = ("", _("Everything"))
        let_choose(self, "event", [everything, *((code, sentence) for sentence, code in told)])
        for name in ("client", "person", "event"):
            widgets.dress(self.fields[name].widget)

    def wanted(self) -> Wanted:
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            client_id=asked.get("client"),
            user_id=asked.get("person"),
            event=asked.get("event") or "",
            model=asked.get("model") or "",
            object_id=asked.get("number"),
            before=asked.get("before"),
        )
