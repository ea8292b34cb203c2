"""How the command line says no: one line, no traceback, exit code 2."""

import socket


class Stop(Exception):
    """Something a person can put right; the message says what."""


def require_pages() -> None:
    """Without the collected files every page would fail; say so before serving any."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage

    if settings.DEBUG or getattr(staticfiles_storage, "hashed_files", True):
        return
    raise Stop("the files of the pages are not collected; run `napulse collectstatic` once")


def require_free(host: str, port: int) -> None:
    """Say so at once when nothing can listen there, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        why = error.strerror or str(error)
        raise Stop(f"cannot listen on {host}:{port}: {why}; try another --port") from None
