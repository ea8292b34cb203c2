"""Writes of an import of time: uploaded, its names given a meaning, written, taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import record
from napulse.audit.recording import recording
from napulse.clients.models import ImportState
from napulse.clients.queries import client as client_of
from napulse.clients.queries.imports import UNFINISHED
from napulse.delivery.actions.projects import ProjectData, create_project, delete_project
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.exchange.timetrackers import Tracker
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work
from napulse.timesheets.actions.time import delete_entries, save_many
from napulse.timesheets.importing import NEW, OF_PROJECT, Plan
from napulse.timesheets.models import EntryState, TimeEntry, TimeImport
from napulse.timesheets.permissions import APPROVE_TIME, EDIT_OWN_TIME
from napulse.timesheets.queries.imports import project_key, projects_made, used_projects

AT_ONCE = 500


@action(EDIT_OWN_TIME)
def begin_import(
    actor: Actor, *, filename: str, raw: bytes, tracker: Tracker, now: datetime
) -> TimeImport:
    """Keep an export that was found readable; nothing is written before it is looked through."""
    if actor.user_id is None:
        raise Refused("import.needs_a_person")
    return TimeImport.objects.create(
        user_id=actor.user_id,
        filename=filename[:200],
        source=str(tracker),
        raw=raw,
        created_at=now,
    )


def _mine(actor: Actor, found: TimeImport, *states: str) -> TimeImport:
    rows = TimeImport.objects.select_for_update().filter(pk=found.pk, user_id=actor.own_id)
    row = rows.first()
    if row is None:
        raise Missing("import")
    if row.state not in states:
        raise Refused("import.not_now")
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the names of the file mean here, in which order its dates are read, and whether the
    time was approved where it comes from."""

    order: str = ""
    approved: bool = False
    people: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@action(EDIT_OWN_TIME)
def choose_for_import(actor: Actor, found: TimeImport, *, choices: Choices) -> TimeImport:
    row = _mine(actor, found, ImportState.PREVIEW)
    if choices.approved:
        actor.require(APPROVE_TIME)
    row.choices = {
        "order": choices.order or row.choices.get("order", ""),
        "approved": choices.approved,
        "people": {**row.choices.get("people", {}), **choices.people},
        "places": {**row.choices.get("places", {}), **choices.places},
    }
    row.save(update_fields=["choices"])
    return row


@action(EDIT_OWN_TIME)
def run_import(actor: Actor, found: TimeImport, *, plan: Plan) -> TimeImport:
    """Queue the run; the same press twice runs it once. Projects that are to be made are made."""
    row = _mine(actor, found, ImportState.PREVIEW)
    if not plan.entries:
        raise Refused("import.nothing_to_do")
    _make_projects(actor, row, plan)
    row.work = start_work(actor, "timesheets.import_time", row.filename, len(plan.entries))
    row.state = ImportState.RUNNING
    row.save(update_fields=["work", "state", "choices"])
    after_commit("timesheets.import_time", import_id=row.pk)
    return row


def _make_projects(actor: Actor, row: TimeImport, plan: Plan) -> None:
    """A name for which a new project was asked for is that project from now on."""
    places = dict(row.choices.get("places", {}))
    for named in plan.places:
        kind, _colon, key = named.choice.partition(":")
        if kind == NEW and named.rows:
            client = client_of(actor, whole(key) or 0)
            data = ProjectData(named.label[:200], submit_key=project_key(row, named.key))
            project = create_project(actor, client, data=data)
            places[named.key] = f"{OF_PROJECT}:{project.pk}"
    row.choices = {**row.choices, "places": places}


@action(EDIT_OWN_TIME)
def drop_import(actor: Actor, found: TimeImport, *, now: datetime) -> None:
    """Forget an export that wrote nothing, with the projects that were made for it."""
    row = _mine(actor, found, *UNFINISHED)
    if row.entries.exists():
        raise Refused("import.not_now")
    _take_back_projects(actor, row, now)
    row.delete()


@action(EDIT_OWN_TIME)
def stop_import(actor: Actor, found: TimeImport, *, state: str) -> None:
    """The run ended before its end: nothing of it stays written."""
    row = _mine(actor, found, ImportState.RUNNING)
    row.state = state
    row.save(update_fields=["state"])


def write_rows(
    actor: Actor, plan: Plan, *, now: datetime, step: Callable[[int], None] = lambda done: None
) -> int:
    """Write the rows in parts, each a transaction of its own; what was written before is not
    written again, so a run that was cut off goes on where it stopped."""
    rows, written = plan.entries, 0
    for start in range(0, len(rows), AT_ONCE):
        written += len(save_many(actor, rows=rows[start : start + AT_ONCE], now=now))
        step(start + len(rows[start : start + AT_ONCE]))
    return written


@action(EDIT_OWN_TIME)
def finish_import(actor: Actor, found: TimeImport, *, plan: Plan) -> dict[str, int]:
    """Everything is written: the sums are kept, the file is forgotten."""
    row = _mine(actor, found, ImportState.RUNNING)
    row.summary = {
        "written": row.entries.filter(deleted_at=None).count(),
        "minutes": plan.minutes,
        "skipped": plan.counts.get("skip", 0),
        "repeated": plan.counts.get("repeat", 0),
        "errors": plan.counts.get("error", 0),
    }
    row.state, row.raw = ImportState.DONE, b""  # a copy that nobody would think of erasing
    row.save(update_fields=["summary", "state", "raw"])
    record(actor, row, "time.imported", **row.summary)
    return dict(row.summary)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many entries and projects went, and the names of the projects that stay."""

    entries: int
    projects: int = 0
    staying: Sequence[str] = ()


@action(EDIT_OWN_TIME)
def undo_import(actor: Actor, found: TimeImport, *, now: datetime) -> Undone:
    """Take back everything that the import wrote, or nothing: not once some of it was approved or
    invoiced. Projects that it made go too, but for those that something else has used since. The
    same file may be imported again."""
    row = _mine(actor, found, ImportState.DONE)
    entries = take_back(actor, row, now=now)
    projects, staying = _take_back_projects(actor, row, now)
    row.state, row.undone_at = ImportState.UNDONE, now
    row.summary = {**row.summary, "gone": entries, "projects": projects, "staying": staying}
    row.save(update_fields=["state", "undone_at", "summary"])
    record(actor, row, "time.import_undone", gone=entries)
    return Undone(entries, projects, staying)


def _take_back_projects(actor: Actor, row: TimeImport, now: datetime) -> tuple[int, list[str]]:
    """Delete the projects that were made for the import and serve nothing else: how many went,
    and which stay. They stay too for whoever may not change projects any more."""
    made = list(projects_made(row).select_for_update())
    used = used_projects(made) if made else set()
    staying = []
    for project in made:
        if project.pk in used or not (actor.can(EDIT_PROJECTS) and actor.reaches(project)):
            staying.append(project.name)
        else:
            delete_project(actor, project, now=now)
    return len(made) - len(staying), staying


def take_back(actor: Actor, row: TimeImport, *, now: datetime) -> int:
    """Delete the living entries of an import and free their keys."""
    entries = row.entries.filter(deleted_at=None)
    approved_there = bool(row.choices.get("approved"))
    settled = [EntryState.LOCKED] if approved_there else [EntryState.LOCKED, EntryState.APPROVED]
    if entries.filter(state__in=settled).exists():
        raise Refused("import.used")
    ids = list(entries.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        delete_entries(actor, ids=ids[start : start + AT_ONCE], now=now)
    with recording(TimeEntry):
        TimeEntry.objects.filter(batch=row).update(origin_key=None)
    return len(ids)
