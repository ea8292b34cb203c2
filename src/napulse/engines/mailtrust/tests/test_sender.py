"""Who a letter says it is from."""

import pytest

from napulse.engines.mailtrust.model import SenderView
from napulse.engines.mailtrust.read import read


def a_sender(head: bytes) -> SenderView:
    raw = head.replace(b"\n", b"\r\n") + b"\r\nSubject: x\r\n\r\nhi"
    letter = read(raw)
    for author in letter.sender.authors:
        assert raw[author.span.byte_from : author.span.byte_to].strip()
    return letter.sender


def addresses(view: SenderView) -> list[str]:
    return [author.address for author in view.authors]


@pytest.mark.parametrize(
    ("field", "shown", "address"),
    [
        (b"Mail.ru <support@corp.mail.ru>", "Mail.ru", "support@corp.mail.ru"),
        (b"support@corp.mail.ru", "", "support@corp.mail.ru"),
        (b"<support@corp.mail.ru>", "", "support@corp.mail.ru"),
        (b"support@corp.mail.ru (Mail.ru)", "Mail.ru", "support@corp.mail.ru"),
        (b'"Ivanov, Ivan" <i@x.ru>', "Ivanov, Ivan", "i@x.ru"),
        (b"Sphere, Inc. <i@x.ru>", "Sphere, Inc.", "i@x.ru"),
        (b"Re: order <i@x.ru>", "Re: order", "i@x.ru"),
        (b"=?utf-8?B?0J/QvtGH0YLQsA==?= <i@x.ru>", "Почта", "i@x.ru"),
        (b'"=?utf-8?B?0J/QvtGH0YLQsA==?=" <i@x.ru>', "Почта", "i@x.ru"),
        (b"=?utf-8?Q?=D0=9F?=, team <i@x.ru>", "П, team", "i@x.ru"),
        ("Почта <i@x.ru>".encode(), "Почта", "i@x.ru"),
        ("Почта Майл <i@x.ru>".encode("cp1251"), "Почта Майл", "i@x.ru"),
        (b"Name\n  <i@x.ru>", "Name", "i@x.ru"),
        (b"Name <i@x.ru >", "Name", "i@x.ru"),
        ("Почта <i@почта.рф>".encode(), "Почта", "i@xn--80a1acny.xn--p1ai"),
    ],
)
def test_a_plain_sender_is_read_as_a_person_sees_it(field: bytes, shown: str, address: str) -> None:
    view = a_sender(b"From: " + field)

    assert view.visible is not None
    assert (view.visible.shown, view.visible.address) == (shown, address)
    assert addresses(view) == [address]
    assert view.defects == ()
    assert not view.ambiguous


LEGIT, ATTACK = "admin@legitimate.com", "second@attack.com"


@pytest.mark.parametrize(
    ("head", "visible"),
    [
        (b"From: <second@attack.com>\nFrom: <admin@legitimate.com>", ATTACK),
        (b"From: <second@attack.com>\nFrom : <admin@legitimate.com>", ATTACK),
        (b"Received: x\n From: <second@attack.com>\nFrom: <admin@legitimate.com>", LEGIT),
        (b" From: <second@attack.com>\nFrom: <admin@legitimate.com>", ATTACK),
        (b"From\n : <second@attack.com>\nFrom: <admin@legitimate.com>", ATTACK),
        (b"From\n : <second@attack.com>\nSender: <admin@legitimate.com>", ATTACK),
        (b"From\n : <second@attack.com>\nResent-From: <admin@legitimate.com>", ATTACK),
        (b"From: <admin@legitimate.com>, <second@attack.com>", ATTACK),
        (b"From: =?utf-8?B?PGFkbWluQGxlZ2l0aW1hdGUuY29tPg==?=,<second@attack.com>", ATTACK),
        (b"From: <admin@legitimate.com>\\,<second@attack.com>", ATTACK),
        (b"From: admin@legitimate.com,<second@attack.com>", ATTACK),
        (b"From: <second@attack.com>admin@legitimate.com", ATTACK),
        (b"From: admin@legitimate.com <second@attack.com>", ATTACK),
        (b'From: "admin@legitimate.com" <second@attack.com>', ATTACK),
        (b"From: second@attack.com (admin@legitimate.com)", ATTACK),
        (b"From: <admin@legitimate.com second@attack.com>", ATTACK),
        (b"From: a: admin@legitimate.com, second@attack.com;", LEGIT),
    ],
)
def test_two_senders_are_both_told_and_never_one(head: bytes, visible: str) -> None:
    view = a_sender(head)

    assert set(addresses(view)) == {LEGIT, ATTACK}
    assert view.visible is not None
    assert view.visible.address == visible
    assert view.ambiguous


@pytest.mark.parametrize(
    ("field", "defect", "found"),
    [
        (b"<@attack.com,@any.com:admin@legitimate.com>", "route", [LEGIT]),
        (b"<a@corp.mail.ru\x00.evil.com>", "control_in_address", None),
        (b"<a@corp.mail.ru.>", "trailing_dot", ["a@corp.mail.ru"]),
        (b"<a@b@c.ru>", "odd_address", None),
        (b"a@b@c.ru", "odd_address", None),
        (b"Mail.ru <a@corp. mail.ru>", "space_in_address", None),
        (b"a @ corp.mail.ru", "space_in_address", ["a@corp.mail.ru"]),
        (b"<a>b@c.ru", "bracket_without_address", ["b@c.ru"]),
        (b"Mail.ru <a@corp.mail.ru", "unclosed_bracket", ["a@corp.mail.ru"]),
        (b"Mail.ru <<a@corp.mail.ru>", "stray_bracket", ["a@corp.mail.ru"]),
        (b'"Mail.ru <a@corp.mail.ru>', "unclosed_quote", ["a@corp.mail.ru"]),
        (b"Mail.ru (x <a@corp.mail.ru>", "unclosed_comment", ["a@corp.mail.ru"]),
        (b"a@corp.mail.ru(.evil.com)", "comment_in_address", None),
        (b"Mail.ru,(<a@corp.mail.ru>)", "address_in_comment", ["a@corp.mail.ru"]),
        (b"=?utf-8?Q?a=40corp.mail.ru?=", "encoded_address", ["a@corp.mail.ru"]),
        (b"<=?utf-8?Q?a=40corp.mail.ru?=>", "encoded_address", ["a@corp.mail.ru"]),
        (b"<a@corp.mail.ru> =?utf-8?Q?b=40c.ru?=", "text_after_address", None),
        (b"Mail.ru", "no_address", []),
        (b"", "no_address", []),
    ],
)
def test_a_sender_that_programs_read_differently_is_ambiguous(
    field: bytes, defect: str, found: list[str] | None
) -> None:
    view = a_sender(b"From: " + field)

    assert defect in view.defects
    assert view.ambiguous
    if found is not None:
        assert addresses(view) == found


def test_a_letter_without_from_shows_its_sender_and_says_so() -> None:
    view = a_sender(b"Sender: Mail.ru <a@corp.mail.ru>")

    assert view.defects == ("no_from",)
    assert view.visible is not None
    assert view.visible.address == "a@corp.mail.ru"


def test_reply_to_and_sender_stand_apart_from_the_authors() -> None:
    view = a_sender(b"From: a@b.ru\nReply-To: X <c@d.ru>\nSender: e@f.ru")

    assert addresses(view) == ["a@b.ru"]
    assert [each.address for each in view.reply_to] == ["c@d.ru"]
    assert [each.address for each in view.sender] == ["e@f.ru"]
    assert not view.ambiguous


def test_the_same_address_twice_is_one_author() -> None:
    assert not a_sender(b'From: "i@x.ru" <I@x.ru>').ambiguous


def test_more_addresses_than_the_limit_truncate_the_letter() -> None:
    field = b", ".join(b"a%d@b.ru" % number for number in range(500))

    letter = read(b"From: " + field + b"\n\nhi")

    assert letter.truncated
    assert len(letter.sender.authors) == 100
