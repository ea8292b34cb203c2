"""The chain of history alone."""

from napulse.config.management.commands import check


class Command(check.Command):
    help = "Check that nobody rewrote history; exit code 1 names the first break."

    def check(self, *args: object, **kwargs: object) -> None:
        """Only history is looked at."""
