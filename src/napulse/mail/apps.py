from importlib import import_module

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "napulse.mail"

    def ready(self) -> None:
        import_module("napulse.mail.events")
        import_module("napulse.mail.jobs")
