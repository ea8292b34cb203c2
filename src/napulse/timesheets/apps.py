from importlib import import_module

from django.apps import AppConfig


class TimesheetsConfig(AppConfig):
    name = "napulse.timesheets"

    def ready(self) -> None:
        import_module("napulse.timesheets.events")
        import_module("napulse.timesheets.events_expenses")
        import_module("napulse.timesheets.jobs")
        import_module("napulse.timesheets.jobs_scope")
        import_module("napulse.timesheets.jobs_imports")
