"""One page that uses every component, and what it is made from."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.safestring import SafeString

from napulse.engines.clocks import State
from napulse.engines.kernel.money import Money
from napulse.ui import widgets
from napulse.ui.forms import ActionForm
from napulse.ui.menu import MenuGroup, MenuItem, Tab
from napulse.ui.pages import redirect, toast

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@dataclass
class Clock:
    """A clock as a list shows it."""

    state: str
    left: dt.timedelta
    due_at: dt.datetime = NOW


@dataclass
class Person:
    """Somebody signed in."""

    name: str = "Анна Воронцова"
    initials: str = "АВ"
    title_label: str = "Account director"
    single_keys: bool = True
    is_authenticated: bool = True


@dataclass
class Line:
    """A line of a difference."""

    kind: str
    text: str


@dataclass
class Agency:
    """Whose installation this is."""

    name: str = "Сфера"


class ReportForm(ActionForm):
    """One field of every kind."""

    refusals = {"report.issued": "Issued as No. %(number)s.", "report.late": "Too late."}
    refused_fields = {"report.late": "at"}

    title = forms.CharField(label="Subject", help_text="It becomes the subject of the letter.")
    at = forms.DateTimeField(label="When", widget=widgets.MomentInput())
    day = forms.DateField(label="Next contact", widget=widgets.DateInput(), required=False)
    channel = forms.ChoiceField(label="Channel", choices=[("call", "Call"), ("met", "Meeting")])
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], widget=widgets.RadioCards
    )
    roles = forms.MultipleChoiceField(
        label="Roles", choices=[("to", "To"), ("cc", "Copy")], widget=widgets.Checks
    )
    people = forms.MultipleChoiceField(
        label="People",
        choices=[("1", "Игорь Седов"), ("2", "Марта Линд")],
        widget=widgets.Combobox("/people/"),
    )
    said = forms.CharField(label="Said", widget=forms.Textarea)
    seen = forms.BooleanField(label="Client has seen it", required=False)
    file = forms.FileField(label="File", widget=widgets.DropZone(hint="CSV"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


SAMPLE = Path(__file__).with_name("sample.html").read_text("utf-8")


def sample_context(form: ActionForm | None = None) -> dict[str, Any]:
    """Everything the sample page needs."""
    hours = [
        ("breached", -26),
        ("warning", 2),
        ("running", 6),
        ("met_in_time", 9),
        ("met_late", -1),
        ("waived", 1),
    ]
    clocks = [Clock(State(state), dt.timedelta(hours=left)) for state, left in hours]
    return {
        "agency": Agency(),
        "menu": [MenuGroup("", [MenuItem("Pulse", "/sample/", "activity", True, 2, True, "g p")])],
        "tabs": [MenuItem("Pulse", "/sample/", "activity", True)],
        "form": form or ReportForm(initial={"people": ["1"], "version": 1}),
        "money": Money(842_000_000, "RUB"),
        "values": [3, 4, 3.5, 8],
        "change": -9,
        "clocks": clocks,
        "breached": clocks[0],
        "left": dt.timedelta(hours=5, minutes=6),
        "views": [Tab("All", "?view=all", True, 50), Tab("Burning", "?view=fire", False, 2)],
        "steps": ["File", "Fields", "Done"],
        "lines": [
            Line("same", "a"),
            Line("removed", "b"),
            Line("added", "<c>"),
            Line("changed", "d"),
        ],
        "someone": Person(),
        "now": NOW,
    }


def render_sample(request: HttpRequest, form: ActionForm | None = None) -> SafeString:
    """The whole sample page for whoever the request says."""
    request.user = Person()  # type: ignore[assignment]
    return engines["django"].from_string(SAMPLE).render(sample_context(form), request)


def sample(request: HttpRequest) -> HttpResponse:
    """The page, or the form with its errors."""
    form = ReportForm(request.POST) if request.method == "POST" else None
    return HttpResponse(
        render_sample(request, form), status=422 if form and not form.is_valid() else 200
    )


def told(request: HttpRequest) -> HttpResponse:
    """An answer with a toast in Russian."""
    return toast(HttpResponse(""), "Готово: «Гранит»", "/undo/")


def found(request: HttpRequest) -> HttpResponse:
    """What the palette finds."""
    return HttpResponse(
        '<a role="option" aria-selected="false" tabindex="-1" href="/sample/?first">First</a>'
        '<a role="option" aria-selected="false" tabindex="-1" href="/sample/?second">Second</a>'
    )


def options(request: HttpRequest) -> HttpResponse:
    """What the people field finds."""
    return HttpResponse(
        '<div role="option" aria-selected="false" data-value="2" data-label="Марта Линд">'
        "Марта Линд</div>"
    )


desk = ([path("find/", found, name="palette")], "desk")
access = (
    [path("account/", sample, name="profile"), path("language/", sample, name="language_set")],
    "access",
)
urlpatterns = [
    path("sample/", sample),
    path("people/", options),
    path("toast/", told),
    path("undo/", lambda request: HttpResponse(status=204)),
    path("save/", lambda request: HttpResponse("Saved 12:14")),
    path("fail/", lambda request: HttpResponse("no", status=500)),
    path("go/", lambda request: redirect(request, "/sample/", "Сохранено", "/undo/")),
    path("", include(desk)),
    path("", include(access)),
]
handler404 = "napulse.ui.errors.not_found"
