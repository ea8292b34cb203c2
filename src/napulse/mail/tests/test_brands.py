"""Brands: policies in versions, what may be put in force, trials, the public page and reports."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.models import Entry
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.jobs.models import LongWork
from napulse.jobs.queue import JOBS
from napulse.mail.actions.brands import (
    Writing,
    add_brand,
    delete_brand,
    publish_page,
    put_in_force,
    restore_brand,
    withdraw_policy,
    write_policy,
)
from napulse.mail.actions.uploads import File, upload_letters
from napulse.mail.models import Brand, BrandPolicy, BrandReport, Letter, LetterBlob
from napulse.mail.queries import brands
from napulse.mail.queries.policies import policies_in_force
from napulse.mail.tests.letters import a_letter, name_servers, signed, zone
from napulse.service.models import Notice
from napulse.testing import NOW, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db
BROKEN = brands.example().replace("Переведите деньги на безопасный счёт до конца дня.", "Привет.")
FORGED = a_letter(
    "Банк Пример <security@bank-example.test>",
    "Служба безопасности",
    "Переведите деньги на безопасный счёт до конца дня.\n\nСлужба безопасности Банка Пример\n",
)


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    the_agency()
    name_servers(monkeypatch, zone("bank.example"))


def a_brand(user=None, *, live: bool = True, is_published: bool = True) -> Brand:
    user = user or a_user("director")
    client = a_client("Банк «Пример»", team=(user,))
    actor = acting(user)
    brand = add_brand(actor, client=client, writing=Writing(brands.example()), now=NOW)
    if live:
        brand = put_in_force(actor, brand, number=1)
    return publish_page(actor, brand, is_published=True) if live and is_published else brand


def test_the_example_holds_its_own_examples() -> None:
    assert brands.problems_of(brands.example()) == ()


def test_a_new_brand_keeps_its_first_version_as_a_draft_that_judges_nothing() -> None:
    brand = a_brand(live=False)

    assert (brand.code, brand.name, brand.live, brand.public_slug) == (
        "bank.example",
        "Банк «Пример»",
        None,
        "bank-example",
    )
    assert "bank.example" not in {each.brand for each in policies_in_force().policies}
    assert Entry.objects.filter(event="brand_policy.added").count() == 1


def test_a_version_in_force_judges_letters_and_withdrawing_it_stops_that() -> None:
    user = a_user("director")
    brand = a_brand(user)
    in_force = {each.brand for each in policies_in_force().policies}

    withdrawn = withdraw_policy(acting(user), brand)

    assert "bank.example" in in_force
    assert (withdrawn.live, withdrawn.is_published) == (None, False)
    assert "bank.example" not in {each.brand for each in policies_in_force().policies}


def test_an_own_policy_stands_instead_of_the_one_that_ships() -> None:
    user = a_user("director")
    own = (
        brands.example()
        .replace("brand: bank.example", "brand: ups")
        .replace("version: 1", "version: 77")
    )
    brand = add_brand(acting(user), client=None, writing=Writing(own), now=NOW)

    put_in_force(acting(user), brand, number=1)

    assert [each.version for each in policies_in_force().policies if each.brand == "ups"] == [77]
    assert "ups" not in {each.brand for each in brands.shipped(acting(user))}


def test_a_version_whose_examples_do_not_hold_is_kept_but_not_put_in_force() -> None:
    user = a_user("director")
    brand = a_brand(user)
    write_policy(acting(user), brand, writing=Writing(BROKEN), base=1, now=NOW)

    with pytest.raises(Refused, match="examples_fail"):
        put_in_force(acting(user), brand, number=2)

    assert Brand.objects.get().live == 1
    assert brands.problems_of(BROKEN)[0].code == "example-missed"


def test_what_somebody_saved_meanwhile_is_not_written_over() -> None:
    user = a_user("director")
    brand = a_brand(user)
    changed = Writing(brands.example() + "# one\n")
    write_policy(acting(user), brand, writing=changed, base=1, now=NOW)

    with pytest.raises(Refused, match=r"brand\.changed"):
        write_policy(acting(user), brand, writing=Writing(brands.example()), base=1, now=NOW)

    assert BrandPolicy.objects.count() == 2


def test_the_same_text_makes_no_version_and_another_brand_is_refused() -> None:
    user = a_user("director")
    brand = a_brand(user)
    same = write_policy(acting(user), brand, writing=Writing(brands.example()), base=1, now=NOW)
    other = brands.example().replace("brand: bank.example", "brand: other.example")

    with pytest.raises(Refused, match="other_code"):
        write_policy(acting(user), brand, writing=Writing(other), base=1, now=NOW)

    assert same.number == 1


def test_a_manager_writes_but_only_a_director_puts_in_force() -> None:
    user = a_user("director")
    brand = a_brand(user, live=False)
    manager = a_user("manager")

    with pytest.raises(NotAllowed):
        put_in_force(acting(manager), brand, number=1)


def test_a_brand_of_a_client_is_its_teams_alone() -> None:
    brand = a_brand()
    stranger = acting(a_user("director"))

    with pytest.raises(Missing):
        brands.brand(stranger, brand.pk)
    assert list(brands.brands(stranger)) == []


def test_a_deleted_brand_judges_nothing_and_comes_back_whole() -> None:
    user = a_user("director")
    brand = a_brand(user)
    deleted = delete_brand(acting(user), brand, now=NOW)
    gone = {each.brand for each in policies_in_force().policies}

    restore_brand(acting(user), deleted)

    assert "bank.example" not in gone
    assert "bank.example" in {each.brand for each in policies_in_force().policies}
    assert brands.published("bank-example") is None


def test_every_problem_of_a_text_is_told_with_its_line_and_nothing_typed_is_lost(
    client: Browser,
) -> None:
    user = a_user("director")
    client.force_login(user)
    text = brands.example().replace("names:", "nams:")

    answer = client.post(reverse("mail:policy_created"), {"text": text, "note": ""})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "nams" in page
    assert "Служб" in page or "служб" in page
    assert "Строка 9" in page
    assert not Brand.objects.exists()


def test_a_trial_tells_what_the_version_would_say_of_ones_own_letters_and_changes_nothing(
    client: Browser,
) -> None:
    user = a_user("director")
    brand = a_brand(user, live=False)
    upload_letters(acting(user), files=[File("a.eml", FORGED)], now=NOW)
    upload_letters(acting(a_user("director")), files=[File("b.eml", FORGED)], now=NOW)
    JOBS["mail.judge_left_over"]()
    before = Letter.objects.values_list("verdict", flat=True)[0]
    client.force_login(user)

    client.post(reverse("mail:policy_try", args=[brand.pk, 1]))
    work = LongWork.objects.get(kind="mail.preview")
    JOBS["mail.preview"](work_id=work.pk, brand_id=brand.pk, number=1)
    page = client.get(reverse("mail:policy_preview", args=[brand.pk, work.pk])).content.decode()

    result = LongWork.objects.get(pk=work.pk).result
    assert (result["letters"], result["changed"]) == (1, 1)
    assert result["rules"]["bank.example/never_sends.safe-account"] == 1
    assert "Не просит перевести деньги" in page
    assert Letter.objects.values_list("verdict", flat=True)[0] == before


def test_the_public_page_tells_the_rules_and_needs_no_account(client: Browser) -> None:
    a_brand()

    page = client.get("/is-it-us/bank-example/", headers={"accept-language": "ru"}).content.decode()

    assert "Не просит перевести деньги на «безопасный счёт»" in page
    assert "@bank.example" in page


def test_a_brand_without_a_public_page_does_not_exist_for_strangers(client: Browser) -> None:
    a_brand(is_published=False)

    assert client.get("/is-it-us/bank-example/").status_code == 404


def test_a_forgery_is_told_from_the_real_letter_and_nothing_of_either_is_kept(
    client: Browser,
) -> None:
    a_brand()
    real = signed(
        a_letter("Банк Пример <news@bank.example>", "Новости", "Проценты по вкладу начислены.\n"),
        "bank.example",
    )

    forged = client.post("/is-it-us/bank-example/check/", {"source": FORGED.decode()})
    genuine = client.post("/is-it-us/bank-example/check/", {"source": real.decode()})

    assert 'class="verdict risk"' in forged.content.decode()
    assert 'class="verdict ok"' in genuine.content.decode()
    assert not LetterBlob.objects.exists()


def test_a_reported_letter_reaches_the_brands_team_once(client: Browser) -> None:
    user = a_user("director")
    brand = a_brand(user)
    checked = client.post("/is-it-us/bank-example/check/", {"source": FORGED.decode()})
    carried = checked.context["report_form"].initial["carried"]
    words = {"carried": carried, "note": "Пришло вчера", "reply_to": "client@home.example"}

    client.post("/is-it-us/bank-example/report/", words)
    client.post("/is-it-us/bank-example/report/", words)

    report = BrandReport.objects.get()
    assert (report.brand, report.verdict, report.note, report.reply_to) == (
        brand,
        "fraudulent",
        "Пришло вчера",
        "client@home.example",
    )
    assert Notice.objects.get().user == user
    client.force_login(user)
    taken = client.post(reverse("mail:visitor_report_take", args=[report.pk]))
    letter = Letter.objects.get()
    assert taken.headers["Location"] == letter.get_absolute_url()
    assert BrandReport.objects.get().seen_by == user


def test_a_report_is_removed_for_good_with_the_letter_and_the_address(client: Browser) -> None:
    user = a_user("director")
    a_brand(user)
    checked = client.post("/is-it-us/bank-example/check/", {"source": FORGED.decode()})
    carried = checked.context["report_form"].initial["carried"]
    client.post("/is-it-us/bank-example/report/", {"carried": carried, "reply_to": "a@b.example"})
    client.force_login(user)

    client.post(reverse("mail:visitor_report_forget", args=[BrandReport.objects.get().pk]))

    assert not BrandReport.objects.exists()
    assert not LetterBlob.objects.exists()


@pytest.mark.parametrize("source", ["", "hello there", "{}"])
def test_what_is_no_letter_gets_a_sentence(client: Browser, source: str) -> None:
    a_brand()

    answer = client.post("/is-it-us/bank-example/check/", {"source": source})

    assert answer.status_code == 422
    assert 'class="verdict' not in answer.content.decode()


@pytest.mark.parametrize("carried", ["", "zzz", "eJwDAAAAAAE=", "A" * 5000])
def test_a_report_without_its_letter_is_refused(client: Browser, carried: str) -> None:
    a_brand()

    answer = client.post("/is-it-us/bank-example/report/", {"carried": carried, "note": "x"})

    assert answer.status_code == 422
    assert not BrandReport.objects.exists()


def test_checks_are_limited_by_the_minute(client: Browser) -> None:
    a_brand()

    seen = [
        client.post("/is-it-us/bank-example/check/", {"source": "x"}).status_code for _ in range(25)
    ]

    assert seen[:20] == [422] * 20
    assert 429 in seen
