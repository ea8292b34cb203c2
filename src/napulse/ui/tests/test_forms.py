"""Refusals become errors beside their field; what is not foreseen passes on."""

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from napulse.engines.kernel.errors import Refused
from napulse.ui import widgets
from napulse.ui.tests.sample import ReportForm


def filled() -> ReportForm:
    form = ReportForm({"title": "x"})
    form.is_valid()
    form.errors.clear()
    return form


def test_a_refusal_becomes_an_error_of_the_form_with_its_values() -> None:
    form = filled()
    with form.showing_refusals():
        raise Refused("report.issued", number=42)
    assert form.errors == {"__all__": ["Issued as No. 42."]}


def test_a_refusal_stands_beside_its_field() -> None:
    form = filled()
    with form.showing_refusals():
        raise Refused("report.late")
    assert form.errors == {"at": ["Too late."]}


def test_a_refusal_nobody_foresaw_passes_on() -> None:
    form = filled()
    with pytest.raises(Refused, match=r"report\.unheard_of"), form.showing_refusals():
        raise Refused("report.unheard_of")
    assert form.errors == {}


def test_other_errors_pass_on() -> None:
    with pytest.raises(ZeroDivisionError), filled().showing_refusals():
        raise ZeroDivisionError


def test_stock_controls_are_dressed_and_choices_are_not() -> None:
    form = ReportForm()
    dressed = {
        name
        for name, field in form.fields.items()
        if "input" in field.widget.attrs.get("class", "")
    }
    assert dressed == {"title", "at", "day", "channel", "said"}


def test_dressing_keeps_other_classes_and_dresses_once() -> None:
    control = forms.TextInput(attrs={"class": "compact"})
    widgets.dress(control)
    widgets.dress(control)
    assert control.attrs["class"] == "input compact"


def test_moments_are_written_as_the_browser_wants_them_in_any_language() -> None:
    import datetime as dt

    at = dt.datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001 a form shows local time
    with translation.override("ru"):
        html = widgets.MomentInput().render("at", at)
    assert ('value="2026-11-23T09:05"' in html, 'type="datetime-local"' in html) == (True, True)


def test_a_field_for_many_people_reads_all_and_for_one_the_first() -> None:
    data = QueryDict("who=1&who=2")
    assert widgets.Combobox("/p/").value_from_datadict(data, {}, "who") == ["1", "2"]
    assert widgets.Combobox("/p/", many=False).value_from_datadict(data, {}, "who") == "1"
    assert widgets.Combobox("/p/", many=False).value_from_datadict(QueryDict(), {}, "who") == ""


def test_a_chosen_person_is_named_by_the_given_labels() -> None:
    control = widgets.Combobox("/p/")
    control.labels = {"7": "Пётр <Л>"}
    html = control.render("who", ["7"], {"id": "id_who"})
    assert ("Пётр &lt;Л&gt;" in html, 'value="7"' in html) == (True, True)


@pytest.mark.parametrize(
    ("written", "is_taken"),
    [("2026-11-25", True), ("1900-01-01", True), ("0001-01-01", False), ("9999-12-31", False)],
)
def test_a_day_out_of_reach_is_no_date(written: str, *, is_taken: bool) -> None:
    class Days(forms.Form):
        day = forms.DateField(widget=widgets.DateInput)
        at = forms.DateTimeField(widget=widgets.MomentInput)

    form = Days({"day": written, "at": f"{written}T12:00"})

    assert ("day" not in form.errors, "at" not in form.errors) == (is_taken, is_taken)
