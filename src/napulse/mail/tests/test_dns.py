"""The live resolver against a real name server."""

import pytest

from napulse.engines.mailtrust.assess import assess
from napulse.engines.mailtrust.model import Answer, Context, Verdict
from napulse.mail.gateways.dns import LiveResolver, resolver_for
from napulse.mail.queries.policies import with_shipped
from napulse.mail.tests.letters import a_letter, key_record, signed
from napulse.mail.tests.servers import a_name_server
from napulse.testing import NOW

LONG = "v=DKIM1; p=" + "A" * 390


def test_texts_come_whole_and_what_is_not_there_is_not_there() -> None:
    with a_name_server({"long.example": LONG}) as server:
        live = LiveResolver(resolver_for((("127.0.0.1", server.port),)))

        assert live.resolve("long.example", "TXT") == Answer("ok", (LONG,))
        assert live.resolve("LONG.example", "TXT") == Answer("ok", (LONG,))
        assert live.resolve("none.example", "TXT") == Answer("nxdomain")
        assert live.resolve("long.example", "MX") == Answer("nxdomain")


def test_an_answer_is_remembered_for_as_long_as_it_is_good() -> None:
    with a_name_server({"a.example": "x"}) as server:
        asked = resolver_for((("127.0.0.1", server.port),))
        for _ in range(3):
            assert LiveResolver(asked).resolve("a.example", "TXT").values == ("x",)

        assert server.zone.asked == 1


def test_a_silent_server_is_waited_for_only_so_long_and_then_nothing_is_known() -> None:
    with a_name_server({}, silent=frozenset({"slow.example"})) as server:
        asked = resolver_for((("127.0.0.1", server.port),))
        assert asked is not None
        asked.lifetime = asked.timeout = 0.3
        live = LiveResolver(asked, seconds=0.5)

        answers = [live.resolve("slow.example", "TXT").state for _ in range(20)]

        assert set(answers) == {"temp"}
        # Two waits of 0.3 s use up the half second of the letter; the other names are not asked.
        assert server.zone.asked <= 4


@pytest.mark.parametrize(
    "name", ["", ".", "a" * 64 + ".example", "a..b", "\udc80.example", "x" * 300]
)
def test_a_name_that_is_none_raises_nothing(name: str) -> None:
    live = LiveResolver(resolver_for((("127.0.0.1", 1),)), seconds=1)

    assert live.resolve(name, "TXT").state in {"nxdomain", "temp"}


def test_no_name_server_at_all_leaves_everything_open() -> None:
    assert LiveResolver(None).resolve("a.example", "TXT") == Answer("temp")


def test_a_signature_is_checked_with_a_key_from_a_real_name_server() -> None:
    raw = signed(
        a_letter("Команда Mail.ru <news@e.mail.ru>", "Новости", "Новости\n\nКоманда Mail.ru\n"),
        "e.mail.ru",
    )
    with a_name_server({"s1._domainkey.e.mail.ru": key_record()}) as server:
        live = LiveResolver(resolver_for((("127.0.0.1", server.port),)))
        report = assess(raw, with_shipped(()), Context(as_of=NOW, resolver=live))

    assert (report.verdict, report.auth.aligned) == (Verdict.GENUINE, "e.mail.ru")
