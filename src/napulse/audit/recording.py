"""The switch that says: changes to these kinds of row are being written to history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

_recording: ContextVar[frozenset[type[models.Model]]] = ContextVar("recording", default=frozenset())


class UnrecordedWrite(AssertionError):
    """Somebody tried to change an audited row outside its own `change`."""


def require_recording(model: type[models.Model]) -> None:
    """`model` itself is being recorded, or the root it names is."""
    if not _recording.get() & {model, getattr(model, "root", model)}:
        raise UnrecordedWrite(model._meta.label)


@contextmanager
def recording(*kinds: type[models.Model]) -> Iterator[None]:
    token = _recording.set(_recording.get() | set(kinds))
    try:
        yield
    finally:
        _recording.reset(token)
