"""Projects of Microsoft Project as XML (MSPDI): read strictly, written so that it opens there.

Source of the element names and field numbers: Microsoft's published schema "mspdi_pj12.xsd".
Durations and work are working minutes, lags working minutes too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from napulse.engines.exchange.notices import Notice, notice
from napulse.engines.kernel.errors import Refused

NAMESPACE = "http://schemas.microsoft.com/project"
ALIAS = "Napulse "
MOST_TASKS = 5_000
LARGEST = 20_000_000
DAY_MINUTES = 480
LAG_DAYS, LAG_ELAPSED = 7, {4, 6, 8, 10, 12}
LAG_PERCENT = {19, 20, 51, 52}
FINISH_TO_START = "1"
START_NO_EARLIER = "4"
HELD_STARTS = {"2", "4", "5"}
TEXT_FIELDS = (
    188743731,
    188743734,
    188743737,
    188743740,
    188743743,
    188743746,
    188743747,
    188743748,
    188743749,
    188743750,
)
_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class MspLink:
    """Begins `lag` working minutes after the task of this uid has ended."""

    before: int
    lag: int = 0


@dataclass(frozen=True, slots=True)
class MspWork:
    """Working minutes of a resource in a task, of `units` hundredths of one."""

    resource: str
    minutes: int
    units: int = 100


@dataclass(frozen=True, slots=True)
class MspTask:
    """One row. A summary stands above the rows of a deeper level that follow it.

    `fields` are texts of our own by name: kept as the file's custom text fields.
    """

    uid: int
    name: str
    level: int = 1
    is_summary: bool = False
    is_milestone: bool = False
    minutes: int = 0
    links: tuple[MspLink, ...] = ()
    work: tuple[MspWork, ...] = ()
    not_before_on: date | None = None
    due_on: date | None = None
    percent: int = 0
    note: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    ident: int = 0


@dataclass(frozen=True, slots=True)
class MspProject:
    title: str
    tasks: tuple[MspTask, ...]
    starts_on: date | None = None


# ---- writing ----


def write_mspdi(project: MspProject, *, starts_on: date) -> bytes:
    """The project as XML, UTF-8; `starts_on` when it says none itself.

    Raises ValueError for more kinds of own fields than the file has custom texts.
    """
    names = list(dict.fromkeys(name for task in project.tasks for name in task.fields))
    if len(names) > len(TEXT_FIELDS):
        raise ValueError(f"{len(names)} own fields, at most {len(TEXT_FIELDS)}")
    fields = dict(zip(names, TEXT_FIELDS, strict=False))
    root = Element("Project", xmlns=NAMESPACE)
    start = f"{(project.starts_on or starts_on).isoformat()}T09:00:00"
    _texts(root, {"SaveVersion": "14", "Name": project.title, "Title": project.title})
    _texts(root, {"ScheduleFromStart": "1", "StartDate": start, "CalendarUID": "1"})
    _texts(root, {"MinutesPerDay": str(DAY_MINUTES), "MinutesPerWeek": "2400"})
    _texts(root, {"DaysPerMonth": "20", "NewTasksAreManual": "0"})
    _definitions(SubElement(root, "ExtendedAttributes"), fields)
    _calendar(SubElement(root, "Calendars"))
    tasks = SubElement(root, "Tasks")
    for place, task in enumerate(project.tasks, 1):
        _task(SubElement(tasks, "Task"), task, place, fields)
    _resources(root, project.tasks)
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _texts(parent: Element, values: Mapping[str, str]) -> None:
    for name, text in values.items():
        SubElement(parent, name).text = _CONTROL.sub("", text)


def _definitions(parent: Element, fields: Mapping[str, int]) -> None:
    for place, (name, number) in enumerate(fields.items(), 1):
        one = SubElement(parent, "ExtendedAttribute")
        told = {"FieldID": str(number), "FieldName": f"Text{place}", "Alias": f"{ALIAS}{name}"}
        _texts(one, told)


def _calendar(parent: Element) -> None:
    """Monday to Friday, nine to six with an hour of lunch."""
    one = SubElement(parent, "Calendar")
    _texts(one, {"UID": "1", "Name": "Standard", "IsBaseCalendar": "1", "BaseCalendarUID": "-1"})
    days = SubElement(one, "WeekDays")
    for number in range(1, 8):
        day = SubElement(days, "WeekDay")
        works = 2 <= number <= 6
        _texts(day, {"DayType": str(number), "DayWorking": str(int(works))})
        if works:
            times = SubElement(day, "WorkingTimes")
            for begins, ends in (("09:00:00", "13:00:00"), ("14:00:00", "18:00:00")):
                _texts(SubElement(times, "WorkingTime"), {"FromTime": begins, "ToTime": ends})


def _task(element: Element, task: MspTask, place: int, fields: Mapping[str, int]) -> None:
    minutes = 0 if task.is_milestone else task.minutes
    told = {
        "UID": str(task.uid),
        "ID": str(place),
        "Name": task.name,
        "Type": "0",
        "IsNull": "0",
        "OutlineLevel": str(task.level),
        "Duration": _duration(minutes),
        "DurationFormat": "7",
        "EffortDriven": "0",
        "Estimated": "0",
        "Milestone": str(int(task.is_milestone)),
        "Summary": str(int(task.is_summary)),
        "PercentComplete": str(task.percent),
    }
    if task.not_before_on:
        told["ConstraintType"] = START_NO_EARLIER
        told["ConstraintDate"] = f"{task.not_before_on.isoformat()}T09:00:00"
    if task.due_on:
        told["Deadline"] = f"{task.due_on.isoformat()}T18:00:00"
    if task.note:
        told["Notes"] = task.note
    _texts(element, told)
    for link in task.links:
        told = {
            "PredecessorUID": str(link.before),
            "Type": FINISH_TO_START,
            "LinkLag": str(link.lag * 10),
            "LagFormat": str(LAG_DAYS),
        }
        _texts(SubElement(element, "PredecessorLink"), told)
    for name, text in task.fields.items():
        told = {"FieldID": str(fields[name]), "Value": text}
        _texts(SubElement(element, "ExtendedAttribute"), told)


def _duration(minutes: int) -> str:
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def _resources(root: Element, tasks: Sequence[MspTask]) -> None:
    resources, assignments = SubElement(root, "Resources"), SubElement(root, "Assignments")
    known: dict[str, int] = {}
    for task in tasks:
        for work in task.work:
            if work.resource not in known:
                known[work.resource] = len(known) + 1
                number = str(known[work.resource])
                told = {"UID": number, "ID": number, "Name": work.resource, "Type": "1"}
                _texts(SubElement(resources, "Resource"), told)
            told = {
                "UID": str(len(assignments) + 1),
                "TaskUID": str(task.uid),
                "ResourceUID": str(known[work.resource]),
                "Units": f"{Decimal(work.units) / 100:f}",
                "Work": _duration(work.minutes),
            }
            _texts(SubElement(assignments, "Assignment"), told)


# ---- reading ----


def read_mspdi(raw: bytes) -> tuple[MspProject, list[Notice]]:
    """The project of a file, and what of it we do not keep.

    Refused: `msp.binary` (an .mpp file), `msp.too_large`, `msp.not_xml`, `msp.not_project`,
    `msp.no_tasks`, `msp.too_many`. Notices: `msp.link_kind`, `msp.link_lost`, `msp.lag_percent`
    (task, before), `msp.lead` (task, before): a negative lag read as none.
    """
    root = _root(raw)
    fields = {
        _text(one, "FieldID"): _text(one, "Alias").removeprefix(ALIAS)
        for one in _all(root, "ExtendedAttributes", "ExtendedAttribute")
        if _text(one, "Alias").startswith(ALIAS)
    }
    work = _assignments(root)
    notices: list[Notice] = []
    found = [one for one in _all(root, "Tasks", "Task") if _is_row(one)]
    if not found:
        raise Refused("msp.no_tasks")
    if len(found) > MOST_TASKS:
        raise Refused("msp.too_many", limit=MOST_TASKS)
    names = {_number(_text(one, "UID")): _text(one, "Name") for one in found}
    tasks = tuple(_read_task(one, work, fields, names, notices) for one in found)
    title = _text(root, "Title") or _text(root, "Name")
    return MspProject(title, tasks, _day(_text(root, "StartDate"))), notices


def _root(raw: bytes) -> Element:
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("msp.binary")
    if len(raw) > LARGEST:
        raise Refused("msp.too_large", limit=LARGEST)
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as bad:
        raise Refused("msp.not_xml") from bad
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise Refused("msp.not_project")
    return root


def _all(root: Element, group: str, name: str) -> Iterator[Element]:
    parent = root.find(group)
    return iter(parent.findall(name)) if parent is not None else iter(())


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _is_row(element: Element) -> bool:
    """Not the summary of the whole project, and not an empty line."""
    is_whole = _text(element, "OutlineLevel") == "0" or _text(element, "UID") == "0"
    return not is_whole and _text(element, "IsNull") != "1" and bool(_text(element, "Name"))


def _read_task(
    element: Element,
    work: Mapping[int, list[MspWork]],
    fields: Mapping[str, str],
    names: Mapping[int, str],
    notices: list[Notice],
) -> MspTask:
    uid = _number(_text(element, "UID"))
    held = _text(element, "ConstraintType") in HELD_STARTS
    is_milestone = _text(element, "Milestone") == "1"
    return MspTask(
        uid=uid,
        name=_text(element, "Name"),
        level=max(1, _number(_text(element, "OutlineLevel"))),
        is_summary=_text(element, "Summary") == "1",
        is_milestone=is_milestone,
        minutes=0 if is_milestone else _minutes(_text(element, "Duration")),
        links=tuple(_links(element, names, notices)),
        work=tuple(work.get(uid, ())),
        not_before_on=_day(_text(element, "ConstraintDate")) if held else None,
        due_on=_day(_text(element, "Deadline")),
        percent=min(100, _number(_text(element, "PercentComplete"))),
        note=_text(element, "Notes"),
        fields={
            fields[_text(one, "FieldID")]: _text(one, "Value")
            for one in element.findall("ExtendedAttribute")
            if _text(one, "FieldID") in fields
        },
        ident=_number(_text(element, "ID")),
    )


def _links(element: Element, names: Mapping[int, str], notices: list[Notice]) -> Iterable[MspLink]:
    task = _text(element, "Name")
    for one in element.findall("PredecessorLink"):
        before = _number(_text(one, "PredecessorUID"))
        if before not in names:
            notices.append(notice("msp.link_lost", task=task))
            continue
        told = {"task": task, "before": names[before]}
        if _text(one, "Type") not in ("", FINISH_TO_START):
            notices.append(notice("msp.link_kind", **told))
        kind = _number(_text(one, "LagFormat"))
        lag = _lag(_text(one, "LinkLag"), kind)
        if kind in LAG_PERCENT and lag:
            notices.append(notice("msp.lag_percent", **told))
            lag = 0
        if lag < 0:
            notices.append(notice("msp.lead", **told))
        yield MspLink(before, max(0, lag))


def _lag(text: str, kind: int) -> int:
    """Tenths of minutes as working minutes; elapsed time counts a day as a working day."""
    tenths = Decimal(text) if re.fullmatch(r"-?\d{1,9}", text) else Decimal(0)
    per = DAY_MINUTES if kind in LAG_ELAPSED else 1440
    return int((tenths / 10 * per / 1440).quantize(Decimal(1), ROUND_HALF_UP))


def _assignments(root: Element) -> dict[int, list[MspWork]]:
    names = {
        _text(one, "UID"): _text(one, "Name")
        for one in _all(root, "Resources", "Resource")
        if _text(one, "Type") in ("", "1")
    }
    found: dict[int, list[MspWork]] = {}
    for one in _all(root, "Assignments", "Assignment"):
        if name := names.get(_text(one, "ResourceUID"), ""):
            units = re.fullmatch(r"\d{1,4}(\.\d{1,6})?", _text(one, "Units"))
            share = int((Decimal(units[0]) * 100).quantize(Decimal(1))) if units else 100
            work = MspWork(name, _minutes(_text(one, "Work")), share)
            found.setdefault(_number(_text(one, "TaskUID")), []).append(work)
    return found


def _minutes(text: str) -> int:
    found = _DURATION.fullmatch(text)
    if not found:
        return 0
    days, hours, minutes, seconds = (int((part or "0")[:6]) for part in found.groups())
    return days * 1440 + hours * 60 + minutes + (1 if seconds >= 30 else 0)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1984 < day.year < 2150 else None
