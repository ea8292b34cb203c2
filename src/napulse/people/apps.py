from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "napulse.people"

    def ready(self) -> None:
        import_module("napulse.people.events")
        import_module("napulse.people.jobs")
