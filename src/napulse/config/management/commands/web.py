"""The pages alone, for several nodes on PostgreSQL; background work runs in `napulse worker`."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from napulse.config.arguments import a_count, add_address
from napulse.config.serving import Serving, serve
from napulse.config.stopping import require_free, require_pages


class Command(BaseCommand):
    help = "Serve the pages alone, in several processes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_address(parser)
        parser.add_argument("--workers", type=a_count, default=2, help="processes (default: 2)")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        require_pages()
        require_free(host, port)
        greeting = partial(self.stdout.write, f"Napulse is at {settings.BASE_URL}")
        serve(Serving(host=host, port=port, processes=workers, greeting=greeting))
