"""Background work of the books: the nightly check, packs when their day comes, their letters."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import system_actor
from napulse.access.models import User
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.permissions import close_letters
from napulse.jobs.queue import for_each, job
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit.actions.books import CHECK, TELL, keep_check
from napulse.profit.actions.packs import SEND, make_pack, send_pack
from napulse.profit.documents.packs import PACK, pack_letter
from napulse.profit.faults_said import sentence
from napulse.profit.models import BooksCheck, MonthlyPack
from napulse.profit.permissions import VIEW_BOOKS
from napulse.profit.queries.books import checked
from napulse.profit.queries.packs import month_due, readers

DAY, HOUR = 24 * 3600, 3600
FAULTS = "profit.books"

close_letters(PACK, VIEW_BOOKS)
close_letters(FAULTS, VIEW_BOOKS)


@job(CHECK, every_s=DAY, label=gettext_lazy("Check of the books"))
def books_check() -> None:
    """Hold every sum against what it is made of."""
    keep_check(system_actor(), found=checked(), now=timezone.now())


@job(TELL, label=gettext_lazy("Letters about books that do not agree"))
def books_tell(check_id: int) -> None:
    """A letter to each reader of packs about the faults of one check."""
    run = BooksCheck.objects.get(pk=check_id)
    for_each(readers(), lambda user: queue_letter(_fault_letter(run, user), now=run.at))


def _fault_letter(run: BooksCheck, user: User) -> Draft:
    currency = money_rules().base_currency
    with translation.override(user.language):
        context = {
            "faults": [sentence(fault, currency) for fault in run.faults],
            "link": f"{settings.BASE_URL}{reverse('profit:books_check')}",
        }
        return Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=_("The books do not agree"),
            text=render_to_string("profit/mail/faults.txt", context),
            key=f"books:{run.pk}:{user.pk}",
            about=FAULTS,
            about_id=run.pk,
            automatic=True,
        )


@job("profit.packs", every_s=HOUR, label=gettext_lazy("Monthly packs"))
def packs() -> None:
    """Make last month's pack when its day has come, and send it to whoever reads packs."""
    now = timezone.now()
    month = month_due(agency_today(now))
    if month is None:
        return
    made = make_pack(system_actor(), month_on=month, now=now)
    if readers():
        send_pack(system_actor(), made, now=now)


@job(SEND, label=gettext_lazy("Letters with a monthly pack"))
def pack_send(pack_id: int) -> None:
    """A letter with PDF and workbook to each reader; one who has it gets no second."""
    pack, now = MonthlyPack.objects.get(pk=pack_id), timezone.now()
    for_each(readers(), lambda user: queue_letter(pack_letter(pack, user), now=now))
