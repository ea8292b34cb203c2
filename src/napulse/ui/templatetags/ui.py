"""Components of the pages: what looks the same on two pages is written here once."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from zlib import crc32

from django import template
from django.forms import BoundField, Form
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from napulse.ui import drawing, formats
from napulse.ui.forms import is_optional
from napulse.ui.menu import Tab
from napulse.ui.sheets import sheets
from napulse.ui.tables import Column, Heading
from napulse.ui.widgets import DropZone

register = template.Library()
for _filter in (
    formats.money,
    formats.money_short,
    formats.percent,
    formats.duration,
    formats.left,
    formats.day,
    formats.when,
    formats.signed,
    formats.number,
    formats.numbered,
):
    register.filter(_filter.__name__, _filter)

TONE_OF_STATE = {"running": "idle", "warning": "warn", "breached": "risk", "met": "ok"}
HUES = 6
CELLS: dict[str, Callable[[Any], str]] = {
    "money": formats.money,
    "int": formats.number,
    "percent": lambda value: formats.percent(value / 100, 1),
    "date": formats.day,
    "datetime": formats.when,
}


class ClockLike(Protocol):
    """A clock as the pages see it: a state, a moment it runs to, and what is left."""

    @property
    def state(self) -> str: ...
    @property
    def due_at(self) -> dt.datetime: ...
    @property
    def left(self) -> dt.timedelta: ...


class PersonLike(Protocol):
    """Somebody with a name, told apart by initials."""

    @property
    def name(self) -> str: ...
    @property
    def initials(self) -> str: ...


class LineLike(Protocol):
    """One line of a difference: kind is added, removed, changed or same."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@register.filter
def hue(seed: object) -> str:
    """A colour class that stays the same for the same seed."""
    return f"hue-{crc32(str(seed).encode()) % HUES + 1}"


@register.filter
def clock_tone(clock: ClockLike) -> str:
    """idle, warn, risk or ok for a clock's state."""
    state = str(getattr(clock.state, "value", clock.state))
    if state == "met_late":
        return "warn"
    return TONE_OF_STATE.get(state.split("_")[0], "idle")


@register.filter
def title_label(user: object) -> str:
    """The title under a person's name, in the reader's language."""
    language = "ru" if formats.is_russian() else "en"
    named = getattr(user, "title_in", None)
    return str(named(language) if named else getattr(user, "title_label", ""))


@register.simple_tag
def style_sheets() -> SafeString:
    """Links to what every page is dressed in."""
    links = ((static(sheet),) for sheet in sheets())
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """One icon of the sprite; it never speaks, its neighbour's text does."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        kind,
        static("vendor/icons.svg"),
        name,
    )


def _maybe_icon(name: str, kind: str = "") -> SafeString:
    return icon(name, kind) if name else SafeString("")


@register.simple_tag
def chip(text: object, tone: str = "", icon: str = "") -> SafeString:
    """A short word in a pill; a tone only when somebody must act."""
    return format_html('<span class="chip {}">{}{}</span>', tone, _maybe_icon(icon, "small"), text)


@register.simple_tag
def badge(text: object, tone: str = "") -> SafeString:
    """A chip without an icon."""
    return chip(text, tone)


@register.simple_tag
def dot(tone: str, text: str = "") -> SafeString:
    """A coloured dot whose meaning is also said in words."""
    return format_html('<span class="dot {}"></span><span class="sr">{}</span>', tone, text)


@register.simple_tag
def ring(share: float, tone: str = "idle") -> SafeString:
    """A small ring filled by the share that is left; an exclamation mark when none is."""
    return drawing.ALARM if tone == "risk" else drawing.ring(share)


@register.simple_tag
def clock_chip(clock: ClockLike, prefix: str = "") -> SafeString:
    """Ring and time left; the server renders it, the page ticks it."""
    tone = clock_tone(clock)
    share = getattr(clock, "share", clock.left / dt.timedelta(hours=24))
    ticking = SafeString(" data-left") if tone != "ok" else ""
    return format_html(
        '<span class="chip {}">{}{}<time datetime="{}"{}>{}</time></span>',
        tone,
        ring(share, tone) if tone != "ok" else icon("check", "small"),
        f"{prefix} " if prefix else "",
        clock.due_at.isoformat(),
        ticking,
        formats.duration(clock.left),
    )


@register.simple_tag
def avatar(initials: str, seed: object = "") -> SafeString:
    """A round picture made of initials; the name stands beside it."""
    shade = hue(seed or initials)
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', shade, initials)


@register.simple_tag
def monogram(text: str, seed: object = "", size: str = "") -> SafeString:
    """The square sign of a client; size may be "large"."""
    return format_html(
        '<span class="monogram {} {}" aria-hidden="true">{}</span>', hue(seed or text), size, text
    )


@register.simple_tag
def person(someone: PersonLike, note: str = "") -> SafeString:
    """Initials and name, with a quiet second word."""
    quiet = format_html(' <span class="muted small">{}</span>', note) if note else ""
    return format_html(
        '<span class="person">{}<span class="ellipsis">{}{}</span></span>',
        avatar(someone.initials, someone.name),
        someone.name,
        quiet,
    )


@register.simple_block_tag
def strip(content: str, label: str = "", kind: str = "strip") -> SafeString:
    """One ruled strip of figures (kind "strip") or facts (kind "facts")."""
    return format_html(
        '<dl class="{}" tabindex="0" aria-label="{}">{}</dl>',
        kind,
        label,
        mark_safe(content),  # noqa: S308 rendered by the template
    )


@register.inclusion_tag("ui/components/kpi.html")
def kpi(label: str, value: object, unit: str = "", **extra: Any) -> dict[str, Any]:
    """One cell of a strip: note, note_tone, tone, url, values (a sparkline) may follow."""
    return {"label": label, "value": value, "unit": unit, **extra}


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One cell of a strip of facts."""
    body = mark_safe(content)  # noqa: S308 rendered by the template
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, body)


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Sequence[Tab], label: str, target: str = "") -> dict[str, Any]:
    """Saved views with counts; with a target they swap in place and keep the address."""
    return {"items": items, "label": label, "target": target}


@register.inclusion_tag("ui/components/segmented.html")
def segmented(items: Sequence[Tab], label: str) -> dict[str, Any]:
    """Two to four exclusive choices as links."""
    return {"items": items, "label": label}


@register.simple_block_tag
def card(
    content: str, title: str, icon: str = "", note: object = "", ident: str = ""
) -> SafeString:
    """A titled section; a <footer> inside becomes its footer."""
    ident = ident or f"card-{crc32(str(title).encode()):x}"
    return format_html(
        '<section class="card" id="{0}" aria-labelledby="{0}-title"><header>{1}'
        '<h2 id="{0}-title">{2}</h2><span class="spacer"></span>'
        '<span class="small muted">{3}</span></header>{4}</section>',
        ident,
        _maybe_icon(icon, "muted"),
        title,
        note,
        mark_safe(content),  # noqa: S308 rendered by the template
    )


@register.inclusion_tag("ui/components/empty.html")
def empty(
    icon: str, fact: str, suggestion: str = "", url: str = "", label: str = ""
) -> dict[str, Any]:
    """An empty state: icon, one fact, one suggestion, one button."""
    return {"icon": icon, "fact": fact, "suggestion": suggestion, "url": url, "label": label}


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, **attributes: Any) -> dict[str, Any]:
    """Label, control, help and error of one form field, tied together for readers."""
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-error"] if bound.errors else []
    attrs = {key.replace("_", "-"): value for key, value in attributes.items()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if bound.form.errors and not bound.errors and isinstance(bound.field.widget, DropZone):
        attrs["hx-preserve"] = "true"  # no page can give a chosen file back: it stays in place
    control, kind = bound.as_widget(attrs=attrs), _kind(bound)
    return {"field": bound, "control": control, "kind": kind, "optional": is_optional(bound)}


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if widget.input_type == "checkbox" if hasattr(widget, "input_type") else False:
        return "group" if hasattr(widget, "optgroups") else "check"
    return "group" if bound.use_fieldset else "plain"


@register.inclusion_tag("ui/components/form_errors.html")
def form_errors(form: Form) -> dict[str, Any]:
    """What is wrong with the form as a whole."""
    return {"form": form, "hidden": [f for f in form.hidden_fields() if f.errors]}


@register.inclusion_tag("ui/components/toast.html")
def toast(message: str, undo_url: str = "") -> dict[str, Any]:
    """A passing message, with the way back if there is one."""
    return {"message": message, "undo_url": undo_url}


@register.simple_tag
def sparkline(
    values: Sequence[float], tone: str = "", width: int = 64, height: int = 20
) -> SafeString:
    """A line of a few numbers without axes."""
    return drawing.sparkline(values, tone, width, height)


@register.simple_tag
def burn(spent: float, elapsed: float, tone: str = "", width: int = 132) -> SafeString:
    """A bar of what is spent with a tick at the elapsed time, both in percent."""
    return drawing.burn(spent, elapsed, tone, width)


@register.simple_block_tag
def event(content: str, icon_name: str, title: object, at: dt.datetime, **extra: str) -> SafeString:
    """One item of a timeline: url, chip, chip_tone, by, tone, and dated for its day may follow."""
    heading = format_html('<a href="{}">{}</a>', extra["url"], title) if extra.get("url") else title
    tag = chip(extra["chip"], extra.get("chip_tone", "")) if extra.get("chip") else ""
    by = format_html('<div class="by">{}</div>', extra["by"]) if extra.get("by") else ""
    body = format_html("<p>{}</p>", mark_safe(content.strip())) if content.strip() else ""  # noqa: S308
    return format_html(
        '<li class="event"><span class="event-icon {}" aria-hidden="true">{}</span><div>'
        '<div class="event-head"><b>{}</b>{}<time datetime="{}">{}</time></div>{}{}</div></li>',
        extra.get("tone", ""),
        icon(icon_name),
        heading,
        tag,
        at.isoformat(),
        formats.when(at) if extra.get("dated") else f"{timezone.localtime(at):%H:%M}",
        body,
        by,
    )


@register.inclusion_tag("ui/components/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, Any]:
    """Numbered steps; current counts from one."""
    return {"steps": [(i, s) for i, s in enumerate(steps, 1)], "current": current}


@register.simple_tag
def progress(value: int, maximum: int, label: str) -> SafeString:
    """A thin bar of work done."""
    return format_html(
        '<progress class="progress" value="{}" max="{}" aria-label="{}"></progress>',
        value,
        max(maximum, 1),
        label,
    )


@register.simple_tag
def diff(lines: Sequence[LineLike]) -> SafeString:
    """What was added, removed and kept, told by sign as well as colour."""
    signs = {"added": ("+", "ins"), "removed": ("−", "del"), "changed": ("±", "span")}
    rows = (
        (line.kind, *signs.get(line.kind, ("", "span")), conditional_escape(line.text))
        for line in lines
    )
    body = format_html_join(
        "",
        '<li class="{0}" data-sign="{1}"><{2}>{3}</{2}></li>',
        ((kind, sign, mark_safe(tag), text) for kind, sign, tag, text in rows),  # noqa: S308
    )
    return format_html('<ul class="diff">{}</ul>', body)


@register.simple_block_tag
def menu(content: str, label: str, icon_name: str = "dots", *, text: str = "") -> SafeString:
    """A small menu of links and buttons behind one button."""
    face = "btn" if text else "btn btn-ghost btn-square"
    return format_html(
        '<details class="menu" data-behaviour="menu"><summary class="{}" aria-label="{}">{}{}'
        '</summary><div class="menu-list">{}</div></details>',
        face,
        text or label,
        icon(icon_name),
        text,
        mark_safe(content),  # noqa: S308 rendered by the template
    )


@register.simple_block_tag
def bulk(content: str, url: str, target: str, label: str) -> SafeString:
    """The bar of verbs for the selected rows; checkboxes name it by form="bulk"."""
    return render_to_string(
        "ui/components/bulk.html",
        {"content": mark_safe(content), "url": url, "target": target, "label": label},  # noqa: S308
    )


@register.simple_tag
def sort_link(heading: Heading) -> SafeString:
    """A column heading that sorts, with an arrow when it does."""
    if not heading.url:
        return format_html("{}", heading.column.title)
    arrow = {"ascending": "arrow-up", "descending": "arrow-down"}.get(heading.direction, "")
    return format_html(
        '<a href="{}">{}{}</a>', heading.url, heading.column.title, _maybe_icon(arrow, "small")
    )


@register.simple_tag
def cell(column: Column, value: Any) -> SafeString:
    """A value of a list, written by the kind of its column."""
    if value in (None, ""):
        return SafeString('<span class="muted">—</span>')
    written = CELLS.get(column.kind, str)(value)
    if isinstance(value, dt.datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), written)
    return format_html("{}", written)
