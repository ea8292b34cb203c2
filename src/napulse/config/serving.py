"""Serves the product with gunicorn: one process group, threads, no control socket."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from napulse.jobs.worker import work

THREADS = 8


@dataclass(frozen=True, slots=True)
class Serving:
    host: str
    port: int
    processes: int = 1
    with_worker: bool = False
    greeting: Callable[[], None] = lambda: None

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn with our settings, and the worker as a thread of its one process."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.stop = Event()
        self.worker = Thread(target=work, args=(self.stop,), daemon=True)
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._wishes().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        from napulse.config.wsgi import application

        return application

    def _wishes(self) -> dict[str, Any]:
        return {
            "bind": [self.serving.bind],
            "workers": self.serving.processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 5,
            "timeout": 60,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: self.serving.greeting(),
            "post_worker_init": lambda _process: self._begin(),
            "worker_exit": lambda _arbiter, _process: self._end(),
        }

    def _begin(self) -> None:
        settle()
        if self.serving.with_worker:
            self.worker.start()

    def _end(self) -> None:
        self.stop.set()
        if self.worker.is_alive():
            self.worker.join(timeout=4)


def settle() -> None:
    """Load what the first visitor would wait for; nothing that stays is looked through for rubbish
    again, which would stop a page for a tenth of a second now and then.
    """
    get_resolver().url_patterns  # noqa: B018 - imports every door
    gc.collect()
    gc.freeze()


def serve(serving: Serving) -> None:
    """Serve until told to stop. Connections are closed first: processes must not share them."""
    connections.close_all()
    Server(serving).run()
