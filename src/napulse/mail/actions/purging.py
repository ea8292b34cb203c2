"""What was deleted long ago goes for good, with bytes that nothing else refers to."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from napulse.access.actor import Actor, action
from napulse.mail.models import BrandReport, Letter, LetterBlob
from napulse.mail.permissions import EDIT_LETTERS


@action(EDIT_LETTERS)
def purge_letters(actor: Actor, *, before: datetime) -> int:
    """Remove letters put away before this moment; says how many."""
    rows = Letter.objects.filter(deleted_at__lt=before)
    count = int(rows.count())
    rows.delete()
    drop_orphans()
    return count


def drop_orphans() -> None:
    """Bytes without a letter or a visitor's report; call inside an action."""
    used = Letter.objects.filter(blob=OuterRef("pk"))
    reported = BrandReport.objects.filter(blob=OuterRef("pk"))
    LetterBlob.objects.filter(~Exists(used), ~Exists(reported)).delete()
