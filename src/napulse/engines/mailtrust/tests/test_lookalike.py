"""Domains made to look like others."""

import pytest

from napulse.engines.mailtrust.domains import imitated, registrable, skeleton
from napulse.engines.mailtrust.hosts import ascii_domain, unicode_domain

OFFICIAL = ("corp.mail.ru", "mail.ru", "paypal.com")


@pytest.mark.parametrize(
    ("domain", "own"),
    [
        ("corp.mail.ru.evil.com", "corp.mail.ru"),
        ("corp.mail.rux", "corp.mail.ru"),
        ("corp-mail.ru", "corp.mail.ru"),
        ("mail.ru-help.com", "mail.ru"),
        ("rnail.ru", "corp.mail.ru"),
        ("mai1.ru", "corp.mail.ru"),
        ("mаil.ru", "corp.mail.ru"),  # Cyrillic а
        ("mɑil.ru", "corp.mail.ru"),  # Latin alpha
        ("maıl.ru", "corp.mail.ru"),  # dotless i
        ("ṃail.ru", "corp.mail.ru"),
        ("раураl.com", "paypal.com"),
        ("paypa1.com", "paypal.com"),
        ("paypall.com", "paypal.com"),
        ("paypl.com", "paypal.com"),
    ],
)
def test_a_domain_is_told_by_the_official_one_it_is_made_to_look_like(
    domain: str, own: str
) -> None:
    assert imitated(ascii_domain(domain), OFFICIAL) == own


@pytest.mark.parametrize(
    "domain",
    [
        *("corp.mail.ru", "x.corp.mail.ru", "gmail.com", "email.ru", "mall.ru", "ya.ru"),
        *("example.com", "почта.рф", "", "ru"),
    ],
)
def test_another_domain_is_like_none(domain: str) -> None:
    assert imitated(ascii_domain(domain), OFFICIAL) == ""


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("𝗣𝗮𝘆𝗣𝗮𝗹", "paypal"),
        ("Xfin\U000e0100ity", "xfinity"),
        ("Аmаzоn", "amazon"),
        ("rnicrosoft", "microsoft"),
        ("ραypal", "paypal"),
    ],
)
def test_words_that_look_the_same_have_one_skeleton(word: str, meant: str) -> None:
    assert skeleton(word) == skeleton(meant)
    assert skeleton("example") != skeleton(meant)


def test_domains_have_an_ascii_and_a_readable_form() -> None:
    assert ascii_domain("Почта.РФ.") == "xn--80a1acny.xn--p1ai"
    assert unicode_domain("xn--80a1acny.xn--p1ai") == "почта.рф"
    assert unicode_domain("xn--999999999.ru").startswith("xn--")
    assert ascii_domain("a_b。mail.ru") == "a_b.mail.ru"


def test_the_organisation_is_what_somebody_registered() -> None:
    assert registrable("a.b.mail.ru") == "mail.ru"
    assert registrable("a.b.co.uk") == "b.co.uk"
    assert registrable("[127.0.0.1]") == "[127.0.0.1]"
    assert registrable("co.uk") == "co.uk"
