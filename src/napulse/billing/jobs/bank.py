"""Reading of statements and writing of what they bring, in the background, with progress."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import Actor, system_actor
from napulse.access.queries import actor_of
from napulse.billing.actions.statements import (
    clear_rows,
    drop_statement,
    finish_reading,
    keep_rows,
    stop_statement,
    write_statement,
)
from napulse.billing.intake import read_in
from napulse.billing.models import Statement, StatementState
from napulse.billing.queries.statements import (
    ground,
    statement_by_id,
    unwritten_before,
    wanted_of,
)
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.queue import for_each, job
from napulse.jobs.work import Cancelled, Progress, working

DAY_S = 24 * 3600
KEPT_DAYS = 30


@job("billing.statement_read", label=_("Reading of a bank statement"))
def read_statement(statement_id: int) -> None:
    """Read it to its end, or leave nothing of it: each batch is stored by itself."""
    found = statement_by_id(statement_id)
    if found.state == StatementState.READING:
        _work(found, _read, StatementState.FAILED)


@job("billing.statement_write", label=_("Writing of a bank statement"))
def write_in(statement_id: int) -> None:
    """Write all of it or nothing; whatever stops it, it is back where it can be looked at."""
    found = statement_by_id(statement_id)
    if found.state == StatementState.RUNNING:
        _work(found, _write, StatementState.PREVIEW)


@job("billing.purge_statements", every_s=DAY_S, label=_("Forgetting statements nobody wrote"))
def purge() -> None:
    """A file that was read and not written for a month is forgotten, with whom it names."""
    now = timezone.now()
    for_each(
        unwritten_before(now - timedelta(days=KEPT_DAYS)),
        lambda found: drop_statement(system_actor(), found),
    )


Step = Callable[[Actor, Statement, Progress], None]


def _work(found: Statement, step: Step, otherwise: StatementState) -> None:
    if found.work_id is None:
        return
    actor = actor_of(found.work.user if found.work else found.loaded_by, now=timezone.now())
    try:
        with working(found.work_id) as progress:
            step(actor, found, progress)
            return
    except Cancelled:
        stop_statement(actor, found, state=otherwise, code="statement.cancelled")
        return
    except (Refused, NotAllowed) as said:
        code = said.code if isinstance(said, Refused) else "statement.not_allowed"
        values = said.values if isinstance(said, Refused) else {}
        told = {key: value for key, value in values.items() if isinstance(value, str | int)}
        stop_statement(actor, found, state=otherwise, code=code, values=told)
        return
    except Exception:
        stop_statement(actor, found, state=otherwise, code="statement.fault")
        raise


def _read(actor: Actor, found: Statement, progress: Progress) -> None:
    clear_rows(actor, found)
    reading = read_in(
        found,
        wanted_of(found),
        ground(actor),
        lambda rows: keep_rows(actor, found, rows=rows),
        progress.tell,
    )
    finish_reading(actor, found, found=reading)


def _write(actor: Actor, found: Statement, progress: Progress) -> None:
    progress.result = dict(write_statement(actor, found, tell=progress.tell, now=timezone.now()))
