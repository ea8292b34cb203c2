"""The thirty-six people of «Сфера», who reports to whom, and who is away today."""

from napulse.demo.shapes import AbsenceScript, PersonScript, Role

PEOPLE = (
    PersonScript(
        "levin",
        "Левин",
        "Михаил",
        "Андреевич",
        Role.MANAGING_DIRECTOR,
        "Генеральный директор",
        None,
    ),
    PersonScript(
        "sokolova",
        "Соколова",
        "Елена",
        "Викторовна",
        Role.CLIENT_SERVICE_DIRECTOR,
        "Директор по работе с клиентами",
        "levin",
    ),
    PersonScript(
        "gordeev",
        "Гордеев",
        "Павел",
        "Игоревич",
        Role.GROUP_ACCOUNT_DIRECTOR,
        "Директор группы по работе с клиентами",
        "sokolova",
    ),
    PersonScript(
        "vorontsova",
        "Воронцова",
        "Анна",
        "Сергеевна",
        Role.ACCOUNT_DIRECTOR,
        "Аккаунт-директор",
        "gordeev",
    ),
    PersonScript(
        "belov",
        "Белов",
        "Дмитрий",
        "Олегович",
        Role.ACCOUNT_DIRECTOR,
        "Аккаунт-директор",
        "gordeev",
    ),
    PersonScript(
        "kim",
        "Ким",
        "Марина",
        "Алексеевна",
        Role.SENIOR_ACCOUNT_MANAGER,
        "Менеджер по ключевым клиентам",
        "vorontsova",
    ),
    PersonScript(
        "zaytsev",
        "Зайцев",
        "Артём",
        "Валерьевич",
        Role.SENIOR_ACCOUNT_MANAGER,
        "Старший аккаунт-менеджер",
        "belov",
    ),
    PersonScript(
        "orlova",
        "Орлова",
        "Ксения",
        "Дмитриевна",
        Role.ACCOUNT_MANAGER,
        "Аккаунт-менеджер",
        "vorontsova",
    ),
    PersonScript(
        "tikhonov",
        "Тихонов",
        "Илья",
        "Романович",
        Role.ACCOUNT_MANAGER,
        "Аккаунт-менеджер",
        "vorontsova",
    ),
    PersonScript(
        "safina",
        "Сафина",
        "Алина",
        "Рустамовна",
        Role.ACCOUNT_MANAGER,
        "Аккаунт-менеджер",
        "vorontsova",
    ),
    PersonScript(
        "melnikov",
        "Мельников",
        "Кирилл",
        "Юрьевич",
        Role.ACCOUNT_MANAGER,
        "Аккаунт-менеджер",
        "belov",
    ),
    PersonScript(
        "grishina",
        "Гришина",
        "Ольга",
        "Павловна",
        Role.ACCOUNT_MANAGER,
        "Аккаунт-менеджер",
        "belov",
    ),
    PersonScript(
        "fedorova",
        "Фёдорова",
        "Полина",
        "Андреевна",
        Role.ACCOUNT_EXECUTIVE,
        "Аккаунт-экзекьютив",
        "kim",
    ),
    PersonScript(
        "ershov",
        "Ершов",
        "Никита",
        "Сергеевич",
        Role.ACCOUNT_EXECUTIVE,
        "Аккаунт-экзекьютив",
        "orlova",
    ),
    PersonScript(
        "lazareva",
        "Лазарева",
        "Дарья",
        "Игоревна",
        Role.ACCOUNT_EXECUTIVE,
        "Аккаунт-экзекьютив",
        "zaytsev",
    ),
    PersonScript(
        "rudakov",
        "Рудаков",
        "Сергей",
        "Николаевич",
        Role.DELIVERY_MANAGER,
        "Руководитель производства",
        "levin",
    ),
    PersonScript(
        "nikitina",
        "Никитина",
        "Татьяна",
        "Михайловна",
        Role.DELIVERY_MANAGER,
        "Менеджер производства",
        "rudakov",
    ),
    PersonScript(
        "volkova", "Волкова", "Вера", "Константиновна", Role.CREATIVE, "Арт-директор", "levin"
    ),
    PersonScript(
        "astakhov", "Астахов", "Глеб", "Евгеньевич", Role.CREATIVE, "Копирайтер", "volkova"
    ),
    PersonScript("chernykh", "Черных", "Юлия", "Олеговна", Role.CREATIVE, "Дизайнер", "volkova"),
    PersonScript(
        "shilova",
        "Шилова",
        "Мария",
        "Викторовна",
        Role.RESOURCE_MANAGER,
        "Ресурс-менеджер",
        "rudakov",
    ),
    PersonScript("gusev", "Гусев", "Антон", "Львович", Role.CREATIVE, "Стратег", "volkova"),
    PersonScript(
        "baranova", "Баранова", "Инна", "Сергеевна", Role.CREATIVE, "Исследователь", "gusev"
    ),
    PersonScript("kotov", "Котов", "Пётр", "Ильич", Role.CREATIVE, "Старший дизайнер", "volkova"),
    PersonScript(
        "lebedeva", "Лебедева", "Софья", "Романовна", Role.CREATIVE, "UX-дизайнер", "volkova"
    ),
    PersonScript(
        "markov", "Марков", "Денис", "Олегович", Role.CREATIVE, "Моушн-дизайнер", "volkova"
    ),
    PersonScript(
        "zhukova", "Жукова", "Анастасия", "Павловна", Role.CREATIVE, "Редактор", "astakhov"
    ),
    PersonScript(
        "frolov", "Фролов", "Егор", "Дмитриевич", Role.CREATIVE, "SMM-менеджер", "astakhov"
    ),
    PersonScript(
        "antonov", "Антонов", "Тимур", "Маратович", Role.CREATIVE, "Фронтенд-разработчик", "rudakov"
    ),
    PersonScript(
        "sergeeva", "Сергеева", "Лилия", "Андреевна", Role.CREATIVE, "Бэкенд-разработчик", "rudakov"
    ),
    PersonScript(
        "belkina", "Белкина", "Ольга", "Юрьевна", Role.CREATIVE, "Медиапланер", "nikitina"
    ),
    PersonScript(
        "rozanov",
        "Розанов",
        "Виктор",
        "Степанович",
        Role.CREATIVE,
        "Препресс-специалист",
        "nikitina",
    ),
    PersonScript(
        "panina", "Панина", "Ирина", "Борисовна", Role.FINANCE, "Финансовый директор", "levin"
    ),
    PersonScript(
        "demina",
        "Дёмина",
        "Светлана",
        "Геннадьевна",
        Role.HR,
        "Руководитель службы персонала",
        "levin",
    ),
    PersonScript(
        "kovalev",
        "Ковалёв",
        "Роман",
        "Тимурович",
        Role.NEW_BUSINESS,
        "Руководитель нового бизнеса",
        "levin",
    ),
    PersonScript(
        "yudin",
        "Юдин",
        "Алексей",
        "Петрович",
        Role.ADMINISTRATOR,
        "Системный администратор",
        "panina",
    ),
)

ABSENCES = (
    AbsenceScript("orlova", "tikhonov", -4, 10, "Ежегодный отпуск"),
    AbsenceScript("belov", "zaytsev", -96, -82, "Ежегодный отпуск"),
    AbsenceScript("nikitina", "rudakov", 19, 26, "Отгулы после съёмок"),
    AbsenceScript("kotov", "lebedeva", 12, 18, "Ежегодный отпуск"),
)
