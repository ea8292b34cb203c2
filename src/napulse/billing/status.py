"""What invoices have to say in a client's status report: what waits for payment."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.billing.models import Invoice
from napulse.billing.queries.invoices import LIVE, invoices
from napulse.engines.kernel.money import Money
from napulse.engines.reports import LineTone, Section, StatusLine, fingerprint
from napulse.people.queries import agency_today
from napulse.ui.formats import money, written_day


def status_lines(
    actor: Actor, *, client_id: int, since: datetime, now: datetime
) -> list[StatusLine]:
    """Every invoice that the client was sent and has not paid, the oldest first."""
    rows = invoices(actor).filter(LIVE, client_id=client_id).order_by("due_on", "pk")
    today = agency_today(now)
    return [line for row in rows if (line := invoice_line(row, today)) is not None]


def invoice_line(row: Invoice, today: date) -> StatusLine | None:
    """What one unpaid invoice has to say on a day."""
    if row.open_minor <= 0:
        return None
    late = row.due_on is not None and row.due_on < today
    values = {
        "number": row.number,
        "amount": money(Money(row.open_minor, row.currency)),
        "day": written_day(row.due_on or today),
    }
    if late:
        text = _("Invoice No. %(number)s: %(amount)s was due on %(day)s") % values
    else:
        text = _("Invoice No. %(number)s: %(amount)s is due on %(day)s") % values
    return StatusLine(
        key=f"invoice:{row.pk}",
        section=Section.WAITS_CLIENT,
        text=text,
        source="billing.Invoice",
        source_id=row.pk,
        fingerprint=fingerprint({"open": row.open_minor, "due": row.due_on, "late": late}),
        project_id=row.project_id,
        tone=LineTone.WARN if late else LineTone.PLAIN,
    )
