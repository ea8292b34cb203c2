"""Statements for tests: the sample of the facts, and writers that turn events back into files."""

import io
from collections.abc import Sequence
from datetime import date

from napulse.engines.exchange.bank import AccountPart, Event, Movement, Opener, Problem, Wanted
from napulse.engines.exchange.bank.reading import format_of, read_statement

OWN = "40702810200000000001"
CLIENT = "40702810500000000002"
STUDIO = "40802810000000000003"
SAMPLE = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка={encoding}
Отправитель=Банк Пример
Получатель=
ДатаСоздания=05.11.2026
ВремяСоздания=09:15:00
ДатаНачала=01.11.2026
ДатаКонца=03.11.2026
РасчСчет=40702810200000000001
СекцияРасчСчет
ДатаНачала=01.11.2026
ДатаКонца=03.11.2026
РасчСчет=40702810200000000001
НачальныйОстаток=100000.00
ВсегоПоступило=610000.00
ВсегоСписано=150500.00
КонечныйОстаток=559500.00
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=118
Дата=02.11.2026
Сумма=610000.00
ПлательщикСчет=40702810500000000002
ДатаСписано=02.11.2026
ПлательщикИНН=5000000000
Плательщик1=ООО "Клиент-Образец"
ПлательщикБИК=044525225
ПлательщикКорсчет=30101810400000000225
ПолучательСчет=40702810200000000001
ДатаПоступило=02.11.2026
ПолучательИНН=7700000009
Получатель1=ООО "Агентство-Образец"
ВидОплаты=01
Очередность=5
НазначениеПлатежа=Оплата по счету N 47 от 27.10.2026 за услуги по договору 12/26. В т.ч. НДС 22% - 110000-00
КонецДокумента

СекцияДокумент=Платежное поручение
Номер=31
Дата=03.11.2026
Сумма=150000.00
ПлательщикСчет=40702810200000000001
ДатаСписано=03.11.2026
ПолучательСчет=40802810000000000003
ДатаПоступило=
ПолучательИНН=770000000156
Получатель1=ИП Образцов Образец Образцович
НазначениеПлатежа=Оплата за производство ролика по счету 8 от 30.10.2026, НДС не облагается
КонецДокумента
СекцияДокумент=Банковский ордер
Номер=900
Дата=03.11.2026
Сумма=500.00
ПлательщикСчет=40702810200000000001
ДатаСписано=03.11.2026
ПолучательСчет=70601810000000000001
ВидОплаты=17
НазначениеПлатежа=Комиссия банка
КонецДокумента
КонецФайла
"""  # noqa: E501 a line of a statement is as long as it is
ENCODINGS = {"cp1251": "Windows", "cp866": "DOS", "utf-8": "Windows", "utf-8-sig": "Windows"}
MT940 = """:20:STMT-0001
:25:DE89370400440532013000
:28C:00012/001
:60F:C261101EUR1000,00
:61:2611031103C2500,00NTRFINV-26-014//BANKREF1
:86:166?00SEPA CREDIT?20INV-26-014 RETAINER NOV?32ACME GMBH
:61:2611041104D300,50NTRFSUPPLIER7//BANKREF2
:86:177?00SEPA DEBIT?20STUDIO INVOICE 7?32STUDIO LTD
:62F:C261104EUR3199,50
-
"""


def sample(encoding: str = "cp1251", eol: str = "\r\n") -> bytes:
    text = SAMPLE.format(encoding=ENCODINGS[encoding])
    return text.replace("\n", eol).encode(encoding)


def opener(raw: bytes) -> Opener:
    return lambda: io.BytesIO(raw)


def read(raw: bytes, wanted: Wanted | None = None) -> list[Event]:
    source = opener(raw)
    return list(read_statement(format_of(source), source, wanted or Wanted()))


def moved(events: Sequence[Event]) -> list[Movement]:
    return [one for one in events if isinstance(one, Movement)]


def wrong(events: Sequence[Event]) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in events if isinstance(one, Problem)]


def parts(events: Sequence[Event]) -> list[AccountPart]:
    return [one for one in events if isinstance(one, AccountPart)]


def money(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def onec_of(movements: Sequence[Movement], opening: int = 0, account: str = OWN) -> str:
    """Writes movements of one account as a file of the format, with control sums that hold."""
    came = sum(max(one.minor, 0) for one in movements)
    went = -sum(min(one.minor, 0) for one in movements)
    day = date(2026, 11, 1).strftime("%d.%m.%Y")
    lines = [
        "1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", f"РасчСчет={account}",
        "СекцияРасчСчет", f"ДатаНачала={day}", f"РасчСчет={account}",
        f"НачальныйОстаток={money(opening)}", f"ВсегоПоступило={money(came)}",
        f"ВсегоСписано={money(went)}", f"КонечныйОстаток={money(opening + came - went)}",
        "КонецРасчСчет",
    ]  # fmt: skip
    for one in movements:
        lines += _document(one)
    return "\n".join([*lines, "КонецФайла", ""])


def _document(one: Movement) -> list[str]:
    on, is_in = one.on.strftime("%d.%m.%Y"), one.minor > 0
    ours, theirs = ("Получатель", "Плательщик") if is_in else ("Плательщик", "Получатель")
    return [
        "СекцияДокумент=Платежное поручение",
        f"Номер={one.number}",
        f"Дата={on}",
        f"Сумма={money(abs(one.minor))}",
        f"{ours}Счет={one.account}",
        f"{'ДатаПоступило' if is_in else 'ДатаСписано'}={on}",
        f"{theirs}Счет={one.counter_account}",
        f"{theirs}ИНН={one.inn}",
        f"{theirs}1={one.counterparty}",
        f"НазначениеПлатежа={one.purpose}",
        "КонецДокумента",
    ]
