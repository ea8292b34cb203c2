from importlib import import_module

from django.apps import AppConfig


class ProfitConfig(AppConfig):
    name = "napulse.profit"

    def ready(self) -> None:
        import_module("napulse.profit.events")
        import_module("napulse.profit.jobs")
