"""Refuses to build a wheel that could not serve a page; `make wheel` prepares what is missing."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MADE = (
    "ui/static/vendor/htmx.min.js",
    "ui/locale/ru/LC_MESSAGES/django.mo",
    "staticfiles/staticfiles.json",
)


class Prepared(BuildHookInterface):  # type: ignore[type-arg, misc] # untyped
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        package = Path(self.root) / "src" / "napulse"
        if missing := [name for name in MADE if not (package / name).is_file()]:
            raise SystemExit(f"not built yet: {', '.join(missing)}; `make wheel` builds the wheel")
