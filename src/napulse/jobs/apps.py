from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "napulse.jobs"

    def ready(self) -> None:
        import_module("napulse.jobs.events")
        import_module("napulse.jobs.jobs")
