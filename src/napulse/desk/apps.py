from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "napulse.desk"

    def ready(self) -> None:
        import_module("napulse.desk.jobs")
