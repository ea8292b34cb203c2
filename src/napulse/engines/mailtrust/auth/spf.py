"""SPF by pyspf, with the resolver handed in instead of its global one: RFC 7208."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

import spf

from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed, host_name
from napulse.engines.mailtrust.model import AuthState, Envelope, Resolver

_RECORD_CHARS = 4_096  # of a policy; longer ones are made to keep somebody busy
_STATES = {state.value: state for state in AuthState}


@dataclass(frozen=True)
class SpfResult:
    """The state, the domain that was asked, and its explanation of a failure."""

    state: AuthState
    domain: str = ""
    explanation: str = ""


class _Query(spf.query):  # type: ignore[misc]
    """One check. `dns` is the only way to the net that pyspf has; its answers are the resolver's.

    Void look-ups are counted as in pyspf; the resolver follows aliases itself.
    """

    def __init__(self, envelope: Envelope, resolver: Resolver) -> None:
        super().__init__(i=envelope.client_ip, s=envelope.mail_from, h=envelope.helo)
        self.t = "0"  # the %{t} of an explanation; no clock in here
        self._resolver = resolver

    def dns(
        self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False
    ) -> list[object]:
        """Values in pyspf's shapes; raises its errors."""
        name = str(name).removesuffix(".").lower()
        if not all(0 < len(label) < 64 for label in name.split(".")):
            return []
        answer = self._resolver.resolve(name, qtype)
        if answer.state == "temp":
            raise spf.TempError("DNS")
        values = [value for text in answer.values if (value := _value(text, qtype))]
        if not values and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("void look-ups")
        return values


def _value(text: str, qtype: str) -> object:
    if qtype == "TXT":
        is_huge = len(text) > _RECORD_CHARS
        return [text[: 0 if is_huge else None].encode("latin-1", "replace")]
    if qtype == "MX":
        preference, _, host = text.partition(" ")
        return (int(preference), host.rstrip(".")) if preference.isdigit() else None
    return text.rstrip(".")


def check_spf(envelope: Envelope | None, resolver: Resolver | Ledger) -> SpfResult:
    """The result for MAIL FROM, for HELO where that is empty; NONE without an envelope."""
    if envelope is None:
        return SpfResult(AuthState.NONE)
    try:
        domain = _domain(envelope)
        ipaddress.ip_address(envelope.client_ip)  # pyspf has words with a meaning in its place
    except Malformed:
        return SpfResult(AuthState.NONE)
    except ValueError:
        return SpfResult(AuthState.PERMERROR)
    try:
        state, _code, explanation = _Query(envelope, resolver).check()
    except Exception:  # records are strangers' texts, and pyspf asserts on some
        return SpfResult(AuthState.PERMERROR, domain)
    return SpfResult(_STATES.get(state, AuthState.PERMERROR), domain, explanation)


def _domain(envelope: Envelope) -> str:
    """The one domain of the sender; with two `@` readers disagree on which one that is."""
    sender = envelope.mail_from or envelope.helo
    if sender.count("@") > 1:
        raise Malformed("domain")
    return host_name(sender.rpartition("@")[2])
