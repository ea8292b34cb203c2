"""The words of `1CClientBankExchange` 1.03, and those met beside them in the files of banks."""

from __future__ import annotations

BEGIN = "1CClientBankExchange"
END = "КонецФайла"
END_BALANCE = "КонецРасчСчет"
END_DOCUMENT = "КонецДокумента"
ACCOUNT = "РасчСчет"
EXTRACT = "Выписка"
"""A block of some banks of Kazakhstan that is no document."""

SECTIONS = {"СекцияРасчСчет": END_BALANCE, "СекцияДокумент": END_DOCUMENT}
ENDS = frozenset(SECTIONS.values())
_HEADER = """
ВерсияФормата Кодировка Отправитель Получатель ДатаСоздания ВремяСоздания ДатаНачала ДатаКонца
РасчСчет Документ
"""
_SIDE = """
{0} {0}Счет {0}ИНН {0}КПП {0}1 {0}2 {0}3 {0}4 {0}РасчСчет {0}Банк1 {0}Банк2 {0}БИК {0}Корсчет
"""
_DOCUMENT = """
Номер Дата Сумма КвитанцияДата КвитанцияВремя КвитанцияСодержание ДатаСписано ДатаПоступило
ВидПлатежа КодНазПлатежа ВидОплаты Код Очередность НазначениеПлатежа НазначениеПлатежа1
НазначениеПлатежа2 НазначениеПлатежа3 НазначениеПлатежа4 НазначениеПлатежа5 НазначениеПлатежа6
СтатусСоставителя ПоказательКБК ОКАТО ПоказательОснования ПоказательПериода ПоказательНомера
ПоказательДаты ПоказательТипа СрокАкцепта ВидАккредитива СрокПлатежа УсловиеОплаты1 УсловиеОплаты2
УсловиеОплаты3 ПлатежПоПредст ДополнУсловия НомерСчетаПоставщика ДатаОтсылкиДок
ОчередностьПлатежа УИН
"""
_TAKEN = """
Номер Сумма НазначениеПлатежа Плательщик1 Получатель1 ПлательщикСчет ПолучательСчет
"""

HEADER = frozenset(_HEADER.split())
SUMS = {
    "opening": "НачальныйОстаток",
    "incoming": "ВсегоПоступило",
    "outgoing": "ВсегоСписано",
    "closing": "КонечныйОстаток",
}
BALANCE = frozenset(["ДатаНачала", "ДатаКонца", ACCOUNT, *SUMS.values()])
DOCUMENT = frozenset(
    [
        *_DOCUMENT.split(),
        *_SIDE.format("Плательщик").split(),
        *_SIDE.format("Получатель").split(),
    ]
)
TAKEN = frozenset(_TAKEN.split())
"""What a movement has fields of its own for; everything else is kept beside it."""
