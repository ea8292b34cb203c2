from importlib import import_module

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "napulse.contracts"

    def ready(self) -> None:
        import_module("napulse.contracts.events")
        import_module("napulse.contracts.jobs")
