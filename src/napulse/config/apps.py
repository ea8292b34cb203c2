from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Wiring as an app, so that its commands stand behind `napulse`."""

    name = "napulse.config"
    label = "config"
