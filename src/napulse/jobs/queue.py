"""Background work by name, so that actions never import the jobs that they cause."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.utils.functional import Promise
from django_tasks import task

Row = TypeVar("Row")

JOBS: dict[str, Callable[..., None]] = {}
SCHEDULE: dict[str, int] = {}
LABELS: dict[str, str | Promise] = {}


def job(
    name: str, *, every_s: int | None = None, label: str | Promise = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job; with `every_s` it also runs by itself that often (no arguments then).

    `label` is what the page of background work calls it.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if name in JOBS:
            raise ValueError(f"job {name} is declared twice")
        JOBS[name] = function
        LABELS[name] = label or name
        if every_s:
            SCHEDULE[name] = every_s
        return function

    return register


def label_of(name: str) -> str:
    """What a person reads instead of the job's name."""
    return str(LABELS.get(name, name))


def for_each(rows: Iterable[Row], act: Callable[[Row], object]) -> None:
    """Act on each of a sweep's rows. What one cannot do keeps no other from its turn.

    Whatever was raised is raised when all had theirs, so that the job counts as failed.
    """
    failed = []
    for row in rows:
        try:
            act(row)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("some rows of the sweep failed", failed)


def after_commit(name: str, **ids: Any) -> None:
    """Queue a job that runs once the surrounding transaction is stored. Ids only, no objects.

    The task is a row of the same transaction: workers see it after the commit, never without it,
    and no kill between commit and queue can lose it.
    """
    run.enqueue(name, ids)


@task()
def run(name: str, ids: dict[str, Any]) -> None:
    JOBS[name](**ids)
