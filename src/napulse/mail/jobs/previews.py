"""What a version of a policy would have said about the last letters: tried out, nothing changed."""

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.queries import actor_of
from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.loading import load_policy
from napulse.jobs.queue import job
from napulse.jobs.work import Progress, run_work
from napulse.mail.judging import judged_row
from napulse.mail.models import Brand, Letter
from napulse.mail.queries.brands import version
from napulse.mail.queries.policies import policies_with

LETTERS = 500
CHANGES = 100


@job("mail.preview", label=_("Trying a policy on the last letters"))
def preview(work_id: int, brand_id: int, number: int) -> None:
    """Judge the last letters that whoever asks may read; the result stays with the work."""

    def steps(progress: Progress) -> None:
        brand = Brand.objects.get(pk=brand_id)
        policy = load_policy(version(brand, number).text)
        rows = _letters(progress)
        progress.tell(0, len(rows))
        told, policies = Told(brand.code), policies_with(policy)
        for row in rows:
            told.hear(row, policies)
            progress.advance()
        progress.result = {"brand": brand_id, "number": number, **told.result()}

    run_work(work_id, steps)


def _letters(progress: Progress) -> list[Letter]:
    actor = actor_of(progress.work.user, now=timezone.now())
    rows = Letter.objects.seen_by(actor).select_related("blob", "mailbox")
    return list(rows.order_by("-received_at", "-pk")[:LETTERS])


class Told:
    """Gathers what the version says: which rules found how much, which verdicts would change."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.count = 0
        self.rules: Counter[str] = Counter()
        self.changes: list[dict[str, Any]] = []

    def hear(self, row: Letter, policies: PolicySet) -> None:
        report = judged_row(row, policies, now=timezone.now())
        self.count += 1
        found = {each.rule for each in report.findings if each.rule.startswith(f"{self.code}/")}
        self.rules.update(found)
        if row.judged_at and (str(report.verdict), report.brand) != (row.verdict, row.brand):
            change = {"letter": row.pk, "before": row.verdict, "after": str(report.verdict)}
            self.changes.append(change)

    def result(self) -> dict[str, Any]:
        return {
            "letters": self.count,
            "rules": dict(self.rules.most_common()),
            "changed": len(self.changes),
            "changes": self.changes[:CHANGES],
        }
