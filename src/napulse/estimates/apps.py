from importlib import import_module

from django.apps import AppConfig


class EstimatesConfig(AppConfig):
    name = "napulse.estimates"

    def ready(self) -> None:
        import_module("napulse.estimates.events")
        import_module("napulse.estimates.jobs")
