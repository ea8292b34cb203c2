from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "napulse.billing"

    def ready(self) -> None:
        import_module("napulse.billing.events")
        import_module("napulse.billing.jobs")
