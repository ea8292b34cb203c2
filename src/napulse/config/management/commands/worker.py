"""Background work alone: tasks, schedules, letters."""

import signal
import sys
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from napulse.jobs.worker import work


class Command(BaseCommand):
    help = "Work the jobs and send the letters; several may run at once."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        stop = Event()

        def wish_to_stop(_number: int, _frame: FrameType | None) -> None:
            if stop.is_set():
                sys.exit(1)
            stop.set()

        signal.signal(signal.SIGTERM, wish_to_stop)
        signal.signal(signal.SIGINT, wish_to_stop)
        work(stop, once=once)
