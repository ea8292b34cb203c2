"""What is set without a template is escaped as Django escapes it."""

import pytest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from napulse.ui.markup import html, row_of

HOSTILE = "<b onclick='x'>\"&</b>"
VALUES = [HOSTILE, SafeString("<i>"), gettext_lazy("Name"), 7, -1.5, None, "", "a & b"]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_are_escaped_as_django_escapes_them(value: object) -> None:
    assert html("<td>{}</td>", value) == format_html("<td>{}</td>", value)
    assert html('<td title="{t}">', t=value) == format_html('<td title="{t}">', t=value)
    assert isinstance(html("{}", value), SafeString)


def test_a_row_keeps_safe_parts_and_escapes_others() -> None:
    parts = [SafeString("<td></td>"), HOSTILE]
    assert row_of(parts) == format_html_join("", "{}", ((part,) for part in parts))
