"""Who presents itself as the brand, and who only speaks of it."""

from __future__ import annotations

import pytest

from napulse.engines.mailtrust.claims import Strength
from napulse.engines.mailtrust.tests.judged_letters import a_raw, all_brands, the_claims

STRANGER = "x@stranger.example"


def strength(raw: bytes) -> Strength:
    found = the_claims(raw)
    return found[0].strength if found else Strength.NONE


@pytest.mark.parametrize(
    "name",
    [
        "Northkey",
        "NORTHKEY",
        "Northkey Support",
        "Служба поддержки Нордкей",
        "Northkey.com Security Team",
        "N o r t h k e y",
        "Nоrthkеy",  # Cyrillic о and е
        "Northkеy 24/7",
        "Anna from Northkey",
        "=?utf-8?B?Tm9ydGhrZXk=?=",
        '"info@clients.northkey.example"',
        "Key Support",
    ],
)
def test_shown_name_of_the_brand_is_a_strong_claim(name: str) -> None:
    assert strength(a_raw(f"{name} <{STRANGER}>")) is Strength.STRONG


@pytest.mark.parametrize(
    "name", ["Anna Key", "Keyhole Ltd", "Key", "Northern Lights", "Key Points Weekly", "Anna"]
)
def test_other_names_claim_nothing(name: str) -> None:
    assert strength(a_raw(f"{name} <{STRANGER}>")) in (Strength.NONE, Strength.MENTION)


def test_brand_among_other_words_of_the_name_is_a_weak_claim() -> None:
    assert strength(a_raw(f"Gardening with Northkey <{STRANGER}>")) is Strength.WEAK


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Sending from your mailbox has stopped: http://stranger.example/a", Strength.STRONG),
        ("С вашего аккаунта писать нельзя: http://stranger.example/a", Strength.STRONG),
        ("Sending from your mailbox has stopped.", Strength.WEAK),
        ("Sending from our mailbox has stopped: http://stranger.example/a", Strength.WEAK),
    ],
)
def test_brand_in_the_name_and_your_account_with_a_link_is_a_strong_claim(
    body: str, expected: Strength
) -> None:
    assert strength(a_raw(f"Gardening with Northkey <{STRANGER}>", body=body)) is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Служба поддержки Нордкей поздравляет вас.", Strength.WEAK),
        ("The Northkey support informs you of a change.", Strength.WEAK),
        ("The Northkey support informs its clients of a change.", Strength.MENTION),
        ("Служба поддержки Нордкей поздравляет коллег.", Strength.MENTION),
    ],
)
def test_function_of_the_brand_that_addresses_the_reader_is_a_claim(
    body: str, expected: Strength
) -> None:
    assert strength(a_raw(f"Anna <{STRANGER}>", body=body)) is expected


def test_russian_name_is_known_in_latin_letters_beside_other_such_words() -> None:
    russian = "Uvazhaemyj polzovatel, podtverdite vash parol."

    assert strength(a_raw(f"Nordkej <{STRANGER}>", body=russian)) is Strength.STRONG
    assert strength(a_raw(f"Nordkej <{STRANGER}>", body="Dear user, hello.")) is Strength.NONE


def test_typing_error_in_the_name_is_a_weak_claim() -> None:
    assert strength(a_raw(f"Northkei <{STRANGER}>")) is Strength.WEAK


@pytest.mark.parametrize(
    "domain",
    [
        "clients.northkey.example.evil.test",
        "clients-northkey.example",
        "clients.northkey.examplex",
        "xn--nrthkey-9ig.example",
        "n0rthkey.example",
        "northkeys.example",
    ],
)
def test_domain_made_to_look_official_is_a_strong_claim(domain: str) -> None:
    assert strength(a_raw(f"Anna <anna@{domain}>")) is Strength.STRONG


@pytest.mark.parametrize("domain", ["nortel.example", "stranger.example", "key.example"])
def test_other_domains_claim_nothing(domain: str) -> None:
    assert strength(a_raw(f"Anna <anna@{domain}>")) is Strength.NONE


@pytest.mark.parametrize(
    "body",
    [
        "Dear Northkey customer,\nyour Northkey account is closed.\n\nThe Northkey Team",
        "Уважаемый клиент Нордкей!\nВсё хорошо.\n\nС уважением,\nкоманда Нордкей",
    ],
)
def test_letter_that_speaks_as_the_firm_is_a_strong_claim(body: str) -> None:
    assert strength(a_raw(f"Anna <{STRANGER}>", body=body)) is Strength.STRONG


def test_function_as_sender_and_your_account_there_is_a_strong_claim() -> None:
    raw = a_raw(f"Account Support <{STRANGER}>", "Your Northkey account is on hold")

    assert strength(raw) is Strength.STRONG


@pytest.mark.parametrize(
    "body",
    [
        "I opened an account at Northkey last week. Do you know their support?",
        "The Northkey team lost to us, 3:1.",
        "Northkey raised its rates, writes the paper.",
        "> Dear Northkey customer,\n> your Northkey account is closed.\n> The Northkey Team",
        "Best regards,\nAnna\nanna@northkey.example",
        "See https://northkey.example/account for your account.",
        "One of the first banks to be forged was the payment\nservice Northkey.\n",
    ],
)
def test_letter_about_the_brand_only_mentions_it(body: str) -> None:
    assert strength(a_raw(f"Anna <{STRANGER}>", body=body)) <= Strength.MENTION


def test_hidden_words_never_claim() -> None:
    hidden = '<p style="display:none">Dear Northkey customer, The Northkey Team</p><p>Hello</p>'

    assert strength(a_raw(f"Anna <{STRANGER}>", body=hidden)) is Strength.NONE


def test_letter_quoted_in_a_forward_claims_less_than_one_sent() -> None:
    inner = "From: Northkey <a@b.example>\nSubject: x\n\nYour Northkey account is closed."
    body = f"Look!\n\n---------- Forwarded message ---------\n{inner}"

    assert strength(a_raw(f"Anna <{STRANGER}>", "Fwd: x", body)) is Strength.FORWARDED


def test_user_of_the_provider_claims_nothing() -> None:
    raw = a_raw('"ivan@northmail.example" <ivan@northmail.example>')

    assert strength(raw) is Strength.NONE


def test_mailbox_of_the_provider_called_by_a_function_is_a_weak_claim() -> None:
    assert strength(a_raw("<support@northmail.example>")) is Strength.WEAK


def test_words_that_only_the_brand_could_say_are_a_claim_of_a_nameless_sender() -> None:
    body = "Northkey informs: your card was blocked. Unlock: http://stranger.example/x"

    assert strength(a_raw(f"Notification <{STRANGER}>", body=body)) is Strength.STRONG
    assert strength(a_raw(f"Anna Berg <{STRANGER}>", body=body)) is Strength.MENTION


def test_roles_are_told_by_name_and_signature() -> None:
    named = the_claims(a_raw(f"Northkey Support <{STRANGER}>"))[0]
    signed = the_claims(a_raw(f"Northkey <{STRANGER}>", body="Hi.\n\nRegards,\nsupport"))[0]
    neither = the_claims(a_raw(f"Northkey <{STRANGER}>", body="Our support is closed."))[0]

    assert named.roles == {"support"}
    assert signed.roles == {"support"}
    assert neither.roles == frozenset()


def test_strongest_claim_comes_first() -> None:
    raw = a_raw(f"PayPal <{STRANGER}>", body="Pay with your Netflix account or at Amazon.")

    found = the_claims(raw, all_brands())

    assert found[0].policy.brand == "paypal"
    assert found[0].strength is Strength.STRONG
    assert all(claim.strength <= Strength.MENTION for claim in found[1:])
