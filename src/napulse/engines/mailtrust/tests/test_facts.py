"""Phones, money, times, places and asks."""

from datetime import date

import pytest

from napulse.engines.mailtrust.facts import find_facts
from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.facts.streets import normal_street
from napulse.engines.mailtrust.letter import Facts
from napulse.engines.mailtrust.text import make_text, normal

SENT = date(2024, 5, 20)


def facts(words: str) -> Facts:
    text = make_text("1", words, range(len(words) + 1))
    found = find_facts([Searched(text)], SENT)
    for kind in (found.phones, found.sums, found.moments, found.places, found.asks):
        for each in kind:
            assert 0 <= each.span.char_from < each.span.char_to <= len(words)
    return found


@pytest.mark.parametrize(
    "spelling",
    [
        "8 495 725-63-57",
        "+7 (495) 725-63-57",
        "8(495)7256357",
        "84957256357",
        "+7.495.725.63.57",
        "+7495 725 63 57",
        "8–495–725–63–57",
        "8\u00a0495\u00a0725\u201163\u201157",
        "тел. (495) 725-63-57",
        "тел.: 495 725 63 57",
    ],
)
def test_a_russian_number_is_one_however_it_is_spelled(spelling: str) -> None:
    assert [each.number for each in facts(f"Звоните: {spelling}.").phones] == ["+74957256357"]


def test_numbers_of_other_countries_and_what_is_no_number() -> None:
    words = "Call +1 800 555 0199 or (212) 555-0143; order 1234567890123, INN 7743001840, v1.2.3.4"

    assert [each.number for each in facts(words).phones] == ["+18005550199", "+12125550143"]


@pytest.mark.parametrize(
    ("words", "sums"),
    [
        ("1 000 руб.", [(100_000, "RUB")]),
        ("1000₽", [(100_000, "RUB")]),
        ("1\u00a0500,50 рублей", [(150_050, "RUB")]),
        ("1.000.000 руб", [(100_000_000, "RUB")]),
        ("1 тыс. рублей", [(100_000, "RUB")]),
        ("2,5 млн руб.", [(250_000_000, "RUB")]),
        ("1ООО рублей", [(100_000, "RUB")]),
        ("1500 (одна тысяча пятьсот) рублей", [(150_000, "RUB")]),
        ("500–1000 рублей", [(50_000, "RUB"), (100_000, "RUB")]),
        ("от 500 до 1 500 руб.", [(50_000, "RUB"), (150_000, "RUB")]),
        ("полторы тысячи рублей", [(150_000, "RUB")]),
        ("две тысячи рублей", [(200_000, "RUB")]),
        ("one thousand five hundred rubles", [(150_000, "RUB")]),
        ("1500 р.", [(150_000, "RUB")]),
        ("$1,500.00", [(150_000, "USD")]),
        ("$50 million", [(5_000_000_000, "USD")]),
        ("100 EUR and €20", [(10_000, "EUR"), (2_000, "EUR")]),
        ("RUB 1500", [(150_000, "RUB")]),
        ("1500 раз, 20 рублёвка, $foo, 100%", []),
    ],
)
def test_amounts_are_read_as_they_are_written(words: str, sums: list[tuple[int, str]]) -> None:
    assert [(each.minor, each.currency) for each in facts(f"x {words} y").sums] == sums


@pytest.mark.parametrize(
    ("words", "kind", "role"),
    [
        ("Вознаграждение 1000 рублей на карту", "bank_card", "reward"),
        ("За участие мы заплатим 1500₽ наличными", "cash", "reward"),
        ("Мы подарим подарочную карту на 1000 рублей за визит", "gift_card", "reward"),
        ("1000 рублей на счёт мобильного телефона за участие", "phone_balance", "reward"),
        ("Приз 5000 рублей, не наличными, а сертификатом", "gift_card", "prize"),
        ("В благодарность 1000 рублей на подарочную карту магазина", "gift_card", "reward"),
        ("In return we give 700 rubles as a gift certificate", "gift_card", "reward"),
        ("Вы выиграли 100000 рублей! Перевод в течение дня", "transfer", "prize"),
        ("Стоимость подписки 199 рублей", "", "price"),
        ("A reward of $50 as a gift card", "gift_card", "reward"),
        ("You won $1000, paid in cash", "cash", "prize"),
        ("We will refund $20 to your card", "bank_card", "compensation"),
        ("1000 rubles to your phone balance for your time", "phone_balance", "reward"),
    ],
)
def test_a_sum_is_told_by_how_it_is_paid_and_what_for(words: str, kind: str, role: str) -> None:
    assert [(each.kind, each.role) for each in facts(words).sums] == [(kind, role)]


def test_a_way_of_paying_a_reward_is_found_without_an_amount() -> None:
    found = facts("Вознаграждение переведём на вашу карту").sums
    denied = facts("Вознаграждение мы никогда не платим наличными").sums

    assert {(each.minor, each.currency, each.kind) for each in found} >= {(0, "", "bank_card")}
    assert denied == ()


@pytest.mark.parametrize(
    ("words", "minute", "on", "weekday", "zone"),
    [
        ("Встреча 12 июня в 20:30", 1230, date(2024, 6, 12), None, ""),
        ("Ждём вас в 20.30 по Москве", 1230, None, None, "msk"),
        ("Позвоним после восьми вечера", 1200, None, None, ""),
        ("Позвоним в 8 вечера в субботу", 1200, None, 5, ""),
        ("Позвоним в 20 часов", 1200, None, None, ""),
        ("Встреча в 20-15 мск", 1215, None, None, "msk"),
        ("Let us meet at 8 pm on Saturday", 1200, None, 5, ""),
        ("The call is on June 12, 2024 at 7:30 a.m.", 450, date(2024, 6, 12), None, ""),
        ("We meet on 12.06.2024, 19:00 UTC", 1140, date(2024, 6, 12), None, "utc"),
        ("Please come at 9 o'clock", 540, None, None, ""),
        ("Приходите в воскресенье", 720, None, 6, ""),
        ("Встреча в половине девятого вечера", 1230, None, None, ""),
        ("Встреча в полдевятого вечера", 1230, None, None, ""),
        ("Позвоним в двадцать один час", 1260, None, None, ""),
        ("Позвоним в двадцать тридцать", 1230, None, None, ""),
        ("Let us meet at half past eight in the evening", 1230, None, None, ""),
    ],
)
def test_a_meeting_has_its_time_day_and_zone(
    words: str, minute: int, on: date | None, weekday: int | None, zone: str
) -> None:
    found = [(m.minute, m.on, m.weekday, m.zone, m.meeting) for m in facts(words).moments]

    assert found == [(minute, on, weekday, zone, True)]


def test_a_time_in_a_quoted_header_is_no_meeting() -> None:
    found = facts("On Mon, 5 Feb 2024 at 20:31, Ivan wrote: let us call them").moments

    assert [(each.minute, each.meeting) for each in found] == [(20 * 60 + 31, False)]


@pytest.mark.parametrize(
    "words",
    [
        "Ленинградский проспект, 39, стр. 79",
        "Ленинградский пр-т, д. 39, строение 79",
        "Ленинградский просп., дом 39/79",
        "на Ленинградском проспекте, дом 39, стр.79",
        "Leningradsky prospekt 39/79",
        "Leningradskiy pr. 39 bld 79",
        "39/79 Leningradsky prospekt",
        "39 Leningradsky prospekt, building 79",
    ],
)
def test_one_address_is_the_same_in_every_spelling(words: str) -> None:
    found = facts(f"Адрес: Москва, {words}").places

    assert [(p.street, p.house, p.building, p.city) for p in found] == [
        (normal_street(normal("Ленинградский проспект")), "39", "79", "москва")
    ]


@pytest.mark.parametrize(
    ("words", "street", "house", "meeting"),
    [
        ("Приходите: ул. Ленина, д. 5, корп. 2", "улица ленина", "5", True),
        ("ул. Тверская, дом 7", "тверская улица", "7", False),
        ("visit us at 350 Fifth Avenue, New York", "fifth avenue", "350", True),
        ("Тверская улица 12к3", "тверская улица", "12", False),
    ],
)
def test_other_addresses_are_read_too(words: str, street: str, house: str, meeting: bool) -> None:
    found = [(p.street, p.house, p.meeting) for p in facts(words).places]

    assert found == [(street, house, meeting)]


@pytest.mark.parametrize(
    ("words", "what", "how"),
    [
        ("Пришлите логин и пароль в ответ на это письмо", ["login", "password"], "reply"),
        ("Введите пароль по ссылке ниже", ["password"], "link"),
        ("Заполните форму: номер карты и CVV", ["card", "pin"], "form"),
        ("Сообщите код из СМС по телефону", ["code"], "call"),
        ("Необходимо подтвердить паспортные данные", ["documents"], ""),
        ("Оплатите комиссию 500 рублей", ["payment"], ""),
        ("Please reply with your full name and password", ["password"], "reply"),
        ("Confirm your credit card details by clicking below", ["card"], "link"),
        ("Enter your seed phrase", ["seed_phrase"], ""),
        ("Send us a scan of your passport", ["documents"], "reply"),
        ("Provide your bank account number", ["bank_details"], ""),
        ("Логин: ______ Пароль: ______", ["login", "password"], ""),
        ("Не волнуйтесь, пришлите пароль", ["password"], ""),
    ],
)
def test_what_is_asked_for_and_how(words: str, what: list[str], how: str) -> None:
    found = facts(words).asks

    assert [(each.what, each.denied) for each in found] == [(each, False) for each in what]
    assert {each.how for each in found} == {how}


@pytest.mark.parametrize(
    "words",
    [
        "Мы никогда не спрашиваем ваш пароль",
        "Никому не сообщайте код из СМС",
        "Данные карты мы не запрашиваем",
        "Просим не сообщать пароль никому",
        "We never ask for your password",
        "We will not require a password",
        "Do not tell anyone the code",
        "Don't share your password",
    ],
)
def test_a_promise_never_to_ask_is_told_from_asking(words: str) -> None:
    assert [each.denied for each in facts(words).asks] == [True]


@pytest.mark.parametrize(
    "words",
    [
        "Ваш пароль был изменён. Если это не вы, смените пароль.",
        "Мы отправили код подтверждения на ваш телефон",
        "We will send you a verification code",
        "Your password has been changed",
        "Reset your password here",
    ],
)
def test_a_notice_about_a_password_asks_for_nothing(words: str) -> None:
    assert facts(words).asks == ()
