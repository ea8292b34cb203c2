"""A real SMTP server of the journey's own, and the letters it was given."""

import queue
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.journeys.installation import free_port

WITHIN_S = 60


class Post:
    """Takes every letter and keeps it until somebody reads it."""

    def __init__(self) -> None:
        self._came: queue.Queue[EmailMessage] = queue.Queue()
        self._unread: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self._came.put(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def letter_to(self, address: str, link: str) -> str:
        """The first address that begins so in a letter to this person, waited for."""
        while True:
            for letter in self._unread:
                found = re.search(link, text_of(letter)) if address in letter["To"] else None
                if found:
                    self._unread.remove(letter)
                    return found[0]
            self._unread.append(self._came.get(timeout=WITHIN_S))


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None, letter["Subject"]
    return str(body.get_content())


@contextmanager
def post_office() -> Iterator[tuple[Post, dict[str, str]]]:
    """The server, and the settings that lead letters to it."""
    post = Post()
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        post,
        {
            "NAPULSE_SMTP_HOST": "127.0.0.1",
            "NAPULSE_SMTP_PORT": str(port),
            "NAPULSE_SMTP_SECURITY": "none",
        },
    )
    controller.stop()
