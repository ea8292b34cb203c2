"""The register of risks: the grave comes first, what the client should know is told."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.delivery.actions import register as actions
from napulse.delivery.actions.register import ConcernData
from napulse.delivery.models import Concern
from napulse.delivery.queries import register
from napulse.delivery.status import status_lines
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    the_agency,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def a_concern(text: str = "Студия занята", **more: object) -> Concern:
    project = a_project(a_client(), "Ролик")
    return actions.add_concern(all_seeing(), project, data=ConcernData(text, **more))  # type: ignore[arg-type]


def told(concern: Concern) -> list[tuple[str, str]]:
    lines = status_lines(
        all_seeing(), client_id=concern.client_id, since=NOW - timedelta(days=7), now=NOW
    )
    return [(line.text, line.tone) for line in lines if line.key.startswith("concern:")]


def test_what_the_client_should_know_stands_in_the_status_report_while_it_is_open() -> None:
    concern = a_concern(probability=5, impact=4, response="Бронируем вторую", for_client=True)

    assert told(concern) == [("Ролик: Студия занята. What we do: Бронируем вторую", "risk")]

    actions.set_concern_state(all_seeing(), concern, state="closed", today=TODAY)
    assert told(concern) == []


def test_what_the_client_should_not_know_stays_with_us() -> None:
    concern = a_concern("Клиент не заплатит", for_client=False)

    assert told(concern) == []


def test_a_risk_that_has_happened_is_an_issue_and_certain() -> None:
    concern = a_concern(probability=2, impact=4)

    concern = actions.set_concern_state(all_seeing(), concern, state="happened", today=TODAY)

    assert (concern.kind, concern.probability, concern.weight) == ("issue", 5, 20)


def test_the_gravest_comes_first() -> None:
    slight, grave = a_concern("мелочь", impact=1), a_concern("беда", probability=5, impact=5)

    assert register.gravest_first(register.concerns(all_seeing())) == [grave, slight]


def test_closing_remembers_the_day_and_opening_again_forgets_it() -> None:
    concern = a_concern()

    closed = actions.set_concern_state(all_seeing(), concern, state="closed", today=TODAY)
    assert closed.closed_on == TODAY

    opened = actions.set_concern_state(all_seeing(), concern, state="open", today=TODAY)
    assert opened.closed_on is None


def test_a_lost_update_of_a_risk_is_refused() -> None:
    concern = a_concern()
    actions.edit_concern(all_seeing(), concern, data=ConcernData("Новое"), version=concern.version)

    with pytest.raises(Refused) as no:
        actions.edit_concern(
            all_seeing(), concern, data=ConcernData("Моё"), version=concern.version
        )

    assert no.value.code == "row.changed"


def test_a_deleted_risk_is_gone_and_comes_back() -> None:
    concern = actions.delete_concern(all_seeing(), a_concern(), now=NOW)
    with pytest.raises(Missing):
        register.concern(all_seeing(), concern.pk)

    actions.restore_concern(all_seeing(), concern)
    assert register.concern(all_seeing(), concern.pk) == concern


def test_a_form_that_is_sent_twice_names_one_risk() -> None:
    project, data = a_project(a_client()), ConcernData("Дождь", submit_key="k")

    first = actions.add_concern(all_seeing(), project, data=data)

    assert actions.add_concern(all_seeing(), project, data=data) == first
    with pytest.raises(Refused) as no:
        actions.add_concern(all_seeing(), a_project(a_client()), data=data)
    assert no.value.code == "form.sent_before"


def test_who_only_looks_names_no_risk() -> None:
    creative = a_user("creative")
    project = a_project(a_client(team=(creative,)))

    with pytest.raises(NotAllowed):
        actions.add_concern(acting(creative), project, data=ConcernData("Риск"))


def test_a_risk_is_named_closed_and_deleted_with_undo(client: Browser) -> None:
    director = a_user("director")
    project = a_project(a_client(team=(director,)), "Ролик")
    client.force_login(director)
    wanted = {
        "project": project.pk,
        "text": "Дождь в день съёмки",
        "kind": "risk",
        "probability": "4",
        "impact": "4",
        "response_kind": "transfer",
        "response": "Страховка и запасной день",
    }

    client.post(reverse("delivery:concern_add"), wanted)
    concern = Concern.objects.get()
    shown = client.get(reverse("delivery:project_risks", args=[project.pk])).content.decode()
    client.post(reverse("delivery:concern_delete", args=[concern.pk]))
    empty = client.get(reverse("delivery:project_risks", args=[project.pk])).content.decode()
    client.post(reverse("delivery:concern_restore", args=[concern.pk]))
    back = client.get(reverse("delivery:project_risks", args=[project.pk])).content.decode()

    text = "Дождь в день съёмки"
    assert [text in page for page in (shown, empty, back)] == [True, False, True]


def test_a_risk_without_words_keeps_what_was_entered(client: Browser) -> None:
    director = a_user("director")
    project = a_project(a_client(team=(director,)))
    client.force_login(director)
    wanted = {"project": project.pk, "text": "", "kind": "risk", "response": "Запасной день"}

    answer = client.post(reverse("delivery:concern_add"), wanted)

    assert (answer.status_code, Concern.objects.count()) == (422, 0)
    assert "Запасной день" in answer.content.decode()


def test_the_register_shows_no_risk_of_a_neighbour(client: Browser) -> None:
    director = a_user("director")
    mine = a_project(a_client(team=(director,)), "Мой")
    actions.add_concern(all_seeing(), mine, data=ConcernData("Мой риск"))
    a_concern("Чужой риск")
    client.force_login(director)

    shown = client.get(reverse("delivery:concern_list")).content.decode()

    assert ("Мой риск" in shown, "Чужой риск" in shown) == (True, False)
