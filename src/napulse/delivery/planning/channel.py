"""Between a computation in its own thread and the job that tells the page of it."""

import threading
import time
from dataclasses import dataclass, field

from napulse.engines.planning.model import Plan, Progress


@dataclass
class Channel:
    """The computation says where it is; the job reads it, and may say that it is enough."""

    began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _enough: threading.Event = field(default_factory=threading.Event)
    _stage: str = "promises"
    _last: Progress | None = None
    _best: Plan | None = None

    def stage(self, name: str) -> None:
        with self._lock:
            self._stage = name

    def watch(self, told: Progress) -> None:
        """What the engine calls for every better plan or bound, from any thread."""
        with self._lock:
            self._last, self._stage = told, told.stage if told.stage != "plan" else "search"
            self._best = told.plan or self._best

    def enough(self) -> None:
        self._enough.set()

    def stop(self) -> bool:
        """What the engine asks: is it to end with what it has?"""
        return self._enough.is_set()

    @property
    def seconds(self) -> int:
        return int(time.monotonic() - self.began)

    def heard(self) -> tuple[str, Progress | None, Plan | None]:
        """The stage, the last news, and the best plan so far."""
        with self._lock:
            return self._stage, self._last, self._best
