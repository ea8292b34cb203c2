"""Background work of incoming mail: importing it registers every job."""

from napulse.mail.jobs import judging, mailboxes, previews, telling, uploads

__all__ = ["judging", "mailboxes", "previews", "telling", "uploads"]
