from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "napulse.ledger"

    def ready(self) -> None:
        import_module("napulse.ledger.events")
        import_module("napulse.ledger.jobs")
