"""`napulse policy check`: is this policy whole, and does every rule find what it should?"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from napulse.engines.mailtrust.lint import lint_policy

WRONG, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "Check policies of brands: `napulse policy check FILE…`. Exit code 1 tells of mistakes."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check"])
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(max(self._check(Path(name)) for name in options["files"]))

    def _check(self, path: Path) -> int:
        try:
            problems = lint_policy(path)
        except (OSError, UnicodeDecodeError) as error:
            words = error.strerror if isinstance(error, OSError) else "this is not UTF-8"
            self.stderr.write(f"{path}: {words}")
            return UNUSABLE
        for problem in problems:
            self.stdout.write(str(problem))
        if not problems:
            self.stdout.write(f"{path}: no mistakes")
        return WRONG if problems else 0
