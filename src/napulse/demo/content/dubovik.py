"""«Дубовик»: a furniture factory in Novosibirsk, slow and reliable."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    Medium,
    ProjectScript,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="dubovik",
    name="Мебельная фабрика «Дубовик»",
    legal_name="ООО «Фабрика „Дубовик“»",
    industry="Мебель",
    about=(
        "Столы и стулья из массива, двести рабочих, очередь на кухни — четыре месяца. Новый "
        "цех удвоит выпуск, спроса на него пока нет. Хозяин фабрики не любит слово «бренд»."
    ),
    services=("Каталог", "E-commerce", "Фотосъёмка"),
    city="Новосибирск",
    time_zone="Asia/Novosibirsk",
    language="ru",
    since_months=9,
    cadence_days=14,
    talks_a_month=4,
    team=TeamScript("belov", "melnikov", "lazareva", ("chernykh",)),
    contacts=(
        contact(
            "Андрей Кругликов | Владелец",
            "kruglikov@dubovik.example",
            "decides friendly",
            "belov",
            30,
        ),
        contact(
            "Таисия Маслова | Руководитель продаж",
            "maslova@dubovik.example",
            "works friendly",
            "melnikov",
            14,
        ),
        contact(
            "Юрий Плотников | Главный технолог",
            "plotnikov@dubovik.example",
            "advises neutral",
            "melnikov",
        ),
    ),
    projects=(
        ProjectScript(
            "catalogue",
            "Каталог и интернет-магазин",
            (
                "Тридцать четыре изделия, каждое — с настоящими размерами, весом и следами "
                "работы. Покупатель в другом городе должен решиться, не потрогав."
            ),
            -130,
            40,
            "nikitina",
            (
                piece("Съёмка 34 изделий", "accepted", -120, -70),
                piece("Описания изделий", "accepted", -85, -35),
                piece("Карточка изделия: прототип", "accepted", -60, -28),
                piece("Вёрстка магазина", "in_work", -27, 16),
                piece("Таблица остатков и сроков", "with_client", -21, 0, "client 10"),
            ),
        ),
    ),
    talks=(
        TalkScript(
            207,
            "08:30",
            90,
            Medium.MEETING,
            "Поездка на фабрику",
            keys("belov melnikov"),
            keys("kruglikov plotnikov"),
            (),
            (
                "Кругликов четыре часа водил по цехам. Слова «бренд» старались не произносить; "
                "говорили «имя»."
            ),
            about(
                ("Имя", "Кругликов хочет, чтобы на стуле стояла фамилия столяра."),
                ("Новый цех", "К зиме выпуск удвоится, заказов столько нет."),
            ),
            ("Начинаем с каталога, рекламу обсуждаем весной.",),
            (
                us("melnikov", "Описать состав каталога и цену съёмки", 10),
                them("plotnikov", "Отобрать изделия без сучков на лицевой стороне", 15),
            ),
            (),
            14,
            2,
        ),
        TalkScript(
            118,
            "12:00",
            40,
            Medium.CALL,
            "Съёмка: свет и фактура",
            keys("melnikov chernykh"),
            keys("maslova plotnikov"),
            keys("catalogue"),
            (
                "Первые кадры вышли слишком глянцевыми, дерево похоже на плёнку. Снимаем "
                "заново при окне."
            ),
            about(
                ("Свет", "Боковой, из окна, без отражателей."),
                ("Масштаб", "В каждом кадре — рука или чашка."),
            ),
            ("Переснимаем шесть изделий, цена прежняя.",),
            (
                us("chernykh", "Выбрать кадры с рукой и чашкой", 9),
                them("maslova", "Освободить зал у северного окна на два дня", 6),
            ),
            (),
            14,
            0,
        ),
        TalkScript(
            62,
            "09:00",
            50,
            Medium.VIDEO,
            "Карточка изделия: сколько ждать",
            keys("melnikov"),
            keys("maslova kruglikov"),
            keys("catalogue"),
            (
                "Маслова предлагала не показывать срок: отпугнёт. Кругликов сказал, что врать "
                "о сроках не станет."
            ),
            about(
                ("Срок", "Показываем дату готовности, а не «от 60 дней»."),
                ("Предоплата", "Половина, остальное — по фотографии готового изделия."),
            ),
            ("Срок показываем датой.",),
            (
                us("melnikov", "Исправить прототип карточки", 7),
                them(
                    "maslova",
                    "Завести таблицу остатков и сроков",
                    20,
                    ActionEnd.MOVED,
                    "Ждали сдачи нового цеха",
                ),
            ),
            ("Считаем ли доставку в Москву сразу?",),
            14,
            1,
        ),
        TalkScript(
            20,
            "10:00",
            30,
            Medium.CALL,
            "Таблица остатков: какой нужен вид",
            keys("melnikov lazareva"),
            keys("maslova"),
            keys("catalogue"),
            (
                "Таблица есть, но в ней «почти готово» вместо даты. Объяснили, что сайт этого "
                "не поймёт."
            ),
            about(
                ("Вид таблицы", "Три столбца: изделие, остаток, дата готовности."),
            ),
            ("Обновляем каждую пятницу до 15:00 по Новосибирску.",),
            (
                them("maslova", "Прислать таблицу с датами", 7, ActionEnd.OPEN),
                us("lazareva", "Дать образец таблицы на пять изделий", 1),
            ),
            (),
            14,
            0,
        ),
    ),
)
