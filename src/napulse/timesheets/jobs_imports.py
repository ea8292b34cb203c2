"""Background work of imports of time: the run, in parts, with its progress."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import Actor
from napulse.access.queries import actor_of
from napulse.clients.models import ImportState
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.queue import job
from napulse.jobs.work import Cancelled, Progress, working
from napulse.people.queries import agency_today
from napulse.timesheets.actions import imports as actions
from napulse.timesheets.importing import plan_of
from napulse.timesheets.models import TimeImport
from napulse.timesheets.queries.imports import import_by_id


@job("timesheets.import_time", label=_("Import of time"))
def import_time(import_id: int) -> None:
    """Check every row again as of now, then write them. Whatever stops it, what it had written is
    taken back, and the import is where a person can look at it."""
    found = import_by_id(import_id)
    if found.state != ImportState.RUNNING or found.work_id is None:
        return
    actor = actor_of(found.user, now=timezone.now())
    try:
        with working(found.work_id) as progress:
            _write(actor, found, progress)
            return
    except Cancelled:
        pass
    except (Refused, NotAllowed):
        _stop(actor, found, ImportState.FAILED)
        return
    except Exception:
        _stop(actor, found, ImportState.FAILED)
        raise
    _stop(actor, found, ImportState.PREVIEW)


def _write(actor: Actor, found: TimeImport, progress: Progress) -> None:
    now = timezone.now()
    plan = plan_of(actor, found, today=agency_today(now))
    actions.write_rows(actor, plan, now=now, step=progress.tell)
    progress.result = dict(actions.finish_import(actor, found, plan=plan))


def _stop(actor: Actor, found: TimeImport, state: str) -> None:
    with suppress(Refused, NotAllowed), transaction.atomic():
        actions.take_back(actor, found, now=timezone.now())
    actions.stop_import(actor, found, state=state)
