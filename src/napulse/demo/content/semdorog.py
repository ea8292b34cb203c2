"""«Семь дорог»: a car dealer holding with events, silent for three weeks."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    EscalationScript,
    Medium,
    ProjectScript,
    ReportState,
    StatusState,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="semdorog",
    name="Семь дорог",
    legal_name="ООО «Автохолдинг „Семь дорог“»",
    industry="Продажа и обслуживание автомобилей",
    about=(
        "Девять дилерских центров на Урале, три марки. Новые машины продаются сами, заработок "
        "— в сервисе и машинах с пробегом. Руководители центров спорят за общий бюджет."
    ),
    services=("BTL", "События", "Локальная реклама"),
    city="Екатеринбург",
    quiet_days=23,
    time_zone="Asia/Yekaterinburg",
    language="ru",
    since_months=11,
    cadence_days=10,
    talks_a_month=5,
    team=TeamScript("vorontsova", "tikhonov", "fedorova", ("rudakov",)),
    contacts=(
        contact(
            "Руслан Гайсин | Директор по маркетингу холдинга",
            "gaysin@semdorog.example",
            "decides 5 supporter",
            "tikhonov",
            10,
        ),
        contact(
            "Ксения Лобода | Менеджер мероприятий",
            "loboda@semdorog.example",
            "works 2 supporter",
            "fedorova tikhonov",
            14,
        ),
        contact(
            "Виктор Черепанов | Управляющий центром на Московском тракте",
            "cherepanov@semdorog.example",
            "influences 3 critic",
            "tikhonov",
        ),
    ),
    projects=(
        ProjectScript(
            "testday",
            "День зимних испытаний",
            (
                "Посадить за руль 300 водителей за выходные и продать 40 записей на "
                "шиномонтаж. Площадка — закрытый лёд, безопасность важнее зрелища."
            ),
            -45,
            20,
            "rudakov",
            (
                piece("Сценарий двух дней", "done", -40, -20),
                piece("План безопасности и расстановка", "review", -18, -6, "client 14"),
                piece("Приглашения владельцам", "work", -6, 3),
                piece("Форма и навигация площадки", "planned", 1, 12),
            ),
            "Без плана безопасности площадка не подпишет договор.",
        ),
    ),
    talks=(
        TalkScript(
            150,
            "13:00",
            60,
            Medium.MEETING,
            "Итоги летнего фестиваля",
            keys("vorontsova tikhonov"),
            keys("gaysin loboda cherepanov"),
            (),
            (
                "Черепанов считает, что фестиваль увёл его покупателей в соседний центр. Цифры "
                "говорят обратное, но слушал он неохотно."
            ),
            about(
                ("Итог", "412 гостей, 31 заявка, девять сделок за месяц."),
                ("Упрёк центра", "Запись вели без указания центра — исправим."),
            ),
            ("Заявку закрепляем за центром, который пригласил гостя.",),
            (
                us("fedorova", "Разложить заявки по девяти центрам", 4),
                them("loboda", "Собрать отзывы управляющих", 7),
            ),
            (),
            14,
            -1,
            status=StatusState.LATE,
        ),
        TalkScript(
            44,
            "10:00",
            70,
            Medium.VIDEO,
            "Зимние испытания: площадка и сценарий",
            keys("tikhonov rudakov"),
            keys("gaysin loboda"),
            keys("testday"),
            (
                "Лёд на водохранилище отпал: МЧС не даст допуска раньше января. Остаётся "
                "закрытый полигон."
            ),
            about(
                ("Площадка", "Полигон свободен в две субботы, берём первую."),
                ("Безопасность", "На каждые шесть машин — инструктор, скорая дежурит весь день."),
            ),
            ("Проводим на полигоне, без пассажиров моложе шестнадцати.",),
            (
                us("rudakov", "Подготовить план безопасности", 12),
                them("gaysin", "Выделить восемнадцать машин на зимних шинах", 20),
            ),
            (),
            10,
            1,
        ),
        TalkScript(
            22,
            "11:30",
            30,
            Medium.CALL,
            "Приглашения и список владельцев",
            keys("tikhonov fedorova"),
            keys("loboda"),
            keys("testday"),
            (
                "Лобода обещала базу владельцев, но предупредила, что уходит на сессию. Гайсин "
                "трубку не взял."
            ),
            about(
                ("База", "Нужны только согласившиеся на рассылку, без телефонов."),
            ),
            ("Приглашаем в две волны: сначала владельцы, потом подписчики.",),
            (
                them("loboda", "Передать базу владельцев с согласиями", 6, ActionEnd.OPEN),
                us("fedorova", "Подготовить страницу записи на заезд", 8),
            ),
            (),
            10,
            0,
        ),
        TalkScript(
            9,
            "12:15",
            1,
            Medium.MISSED_CALL,
            "Не дозвонились Гайсину",
            keys("tikhonov"),
            keys("gaysin"),
            keys("testday"),
            "Три звонка за день, секретарь сказала, что он на переговорах.",
            report=ReportState.NOT_NEEDED,
            no_report_reason="Разговор не состоялся",
        ),
    ),
    escalations=(
        EscalationScript(
            "Клиент молчит три недели перед событием",
            (
                "План безопасности не подписан, договор с полигоном под угрозой. Нужен звонок "
                "директора директору."
            ),
            "tikhonov",
            "vorontsova",
            4,
            1,
        ),
    ),
)
