"""Judges letters that wait for it, one after another; what fails for one does not stop the rest."""

import logging
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.engines.mailtrust.assess import PolicySet
from napulse.jobs.queue import job
from napulse.mail.actions.judging import Judgement, judge_letter
from napulse.mail.judging import judged_row
from napulse.mail.models import Letter
from napulse.mail.queries.letters import to_judge
from napulse.mail.queries.policies import policies_in_force

log = logging.getLogger(__name__)


@job("mail.judge", label=_("Checking letters"))
def judge(letter_ids: list[int]) -> None:
    """These letters, as far as they still wait."""
    judge_all(to_judge(letter_ids, limit=len(letter_ids)))


@job("mail.judge_left_over", every_s=60, label=_("Letters that a stopped worker left unchecked"))
def judge_left_over() -> None:
    """Letters that a worker that died has left without a verdict."""
    judge_all(to_judge())


def judge_all(letters: Sequence[Letter]) -> None:
    if not letters:
        return
    policies = policies_in_force()
    for letter in letters:
        judgement = _judgement(letter, policies)
        judge_letter(system_actor(), letter, judgement=judgement, now=timezone.now())


def _judgement(letter: Letter, policies: PolicySet) -> Judgement:
    """Outside any transaction: name servers take their time."""
    try:
        report = judged_row(letter, policies, now=timezone.now())
        return Judgement.of(letter.blob.raw, report)
    except Exception:
        log.exception("letter %s could not be judged", letter.pk)
        return Judgement(None)
