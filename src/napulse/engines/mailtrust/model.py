"""What goes into the judgement of a letter and what comes out: frozen, JSON-stable, no behaviour.

Positions are half-open. Byte positions count from the first byte of the raw letter; character
positions count in `Part.content` of the part's path: its text after transfer decoding and charset
decoding, for HTML the markup. So a span can be cut out of a letter, and be marked for a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

ENGINE_VERSION = "1"


class Verdict(StrEnum):
    """The four answers. There is no score: rules place a letter on this lattice."""

    NO_CLAIM = "no_claim"
    GENUINE = "genuine"
    SUSPICIOUS = "suspicious"
    FRAUDULENT = "fraudulent"


class Severity(IntEnum):
    """The weight of a finding. From `WARN` on a letter can no longer be genuine."""

    PROOF = 0  # speaks for the letter: an aligned signature, the official domain
    NOTE = 1  # worth knowing, changes nothing: a signature that has expired since
    WARN = 2  # makes a claiming letter suspicious
    FRAUD = 3  # makes a claiming letter fraudulent


# --- evidence ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeaderSpan:
    """Bytes of one header field: `name` in lower case, `index` among the fields of that name."""

    name: str
    index: int
    byte_from: int
    byte_to: int


@dataclass(frozen=True)
class PartSpan:
    """Characters of a part's text; `path` as in `Part.path`. `visible` tells what a reader sees."""

    path: str
    char_from: int
    char_to: int
    visible: bool = True


@dataclass(frozen=True)
class Link:
    """A link as it stands: where it goes, the words it is shown with, the part, its place there."""

    href: str
    text: str
    path: str
    char_from: int = 0
    char_to: int = 0


@dataclass(frozen=True)
class Dns:
    """An answer that was relied on; `answer` is empty for a name that does not exist."""

    name: str
    type: str
    answer: str


@dataclass(frozen=True)
class PolicyLine:
    """A place in a policy: `brand`, and the dotted path of the rule, as `never_sends.lottery`."""

    brand: str
    path: str


Evidence = HeaderSpan | PartSpan | Link | Dns | PolicyLine


@dataclass(frozen=True)
class Finding:
    """One reason. `rule` is its stable code (`sender.ambiguous`, `mail.ru/never_sends.lottery`).

    `message` names the sentence, `params` fill it; the sentence itself is made at the door.
    """

    rule: str
    severity: Severity
    message: str
    params: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


# --- what the stages hand on ------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One plausible author. `shown` is the name a mail program displays, decoded."""

    local: str
    domain: str  # ASCII (punycode), lower case, no trailing dot
    shown: str
    span: HeaderSpan

    @property
    def address(self) -> str:
        """The address as one word."""
        return f"{self.local}@{self.domain}"


@dataclass(frozen=True)
class SenderView:
    """The union of all plausible senders; more than one domain is never genuine.

    `visible` is what a person takes for the sender: the last plausible address in angle brackets
    of the first From, else the only bare one; None where nothing can be read.
    """

    authors: tuple[Address, ...] = ()
    visible: Address | None = None
    reply_to: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    defects: tuple[str, ...] = ()  # structural defects of From, as codes

    @property
    def ambiguous(self) -> bool:
        """Whether two readers could see two senders."""
        return bool(self.defects) or len({a.address for a in self.authors}) != 1


class AuthState(StrEnum):
    """A result, in the words of RFC 8601."""

    PASS = "pass"  # noqa: S105 # a result, not a secret
    FAIL = "fail"
    NEUTRAL = "neutral"
    SOFTFAIL = "softfail"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True)
class Signature:
    """One DKIM signature, judged at the moment the letter was received.

    `reason` is a code, "" for a pass. `notes` that matter, so that the signature proves no sender:
    `body_length` (l= short of the body), `expired` (past `x=` when received), `weak_key`,
    `weak_hash`, `from_unsigned`, `subject_unsigned`, `reply_to_unsigned`, `field_added` (more
    fields of a signed name than were signed). Other notes: `expired_since` (good then, past `x=`
    now), `future`, `test_key`, `content_type_unsigned`, `encoding_unsigned`, `date_unsigned`,
    `not_oversigned`.
    """

    domain: str
    selector: str
    state: AuthState
    reason: str
    span: HeaderSpan
    identity: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthSummary:
    """SPF, DKIM, DMARC and ARC as checked here, and what a trusted receiver recorded.

    `aligned` holds the author's domain proven by an aligned passing signature without weakness, or
    "". `vouched` names the trusted receiver (authserv-id) that recorded dmarc=pass for the author's
    domain, `sealed` the named ARC sealer whose chain passes with the original aligned; else "".
    `author_signed` tells whether the author's domain tried to sign at all.
    """

    spf: AuthState = AuthState.NONE
    spf_domain: str = ""
    signatures: tuple[Signature, ...] = ()
    dmarc: AuthState = AuthState.NONE
    dmarc_policy: str = ""  # none, quarantine, reject, or "" without a record
    dmarc_percent: int = 100  # the share of letters its owner wants the policy applied to
    arc: AuthState = AuthState.NONE
    arc_sealers: tuple[str, ...] = ()
    aligned: str = ""
    vouched: str = ""
    sealed: str = ""
    author_signed: bool = False
    forwarded: bool = False  # a list or a forwarder explains a broken signature
    received_at: datetime | None = None  # at the trusted boundary
    dns: tuple[Dns, ...] = ()


@dataclass(frozen=True)
class Report:
    """The judgement. Same letter, policies and context: the same report, byte for byte as JSON."""

    verdict: Verdict
    brand: str  # the id of the policy that decided, "" for no claim
    findings: tuple[Finding, ...]
    sender: SenderView
    auth: AuthSummary
    defects: tuple[str, ...] = ()
    truncated: bool = False
    policy_version: int = 0
    engine_version: str = ENGINE_VERSION
    inner: str = ""  # the attached letter that was judged: all places count in its bytes


# --- what is injected -------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What a resolver knows. `state`: `ok`, `nxdomain` (no such name or no data), `temp`."""

    state: str
    values: tuple[str, ...] = ()


class Resolver(Protocol):
    """The only way to DNS: live, cached, or a table. Never raises."""

    def resolve(self, name: str, type: str, /) -> Answer:
        """Answer for TXT, A, AAAA, MX (`"10 host"`), PTR; names without a trailing dot.

        A TXT value keeps its bytes as Latin-1 characters, strings of one record joined.
        """
        ...


class NoDns:
    """A resolver that knows nothing for now: every check that needs a key stays open."""

    def resolve(self, name: str, type: str, /) -> Answer:
        """Every answer is temporary."""
        return Answer("temp")


@dataclass(frozen=True)
class Limits:
    """How much of a letter is looked at. What is past a limit makes the report `truncated`."""

    bytes: int = 60_000_000
    header_bytes: int = 1_000_000
    headers: int = 2_000
    header_field_bytes: int = 100_000
    parts: int = 200
    depth: int = 20
    text_chars: int = 400_000
    html_bytes: int = 2_000_000
    html_depth: int = 500
    links: int = 2_000
    encoded_words: int = 500
    addresses: int = 100
    signatures: int = 20
    dns_queries: int = 60


@dataclass(frozen=True)
class TrustRule:
    """A receiver whose Authentication-Results count.

    `authserv_id` as the receiver writes it; `first_only` counts the topmost field alone;
    an empty id with `received_by` trusts fields above the Received written by that host.
    """

    authserv_id: str
    received_by: str = ""
    first_only: bool = True


@dataclass(frozen=True)
class Envelope:
    """The SMTP session, where it is known: the client's address, HELO, MAIL FROM."""

    client_ip: str
    helo: str = ""
    mail_from: str = ""


@dataclass(frozen=True)
class Context:
    """Everything the judgement may depend on besides the letter and the policies."""

    as_of: datetime  # aware; "now" of the judgement
    resolver: Resolver = field(default_factory=NoDns)
    limits: Limits = field(default_factory=Limits)
    trusted: tuple[TrustRule, ...] = ()
    trusted_sealers: frozenset[str] = frozenset()
    envelope: Envelope | None = None
    holidays: frozenset[str] = frozenset()  # ISO dates, days nobody works
    received_at: datetime | None = None  # when known from the mailbox (INTERNALDATE)
    own_copy: bool = False  # saved from the asker's own mailbox: its topmost Received is theirs
