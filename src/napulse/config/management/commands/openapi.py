"""`napulse openapi`: the description of the API, for docs/openapi.json and whoever calls it."""

from typing import Any

from django.core.management.base import BaseCommand

from napulse.config.api import document


class Command(BaseCommand):
    help = "Write the description of the API (OpenAPI) to stdout."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
