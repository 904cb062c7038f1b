"""What the files of the Kyrgyz–Tajik border do not say: its name, its sides, which lines count and until when."""

from datetime import date
from typing import TypedDict

from people.models import Clock

BORDER = {
    "code": "kg-tj",
    "number_prefix": "BIT",
    "name_en": "Kyrgyzstan–Tajikistan border",
    "name_ru": "Кыргызско-таджикская граница",
    "name_tg": "Сарҳади Қирғизистону Тоҷикистон",
    "name_ky": "Кыргыз-тажик чек арасы",
}

SIDES = {
    "KG": {
        "name_en": "Kyrgyzstan",
        "name_ru": "Кыргызстан",
        "name_tg": "Қирғизистон",
        "name_ky": "Кыргызстан",
        "service_en": "Border Service, State Committee for National Security",
        "service_ru": "Пограничная служба ГКНБ Кыргызской Республики",
        "short_ru": "КР",
        "time_zone": Clock.BISHKEK,
    },
    "TJ": {
        "name_en": "Tajikistan",
        "name_ru": "Таджикистан",
        "name_tg": "Тоҷикистон",
        "name_ky": "Тажикстан",
        "service_en": "Border Troops, State Committee for National Security",
        "service_ru": "Пограничные войска ГКНБ Республики Таджикистан",
        "short_ru": "РТ",
        "time_zone": Clock.DUSHANBE,
    },
}


class Line(TypedDict):
    """A line of the border, and the day from which it no longer counts."""

    name_en: str
    name_ru: str
    until: date | None


# On the border treaty Kayragach went to Kyrgyzstan, so that its outline is no part of this border any more.
TREATY = date(2025, 3, 13)

LINES: dict[str, Line] = {
    "main": {"name_en": "Main line", "name_ru": "Основная линия", "until": None},
    "vorukh": {"name_en": "Outline of Vorukh", "name_ru": "Контур Воруха", "until": None},
    "kayragach": {"name_en": "Outline of Kayragach", "name_ru": "Контур Кайрагача", "until": TREATY},
}

# Between which districts an outline lies; the segments of the main line say it themselves.
OUTLINE_DISTRICTS = {
    "vorukh": ("Isfara", "Batken district"),
    "kayragach": ("Bobojon Ghafurov (B. Gafurov)", "Leilek"),
}

PROTOCOLS = [
    {
        "number": "42",
        "signed_on": date(2022, 9, 25),
        "place": "Kyzyl-Bel",
        "subject": "Stabilisation of the situation on the border; a joint working group follows its implementation",
        "source_name": "24.kg; bomdodrus.com, 28 September 2022",
        "source_ref": "https://24.kg/english/292040",
    },
    {
        "number": "44",
        "signed_on": date(2023, 10, 2),
        "place": "",
        "subject": "Principles of settling the remaining sections of the border",
        "source_name": "Asia-Plus, 9 October 2023; Daryo, 23 December 2023",
        "source_ref": "https://daryo.uz/en/2023/12/23/"
        "kyrgyzstan-and-tajikistan-reach-agreement-on-12-kilometers-of-border-delineation",
    },
]
