from importlib import import_module

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "napulse.service"

    def ready(self) -> None:
        import_module("napulse.service.events")
        import_module("napulse.service.jobs")
