"""The environment, read once and typed. Every name here is documented in docs/admin/settings.md."""

import os
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

TRUE = {"1", "true", "yes", "on"}


class BadEnvironment(Exception):
    """A variable has a value that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class MailOut:
    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str
    timeout_s: int

    @property
    def is_set(self) -> bool:
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class Env:
    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    debug: bool
    hosts: tuple[str, ...]
    base_url: str
    mail: MailOut
    nameservers: tuple[tuple[str, int], ...] | None
    trusted_proxies: int
    zone: str
    language: str


def _text(name: str, default: str = "") -> str:
    """A value, or the content of the file that NAME_FILE points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "").strip() or default


def _int(name: str, default: int) -> int:
    try:
        return int(_text(name, str(default)))
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number") from None


def _language() -> str:
    found = _text("NAPULSE_LANGUAGE", "ru")
    if found not in {"ru", "en"}:
        raise BadEnvironment("NAPULSE_LANGUAGE must be ru or en")
    return found


def _base_url() -> str:
    found = _text("NAPULSE_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise BadEnvironment("NAPULSE_URL must be like https://napulse.example")
    return found


def _secret(data_dir: Path) -> str:
    """The signing key: given, or made on first start and kept beside the data."""
    if given := _text("NAPULSE_SECRET_KEY"):
        return given
    kept = data_dir / "secret-key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def _mail() -> MailOut:
    security = _text("NAPULSE_SMTP_SECURITY", "starttls")
    if security not in {"starttls", "tls", "none"}:
        raise BadEnvironment("NAPULSE_SMTP_SECURITY must be starttls, tls or none")
    return MailOut(
        host=_text("NAPULSE_SMTP_HOST"),
        port=_int("NAPULSE_SMTP_PORT", 465 if security == "tls" else 587),
        user=_text("NAPULSE_SMTP_USER"),
        password=_text("NAPULSE_SMTP_PASSWORD"),
        security=security,
        sender=_text("NAPULSE_MAIL_FROM", "napulse@localhost"),
        timeout_s=_int("NAPULSE_SMTP_TIMEOUT", 20),
    )


def _nameservers() -> tuple[tuple[str, int], ...] | None:
    """Address and port of each; empty: the system's own; None: names are not looked up."""
    given = _text("NAPULSE_DNS")
    if given == "none":
        return None
    servers = [each.strip() for each in given.split(",") if each.strip()]
    try:
        pairs = [each.partition("#") for each in servers]
        return tuple((str(ip_address(host)), int(port or 53)) for host, _mark, port in pairs)
    except ValueError:
        raise BadEnvironment("NAPULSE_DNS must be none, or addresses like 10.0.0.2#5353") from None


def read_env() -> Env:
    data_dir = Path(_text("NAPULSE_HOME", "var")).expanduser().resolve()
    hosts = _text("NAPULSE_HOSTS", "127.0.0.1,localhost,[::1]")
    return Env(
        data_dir=data_dir,
        database_url=_text("DATABASE_URL", f"sqlite:///{data_dir / 'napulse.sqlite3'}"),
        secret_key=_secret(data_dir),
        debug=_text("NAPULSE_DEBUG").lower() in TRUE,
        hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        base_url=_base_url(),
        mail=_mail(),
        nameservers=_nameservers(),
        trusted_proxies=_int("NAPULSE_TRUSTED_PROXIES", 0),
        zone=_text("NAPULSE_ZONE", "Europe/Moscow"),
        language=_language(),
    )
