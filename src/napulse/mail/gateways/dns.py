"""Asks name servers, with patience that ends; never raises."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.nameserver
import dns.resolver
from dns.rdata import Rdata

from napulse.engines.mailtrust.model import Answer

ONE_QUESTION_S = 3.0
ONE_LETTER_S = 20.0
KEPT = 20_000
UNKNOWN = Answer("temp")
NONE = Answer("nxdomain")
TYPES = frozenset({"TXT", "A", "AAAA", "MX", "PTR"})


def resolver_for(nameservers: tuple[tuple[str, int], ...]) -> dns.resolver.Resolver | None:
    """A resolver with a memory that minds how long each answer is good; None without servers."""
    try:
        resolver = dns.resolver.Resolver(configure=not nameservers)
    except (dns.resolver.NoResolverConfiguration, OSError):
        return None
    if nameservers:
        resolver.nameservers = [
            dns.nameserver.Do53Nameserver(address, port) for address, port in nameservers
        ]
    resolver.cache = dns.resolver.LRUCache(KEPT)
    resolver.lifetime = resolver.timeout = ONE_QUESTION_S
    return resolver


@dataclass
class LiveResolver:
    """Answers for one letter: when its seconds are used up, everything is unknown for now."""

    asked: dns.resolver.Resolver | None
    seconds: float = ONE_LETTER_S
    clock: Callable[[], float] = time.monotonic

    def resolve(self, name: str, type: str, /) -> Answer:
        """What the world says of the name; texts keep their bytes as Latin-1 characters."""
        if self.asked is None or self.seconds <= 0 or type not in TYPES:
            return UNKNOWN
        began = self.clock()
        try:
            return self._ask(self.asked, name, type)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return NONE
        except (dns.exception.DNSException, OSError, ValueError, UnicodeError):
            return UNKNOWN
        finally:
            self.seconds -= self.clock() - began

    @staticmethod
    def _ask(asked: dns.resolver.Resolver, name: str, type: str) -> Answer:
        try:
            wanted = dns.name.from_text(name)
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return NONE
        found = asked.resolve(wanted, type, search=False)
        values = tuple(sorted(_value(each, type) for each in found))
        return Answer("ok", values) if values else NONE


def _value(data: Rdata, type: str) -> str:
    if type == "TXT":
        return b"".join(data.strings).decode("latin-1")  # type: ignore[attr-defined] # of TXT
    if type == "MX":
        return f"{data.preference} {_host(data.exchange)}"  # type: ignore[attr-defined] # of MX
    if type == "PTR":
        return _host(data.target)  # type: ignore[attr-defined] # of PTR
    return data.to_text()


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
