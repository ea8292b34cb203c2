"""Every component draws in both languages, escapes what it is given, and says what it means."""

import datetime as dt
import re

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from napulse.ui.templatetags.ui import register
from napulse.ui.tests import sample

UNUSED_IN_SAMPLE = {"sort_link", "cell", "style_sheets"}


def drawn(text: str, **context: object) -> str:
    return str(engines["django"].from_string(text).render({**sample.sample_context(), **context}))


def words(html: str) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_the_sample_page_uses_every_component_and_filter() -> None:
    used = set(re.findall(r"\{%\s*(\w+)", sample.SAMPLE)) | set(
        re.findall(r"\|(\w+)", sample.SAMPLE)
    )
    assert {*register.tags, *register.filters} - used == UNUSED_IN_SAMPLE


@pytest.mark.django_db
@pytest.mark.urls("napulse.ui.tests.sample")
@pytest.mark.parametrize(("language", "word"), [("ru", "К содержанию"), ("en", "Skip to content")])
def test_the_sample_page_draws_in_each_language(
    rf: RequestFactory, language: str, word: str
) -> None:
    with translation.override(language):
        html = sample.render_sample(rf.get("/sample/"))
    assert (f'<html lang="{language}">' in html, word in html) == (True, True)
    assert html.count("<svg") == html.count("</svg>")


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        ("running", "idle"),
        ("warning", "warn"),
        ("breached", "risk"),
        ("met_in_time", "ok"),
        ("met_late", "warn"),
        ("waived", "idle"),
    ],
)
def test_a_clock_has_a_tone_for_every_state(state: str, tone: str) -> None:
    clock = next(one for one in sample.sample_context()["clocks"] if one.state == state)
    assert drawn("{{ clock|clock_tone }}", clock=clock) == tone


def test_every_state_of_the_clock_engine_is_in_the_sample() -> None:
    shown = {one.state for one in sample.sample_context()["clocks"]}
    assert shown == set(sample.State)


def test_a_clock_chip_shows_what_is_left_and_ticks_until_it_is_met() -> None:
    with translation.override("ru"):
        late, met = drawn("{% clock_chip breached %}"), drawn("{% clock_chip clocks.3 %}")
    assert (words(late), words(met)) == ("\u22121\u00a0д\u00a02\u00a0ч", "9\u00a0ч\u00a000\u00a0м")
    assert ("data-left" in late, "data-left" in met) == (True, False)


def test_text_is_escaped_in_chips_cards_events_and_differences() -> None:
    html = drawn(
        "{% chip bad %}{% card bad %}{% endcard %}"
        '{% event "phone" bad now %}{% endevent %}{% diff lines %}',
        bad="<img src=x>",
    )
    assert ("<img" in html, html.count("&lt;img"), "&lt;c&gt;" in html) == (False, 3, True)


def test_a_difference_is_told_by_signs_as_well() -> None:
    html = drawn("{% diff lines %}")
    assert re.findall(r'class="(\w+)" data-sign="(.?)"', html) == [
        ("same", ""),
        ("removed", "−"),
        ("added", "+"),
        ("changed", "±"),
    ]


def test_a_field_ties_its_error_and_help_to_the_control() -> None:
    form = sample.ReportForm({})
    form.is_valid()
    html = drawn("{% field form.title %}", form=form)
    assert 'aria-describedby="id_title-help id_title-error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="id_title-error" role="alert">This field is required.</p>' in html


def test_an_event_tells_its_day_where_no_heading_does() -> None:
    at = dt.datetime(2025, 11, 20, 9, 12, tzinfo=dt.UTC)
    with translation.override("en"):
        timed = drawn('{% event "phone" "Call" at %}{% endevent %}', at=at)
        dated = drawn('{% event "phone" "Call" at dated="yes" %}{% endevent %}', at=at)

    assert ("20\u00a0Nov" in timed, "20\u00a0Nov\u00a02025, 12:12" in dated) == (False, True)


def test_a_field_without_error_has_no_alert() -> None:
    html = drawn("{% field form.title %}")
    assert ("role=" in html, 'aria-describedby="id_title-help"' in html) == (False, True)


def test_an_optional_field_says_so() -> None:
    with translation.override("en"):
        assert "(optional)" in drawn("{% field form.day %}")
        assert "(optional)" not in drawn("{% field form.title %}")


def test_a_choice_that_always_stands_on_something_is_not_called_optional() -> None:
    class Choice(forms.Form):
        by = forms.ChoiceField(choices=[("role", "Role"), ("day", "Day")], required=False)
        of = forms.ChoiceField(choices=[("", "Any"), ("1", "One")], required=False)

    with translation.override("en"):
        told = ["(optional)" in drawn("{% field f %}", f=Choice()[name]) for name in ("by", "of")]
    assert told == [False, True]


def test_people_chosen_are_chips_with_hidden_values() -> None:
    html = drawn("{% field form.people %}")
    assert re.findall(r'name="people" value="(\w*)"', html) == ["1", ""]  # the last is the template
    assert "Игорь Седов" in html
    assert "Марта Линд" not in html


def test_a_sparkline_of_nothing_is_nothing() -> None:
    assert drawn("{% sparkline empty %}", empty=[]) == ""


def test_a_burn_bar_is_written_with_dots_in_russian() -> None:
    with translation.override("ru"):
        html = drawn("{% burn 33.3 66.6 %}")
    assert re.findall(r'width="([^"]+)" height="5"', html) == ["110.17", "36.69"]


def test_a_toast_without_a_way_back_has_no_button() -> None:
    assert (
        "<form" in drawn('{% toast "Done" %}'),
        "<form" in drawn('{% toast "Done" "/undo/" %}'),
    ) == (
        False,
        True,
    )


def test_a_monogram_keeps_its_colour() -> None:
    assert drawn('{{ "Гранит"|hue }}') == drawn('{{ "Гранит"|hue }}')
    assert len({drawn("{{ seed|hue }}", seed=seed) for seed in range(100)}) == 6
