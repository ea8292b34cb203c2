"""Every door of the product, found by walking the URL resolver."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from napulse.access.levels import Need
from napulse.config.api import PREFIX


@dataclass(frozen=True)
class Door:
    method: str
    name: str
    path: str
    need: Need | None
    open_because: str

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.path)

    def address(self, values: Mapping[str, object]) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "1")), self.path)


def doors(resolver: URLResolver | None = None, prefix: str = "/", app: str = "") -> Iterator[Door]:
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(PREFIX):
            continue  # operations have locks of their own, see test_openapi.py
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            yield Door(
                method=getattr(view, "method", "GET"),
                name=f"{app}:{pattern.name}" if app else str(pattern.name),
                path=path,
                need=getattr(view, "need", None),
                open_because=getattr(view, "open_because", ""),
            )
        else:
            yield from doors(pattern, path, pattern.app_name or app)


ALL = list(doors())
LOCKED = [door for door in ALL if door.need]
OPEN = [door for door in ALL if door.open_because]
