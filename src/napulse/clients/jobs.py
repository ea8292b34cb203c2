"""Background work of clients: the run of an import, and the nightly end of what was deleted."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.queries import actor_of
from napulse.clients import actions
from napulse.clients.models import Import, ImportState
from napulse.clients.queries.imports import import_by_id, plan_of
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.queue import job
from napulse.jobs.work import Cancelled, Progress, working

DAY_S = 24 * 3600


@job("clients.import", label=_("Import of clients or contacts"))
def run_import(import_id: int) -> None:
    """Check every row again as of now, then write all of them at once.

    Whatever stops it before the end (a wish, an error), nothing is written and the import is
    back where a person can look at it.
    """
    found = import_by_id(import_id)
    if found.state != ImportState.RUNNING or found.work_id is None:
        return
    actor = actor_of(found.user, now=timezone.now())
    try:
        with working(found.work_id) as progress:
            _write(found, progress)
            return
    except Cancelled:
        pass
    except (Refused, NotAllowed):
        actions.stop_import(actor, found, state=ImportState.FAILED)
        return
    except Exception:
        actions.stop_import(actor, found, state=ImportState.FAILED)
        raise
    actions.stop_import(actor, found, state=ImportState.PREVIEW)


def _write(found: Import, progress: Progress) -> None:
    actor = actor_of(found.user, now=timezone.now())
    plan = plan_of(actor, found, progress.tell)
    progress.result = dict(actions.write_import(actor, found, plan=plan))


@job("clients.purge", every_s=DAY_S, label=_("Removing for good what was deleted"))
def purge() -> None:
    actions.purge_deleted(system_actor(), now=timezone.now())
