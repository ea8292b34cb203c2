"""Rows of incoming mail, by noun."""

from napulse.mail.models.brands import Brand, BrandPolicy, BrandReport
from napulse.mail.models.letters import (
    Judged,
    Letter,
    LetterBlob,
    LetterTold,
    Source,
    Upload,
    UploadState,
)
from napulse.mail.models.mailboxes import (
    Mailbox,
    MailboxReader,
    MailboxState,
    MailFolder,
    Security,
)

__all__ = [
    "Brand",
    "BrandPolicy",
    "BrandReport",
    "Judged",
    "Letter",
    "LetterBlob",
    "LetterTold",
    "MailFolder",
    "Mailbox",
    "MailboxReader",
    "MailboxState",
    "Security",
    "Source",
    "Upload",
    "UploadState",
]
