"""The chart of a plan as the template draws it: a window of it, places worked out, words chosen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from napulse.delivery.queries.plan_shapes import (
    Bar,
    BarKind,
    GanttRow,
    GanttView,
    Mark,
    MarkKind,
    Stretch,
)
from napulse.engines.charts import gantt, number
from napulse.engines.charts.gantt import Scale, Span, Strip, Tick
from napulse.ui import formats
from napulse.ui.menu import Tab

LANE, GAP, EDGE = 22, 3, 6
MARKS = 14
TONES = 6
ZOOMS = {"fortnight": 14, "month": 35, "quarter": 91, "half": 182}
STEPS = {"fortnight": 1, "month": 7, "quarter": 7, "half": 14}
DEFAULT = "quarter"
HALVES = 2
Wishes = Mapping[int, tuple[date, int]]
NONE_WISHED: Wishes = {}
KINDS = {
    BarKind.REVIEW: "review",
    BarKind.DONE: "done",
    BarKind.BOOKING: "booking",
    BarKind.TENTATIVE: "tentative",
    BarKind.ABSENCE: "absence",
}


@dataclass(frozen=True, slots=True)
class ShownBar:
    """A bar with its place; `label` stands at its right end, `told` is its whole story."""

    bar: Bar
    strip: Strip[str]
    y: int
    classes: str
    label: str
    told: str
    url: str
    wish: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark with its place; `kind` chooses its shape."""

    kind: str
    x: str
    title: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownTick:
    """A stretch of the head with its words."""

    tick: Tick
    label: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of the chart: its height in pixels and what stands on it."""

    row: GanttRow
    height: int
    bars: tuple[ShownBar, ...] = ()
    marks: tuple[ShownMark, ...] = ()
    heaps: tuple[tuple[str, str, str], ...] = ()
    mark_y: int = 0

    @property
    def marks_at(self) -> int:
        """The line on which marks stand: above the bars, or in the middle."""
        return self.mark_y or self.height // 2

    @property
    def note(self) -> str:
        """Whose work it is, and how full somebody is at most."""
        fullest = _("peak %(load)s") % {"load": formats.percent(self.row.peak)}
        return " · ".join(filter(None, [fullest if self.row.peak else "", self.row.note]))

    @property
    def ends(self) -> str:
        """When a project ends by the plan."""
        end = next((mark.on for mark in self.row.marks if mark.kind == MarkKind.END), None)
        return _("ends %(day)s") % {"day": formats.day(end)} if end else ""

    @property
    def initials(self) -> str:
        return initials(self.row.title)


@dataclass(frozen=True, slots=True)
class Chart:
    """A window of a plan, and the ways to other windows."""

    rows: tuple[ShownRow, ...]
    ticks: tuple[ShownTick, ...]
    lines: tuple[str, ...]
    off: tuple[tuple[str, str], ...]
    today: str | None
    halves: int
    height: int
    zooms: tuple[Tab, ...]
    earlier_url: str
    later_url: str
    today_url: str
    words: str
    by: str

    @property
    def days(self) -> list[tuple[date, list[ShownBar]]]:
        """Open work by the day on which it begins, for the phone; each piece of it once."""
        seen: dict[object, ShownBar] = {}
        for shown in self.rows:
            for one in shown.bars:
                if one.bar.kind != BarKind.DONE:
                    seen.setdefault(one.bar.task_id or one.bar.key, one)
        by_day: dict[date, list[ShownBar]] = {}
        for one in sorted(seen.values(), key=lambda one: (one.bar.starts_on, one.bar.title)):
            by_day.setdefault(one.bar.starts_on, []).append(one)
        return sorted(by_day.items())


def chart_of(
    view: GanttView,
    query: QueryDict,
    path: str,
    *,
    folded: bool = False,
    wishes: Wishes = NONE_WISHED,
) -> Chart:
    """The window that the address asks for; a wrong one is the usual one.

    `folded` puts the tasks of a project on the project's own line, in lanes; `wishes` are the
    half-days to which tasks were fixed since the plan was computed.
    """
    zoom = query.get("zoom", DEFAULT)
    zoom = zoom if zoom in ZOOMS else DEFAULT
    scale = Scale(_first(view, query.get("from", ""), zoom), ZOOMS[zoom])
    link = links(query, path)
    ticks = scale.ticks(STEPS[zoom], view.today_on)
    offset = (scale.first - view.first_on).days * HALVES
    lines = fold_projects(view.rows) if folded else view.rows
    rows = tuple(with_wishes(_row(row, scale, offset), scale, wishes) for row in lines)
    page = timedelta(days=max(ZOOMS[zoom] // 2 // 7, 1) * 7)
    return Chart(
        rows=rows,
        ticks=tuple(ShownTick(tick, _tick_words(tick, zoom)) for tick in ticks),
        lines=tuple(tick.x for tick in ticks[1:]),
        off=_days_off(view, scale) if zoom in ("fortnight", "month") else (),
        today=scale.mark(view.today_on),
        halves=scale.days * HALVES,
        height=sum(row.height for row in rows),
        zooms=tuple(Tab(label, link(zoom=key), key == zoom) for key, label in zoom_labels()),
        earlier_url=link(**{"from": (scale.first - page).isoformat()}),
        later_url=link(**{"from": (scale.first + page).isoformat()}),
        today_url=link(**{"from": ""}),
        words=_window_words(scale),
        by=view.by,
    )


def fold_projects(rows: Iterable[GanttRow]) -> list[GanttRow]:
    """The lines with the tasks of each project on the line of the project."""
    lines: list[GanttRow] = []
    for row in rows:
        if row.kind == "task" and lines and lines[-1].kind == "project":
            lines[-1] = replace(lines[-1], depth=1, bars=(*lines[-1].bars, *row.bars))
        else:
            lines.append(row)
    return lines


def zoom_labels() -> list[tuple[str, str]]:
    return [
        ("fortnight", _("2 weeks")),
        ("month", _("Month")),
        ("quarter", _("Quarter")),
        ("half", _("Half a year")),
    ]


def links(query: QueryDict, path: str) -> Callable[..., str]:
    def link(**changes: str) -> str:
        kept = query.copy()
        for name, value in changes.items():
            kept.pop(name, None)
            if value:
                kept[name] = value
        encoded = kept.urlencode()
        return f"{path}?{encoded}" if encoded else path

    return link


def _first(view: GanttView, asked: str, zoom: str) -> date:
    """A Monday: the asked one, or the week before today while the plan is under way."""
    try:
        first = date.fromisoformat(asked)
    except ValueError:
        first = view.today_on - timedelta(days=7 if ZOOMS[zoom] > 14 else 0)
        first = max(first, view.first_on)
    low, high = view.first_on - timedelta(days=364), view.last_on + timedelta(days=364)
    first = min(max(first, low), high)
    return first - timedelta(days=first.weekday())


def _days_off(view: GanttView, scale: Scale) -> tuple[tuple[str, str], ...]:
    days = [scale.first + timedelta(days=n) for n in range(scale.days)]
    known = {day for day in days if view.first_on <= day <= view.last_on}
    off = set(view.off)
    return scale.closed([d for d in days if d not in off and (d in known or d.weekday() < 5)])


def _tick_words(tick: Tick, zoom: str) -> str:
    if zoom == "fortnight":
        return date_format(tick.day, "D j")
    return (
        date_format(tick.day, "j M").lower()
        if formats.is_russian()
        else date_format(tick.day, "j M")
    )


def _window_words(scale: Scale) -> str:
    return f"{formats.day(scale.first)} – {formats.day(scale.last)}"


def _row(row: GanttRow, scale: Scale, offset: int) -> ShownRow:
    work = [bar for bar in row.bars if bar.kind != BarKind.MILESTONE]
    drawn = gantt.strips(scale, [_span(bar) for bar in work])
    by_key = {bar.key: bar for bar in work}
    marks = _marks(row, scale)
    has_marks = bool((row.marks or len(work) < len(row.bars)) and work and row.depth < 2)
    lanes = gantt.lanes(drawn)
    body = lanes * LANE + (lanes - 1) * GAP
    least = 28 if row.depth == 0 and not row.note else 40
    height = max(body + 2 * EDGE + (MARKS if has_marks else 0), least)
    top = EDGE + MARKS if has_marks else (height - body) // 2
    bars = tuple(_bar(by_key[strip.key], strip, row, top) for strip in drawn)
    return ShownRow(
        row=row,
        height=height,
        mark_y=MARKS - 3 if has_marks else 0,
        bars=bars,
        marks=marks,
        heaps=tuple(_heap(one, scale, offset) for one in row.overload),
    )


def _span(bar: Bar) -> Span[str]:
    halves = (bar.starts_half, bar.ends_half)
    return Span(bar.key, bar.starts_on, bar.ends_on, *halves, percent=bar.percent)


def _bar(bar: Bar, strip: Strip[str], row: GanttRow, top: int) -> ShownBar:
    return ShownBar(
        bar=bar,
        strip=strip,
        y=top + strip.lane * (LANE + GAP),
        classes=" ".join(_classes(bar, strip)),
        label=_label(bar, row),
        told=told(bar),
        url=url_of(bar),
    )


def with_wishes(line: ShownRow, scale: Scale, wishes: Wishes) -> ShownRow:
    """The line with the places to which its tasks are fixed for the next plan."""
    if not any(one.bar.task_id in wishes for one in line.bars):
        return line
    return replace(line, bars=tuple(_wished(one, scale, wishes) for one in line.bars))


def _wished(one: ShownBar, scale: Scale, wishes: Wishes) -> ShownBar:
    wish = wishes.get(one.bar.task_id or 0)
    if wish is None:
        return one
    start = scale.halves(*wish)
    return replace(one, wish=scale.stretch(start, start + one.bar.end - one.bar.start))


def url_of(bar: Bar) -> str:
    """The page of the task, or what else the bar leads to."""
    if bar.task_id and not bar.is_hidden:
        return reverse("delivery:task_fix", args=[bar.task_id])
    return bar.url


def _classes(bar: Bar, strip: Strip[str]) -> Iterable[str]:
    if bar.kind in KINDS:
        yield KINDS[bar.kind]
    elif bar.is_late:
        yield "risk"
    elif bar.is_hidden or bar.project_id is None:
        yield "other"
    else:
        yield f"tone-{bar.project_id % TONES + 1}"
    if bar.is_moved:
        yield "moved"
    if strip.cut_left:
        yield "cut-left"
    if strip.cut_right:
        yield "cut-right"


def _label(bar: Bar, row: GanttRow) -> str:
    """Whose work it is where the row is a project; how much of the time where it is a person."""
    if row.user_id is not None or row.kind in ("person", "role"):
        return formats.percent(bar.percent) if bar.percent else ""
    return ", ".join(initials(name) for name in bar.people)


def initials(name: str) -> str:
    """ "Илья Смирнов" is ИС."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def told(bar: Bar) -> str:
    """The whole story of a bar, for whoever rests on it."""
    parts = [days(bar.starts_on, bar.ends_on)]
    parts += [", ".join(bar.people)] if bar.people else []
    parts += [formats.percent(bar.percent)] if bar.percent else []
    parts += [bar.project] if bar.project and bar.project != bar.title else []
    parts += [bar.note] if bar.note else []
    parts += [_("fixed")] if bar.is_locked else []
    parts += [_("after its deadline")] if bar.is_late else []
    return f"{bar.title}: {' · '.join(parts)}"


def days(first: date, last: date) -> str:
    """ "28 ноя – 4 дек", or the one day."""
    if first == last:
        return formats.day(first)
    return f"{formats.day(first)} – {formats.day(last)}"


def _marks(row: GanttRow, scale: Scale) -> tuple[ShownMark, ...]:
    found = [_mark(mark, scale) for mark in row.marks if mark.kind != MarkKind.END]
    found += [
        _mark(Mark(MarkKind.END, bar.starts_on, bar.start, told(bar)), scale)
        for bar in row.bars
        if bar.kind == BarKind.MILESTONE
    ]
    return tuple(mark for mark in found if mark)


def _mark(mark: Mark, scale: Scale) -> ShownMark | None:
    ends = mark.kind != MarkKind.END
    x = scale.mark(mark.on, after=ends)
    return ShownMark(mark.kind.value, x, mark.title, mark.tone.value) if x else None


def _heap(one: Stretch, scale: Scale, offset: int) -> tuple[str, str, str]:
    return (*scale.stretch(one.start - offset, one.end - offset), one.title)


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, for an attribute of SVG."""
    return number(100 * part / whole) if whole else "0"
