from importlib import import_module

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "napulse.delivery"

    def ready(self) -> None:
        import_module("napulse.delivery.events")
        import_module("napulse.delivery.jobs")
