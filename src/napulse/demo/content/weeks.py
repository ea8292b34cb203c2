"""What became of the last weeks of time: whose wait for their lead, whose came back with words."""

WEEKS_TOLD = 4
WAIT = ("kim", "chernykh", "kotov", "lebedeva", "belkina", "rozanov")
WAIT_LONGER = ("rozanov",)
RETURNED = {
    "nikitina": "Неделя заполнена меньше чем на треть. Добавьте приёмку у подрядчиков и планёрки.",
    "tikhonov": "Нет встреч с «Гранитным берегом» и подготовки к ним: внесите и отправьте снова.",
    "markov": "Неделя неполная: внесите созвоны с подрядчиком по ролику и внутренние показы.",
}
HOUSE = (
    "Планёрка отдела",
    "Внутренние встречи",
    "Обучение",
    "Помощь с тендером",
    "Архив и порядок в файлах",
)
FULL_ENOUGH = 75  # percent of the norm: shorter weeks are not handed over
MOST_OF_HOUSE = 150  # minutes a day
