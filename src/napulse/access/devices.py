"""Names a device by what its browser says about itself, and tells where it is."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone", True),
    ("iPad", "iPad", True),
    ("Android", "Android", True),
    ("Windows", "Windows", False),
    ("Mac OS", "macOS", False),
    ("Linux", "Linux", False),
)


@dataclass(frozen=True, slots=True)
class Device:
    browser: str
    system: str
    is_phone: bool

    def __str__(self) -> str:
        return " · ".join(word for word in (self.browser, self.system) if word)


def address_of(request: HttpRequest) -> str:
    """The address that the request came from, past the proxies that we trust."""
    address: str = get_adapter().get_client_ip(request)
    return address


def device_of(agent: str) -> Device:
    """Browser and system, as far as they are told; empty when they are not."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system, is_phone = next(
        ((name, phone) for mark, name, phone in SYSTEMS if mark in agent), ("", False)
    )
    return Device(browser, system, is_phone)
