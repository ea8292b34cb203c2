"""Contact reports and status reports on paper beside their golden pictures."""

from pathlib import Path

import pytest

from napulse.audit.recording import recording
from napulse.clients.models import Client
from napulse.service.documents import pdf
from napulse.service.queries.report_editions import report_edition
from napulse.service.queries.status_editions import edition
from napulse.service.tests.making import Stage, an_issued
from napulse.service.tests.reporting import a_status_draft, add_own_line, send
from napulse.testing import NOW
from napulse.ui.tests.papers import TOLERANCE, a_page, assert_looks_as, distance

pytestmark = pytest.mark.django_db
GOLDENS = Path(__file__).parent / "goldens"


def a_stage(language: str) -> Stage:
    stage = Stage(language=language, silence_clause="п. 4.3 договора", silence_hours=24)
    with recording(Client):
        Client.objects.filter(pk=stage.client.pk).update(name="Гранитный берег")
    stage.client.refresh_from_db()
    return stage


def a_contact_report(language: str) -> bytes:
    return pdf(report_edition(an_issued(a_stage(language))))


def a_status_report(language: str, *more: str) -> bytes:
    stage = a_stage(language)
    draft = a_status_draft(stage)
    for text in more:
        add_own_line(stage, draft, text)
    return pdf(edition(send(stage, draft).report, role="to", now=NOW))


KINDS = {"contact-report": a_contact_report, "status-report": a_status_report}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_looks_as_its_golden_picture(kind: str, language: str, tmp_path: Path) -> None:
    page = a_page(KINDS[kind](language), tmp_path)

    assert_looks_as(page, GOLDENS / f"{kind}-{language}.png")


def test_a_line_more_would_be_seen(tmp_path: Path) -> None:
    page = a_page(a_status_report("ru", "Подрядчик просит ещё неделю на макеты"), tmp_path)

    assert distance(page, GOLDENS / "status-report-ru.png") > TOLERANCE
