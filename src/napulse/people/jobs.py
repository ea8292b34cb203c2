"""Background work of people: invitations leave, calendars stay filled ahead."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import system_actor
from napulse.access.invitations import new_key_of
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter
from napulse.jobs.queue import job
from napulse.people import actions
from napulse.people.queries import agency_today, waiting_invitation


@job("people.send_invitation", label=gettext_lazy("Letter of invitation"))
@transaction.atomic
def send_invitation(*, user_id: int) -> None:
    """The letter with the link; run again, it leaves the first letter and its key alone."""
    invitation = waiting_invitation(user_id)
    if invitation is None:
        return
    ident = f"invitation:{invitation.pk}:{invitation.created_at.isoformat()}"
    if not Letter.objects.filter(key=ident).exists():
        _write(invitation.user, ident, new_key_of(invitation))


def _write(user: User, ident: str, key: str) -> None:
    """In the language of the invited person."""
    with translation.override(user.language):
        context = {
            "user": user,
            "agency": agency(),
            "url": settings.BASE_URL + reverse("access:join", args=[key]),
        }
        subject = _("%(agency)s: your place in Napulse") % {"agency": context["agency"]}
        text = render_to_string("people/mail/invitation.txt", context)
    queue_letter(
        Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=subject,
            text=text,
            key=ident,
            automatic=True,
            is_secret=True,
            door_key=key,
        ),
        now=timezone.now(),
    )


@job("people.fill_calendars", every_s=24 * 3600, label=gettext_lazy("Filling work calendars ahead"))
def fill_calendars() -> None:
    """Keep the work calendars filled from the year before to the year after."""
    year = agency_today(timezone.now()).year
    actions.seed_calendars(system_actor(), years=(year - 1, year, year + 1))
