from importlib import import_module

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "napulse.clients"

    def ready(self) -> None:
        import_module("napulse.clients.events")
        import_module("napulse.clients.jobs")
