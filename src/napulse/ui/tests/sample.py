"""One page that uses every component, and what it is made from."""

import datetime as dt
from dataclasses import dataclass
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


SAMPLE = """{% extends "ui/base.html" %}
{% block title %}Sample{% endblock %}
{% block crumb %}<a href="/">Clients</a>{% icon "chevron-right" %}<b>Granite</b>{% endblock %}
{% block page %}
<div class="page-head"><div><h1>Sample {% chip "Risk" "risk" %}{% badge "Quiet" %}</h1></div></div>
{% strip "Figures" %}{% kpi "Reports over 24 h" 2 "of 50" tone="risk" url="/late/" note="longest: Granite" %}
{% kpi "Revenue" money|money_short values=values tone="accent" note="late" note_tone="warn" %}{% endstrip %}
{% strip "Facts" "facts" %}{% fact "Health" %}{% dot "risk" "at risk" %}38 {{ change|signed }}{% endfact %}
{% fact "Clock" %}{% clock_chip breached "limit" %}{% endfact %}{% fact "Budget" %}{% burn 94 72 "risk" 72 %}{% endfact %}
{% fact "Margin" %}{{ 9.2|percent:1 }} {% sparkline values "risk" %}{% endfact %}{% endstrip %}
<div class="cols"><section id="board" class="selectable" data-behaviour="bulk" aria-label="Clients">
{% tabs views "Views" "#board" %}
<table class="table cards"><thead><tr><th><span class="pick"><input type="checkbox" data-all form="bulk" aria-label="All"></span>Client</th><th>Clock</th></tr></thead>
<tbody>{% for clock in clocks %}<tr><td><div class="who"><span class="pick"><input type="checkbox" name="id" form="bulk" value="{{ forloop.counter }}" aria-label="Granite {{ forloop.counter }}"></span>{% monogram "ДГ" "Гранит" %}<div><a href="/open/{{ forloop.counter }}/">Granite</a></div></div></td><td>{% clock_chip clock %}</td></tr>{% endfor %}</tbody></table>
{% bulk "/toast/" "#board" "With the selected" %}<button class="btn btn-ghost" name="do" value="snooze">{% icon "clock" %}Snooze</button>{% endbulk %}
</section><aside class="stack">
{% card "Today" icon="calendar" note="4" %}{% empty "mood-smile" "Nothing burns" "Write to somebody." "/write/" "Write" %}{% endcard %}
{% menu "More" %}<a href="/edit/">{% icon "edit" %}Edit</a>{% endmenu %}{% segmented views "Period" %}
<button class="btn" id="tell" hx-post="/toast/" hx-target="this" hx-swap="none">Tell</button>
<button class="btn" id="fail" hx-post="/fail/" hx-target="#board" hx-swap="outerHTML">Fail</button>
<button class="btn" id="ask" hx-post="/toast/" hx-target="this" hx-swap="none" hx-confirm="Send to the client?">Ask</button>
</aside></div>
<div class="split"><section><ol class="feed"><li><h2>{{ now|day:now }}</h2><ol>
{% event "phone" "Weekly call" now url="/call/" chip="Escalation" chip_tone="risk" by="Marta" %}Said & done.{% endevent %}</ol></li></ol>
{% stepper steps 2 %}{% progress 3 10 "Progress" %}{% diff lines %}{% person someone "Account" %}{% avatar "ИС" %}{% ring 0.5 %}
<p>{{ money|money }} {{ 1200|number }} {{ 160|duration }} {{ left|left }} {{ now|when:now }} {{ someone|title_label }} {{ breached|clock_tone }} {{ "x"|hue }}</p></section>
{% partialdef report inline %}<form id="report" class="card" method="post" novalidate hx-post="/sample/" hx-target="#report" hx-swap="outerHTML" data-behaviour="guard autosave" data-autosave-url="/save/" data-autosave-into="#saved">{% csrf_token %}
<div class="card-body">{% form_errors form %}{{ form.version }}{% for one in form.visible_fields %}{% field one %}{% endfor %}</div>
<footer><span id="saved"></span><span class="spacer"></span><button class="btn btn-primary" name="send" value="1">Send</button></footer></form>{% endpartialdef %}</div>
{% toast "Done" "/undo/" %}
{% endblock %}"""


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
        '<div role="option" aria-selected="false" data-value="2" data-label="Марта Линд">Марта Линд</div>'
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
