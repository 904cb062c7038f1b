"""The words of each language: Russian is whole, Tajik and Kyrgyz are sure or Russian, English is English."""

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from incidents.api.vocabularies import VOCABULARIES
from incidents.models import Incident
from incidents.services import report_incident
from people.actors import acting_as, actor_for
from segments.models import Place
from tests.conftest import as_owner
from tests.incidents.conftest import CANAL
from tests.notifications.factories import enrol, rows

TRANSLATED = ("ru", "tg", "ky")
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*\w|\{\w+\}")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")

# Words of the domain's vocabulary that are published in the language; months and names of countries are CLDR's.
PUBLISHED = {
    "tg": {"Incident": "Ҳодиса", "Segment": "Қитъа", "Delimitation": "Делимитатсия", "Border": "Сарҳад"},
    "ky": {"Incident": "Окуя", "Segment": "Тилке", "Delimitation": "Делимитация", "Border": "Чек ара"},
}
COUNTRIES = {"Uzbekistan": "UZ", "Kyrgyzstan": "KG", "Tajikistan": "TJ", "China": "CN"}
LANGUAGES = {"Russian": "ru", "Tajik": "tg", "Kyrgyz": "ky", "English": "en"}
SAME_EVERYWHERE = {"Bishkek": "Бишкек", "Dushanbe": "Душанбе", "km": "км"}

# Pages of one incident, below its own.
BELOW = ["account/", "compare/", "review/", "history/", "files/", "entries/", "requests/"]

# What stays in Latin letters on a page of any language: names, units of computers, numbers of records.
LATIN = re.compile(
    r"bordertrack|OpenStreetMap|ODbL|OCHA COD-AB|CC BY(-IGO)?|geoBoundaries|GeoNames|Natural Earth"
    r"|JavaScript|GPS|UTC|API|cookie|e-mail|JPEG|PNG|PDF|SHA-256|Tab|Shift|Enter|Aegis|FreeOTP"
    r"|[0-9a-f]{12,64}|BIT-\d+|(TJ|KG)-\d+|vorukh|kayragach|English|officer|counterpart"
)
PAGES = [
    "/", "/incidents/", "/incidents/new/", "/segments/", "/segments/s03/", "/segments/vorukh/", "/delimitation/",
    "/inbox/", "/help/", "/account/", "/account/password/change/", "/account/logout/", "/account/mfa/",
    "/account/mfa/totp/activate/", "/nowhere/",
]  # fmt: skip


def catalog(language: str) -> Catalog:
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language if language != "tg" else None)


def messages(language: str) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Yield each message with its source forms and its translated forms."""
    for message in catalog(language):
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message, ids, strings


def vocabulary() -> list[dict[str, str]]:
    with (settings.BASE_DIR / "data" / "vocabularies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_russian_is_whole():
    missing = [ids[0] for message, ids, strings in messages("ru") if message.fuzzy or not all(strings)]
    assert missing == []


def test_russian_counts_in_three_forms():
    counted = [(ids, strings) for _, ids, strings in messages("ru") if len(ids) == 2]

    assert counted
    assert [ids for ids, strings in counted if len(strings) != 3] == []
    with translation.override("ru"):
        said = [ngettext("%(said)s incident", "%(said)s incidents", n) % {"said": n} for n in (1, 2, 5, 11, 21, 112)]
    assert said == ["1 инцидент", "2 инцидента", "5 инцидентов", "11 инцидентов", "21 инцидент", "112 инцидентов"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_source(language: str):
    wrong = [
        (ids[0], string)
        for _, ids, strings in messages(language)
        for string in strings
        if string
        and set(PLACEHOLDER.findall(string)) != {name for source in ids for name in PLACEHOLDER.findall(source)}
    ]
    assert wrong == []


def test_russian_keeps_to_its_register():
    """No blame, no exclamation, quotation marks as Russian writes them."""
    said = [string for _, _ids, strings in messages("ru") for string in strings]

    assert [s for s in said if re.search(r"ложн\w+ тревог|вторжен|наш\w* земл|!", s, re.IGNORECASE)] == []
    assert [s for s in said if re.search(r"[“”„]|\.\.\.", s) or ('"' in s and "°" not in s)] == []
    assert [s for s in said if s != s.strip() or "  " in s] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_labels_of_the_codes_are_those_of_the_shipped_vocabularies(language: str):
    labels = {(row["vocabulary"], row["code"]): row[language] or row["ru"] for row in vocabulary()}
    with translation.override(language):
        ours = {
            (name, str(code)): str(label) for name, choices in VOCABULARIES.items() for code, label in choices.choices
        }

    shared = labels.keys() & ours.keys()
    assert len(shared) > 100
    assert {key: ours[key] for key in shared} == {key: labels[key] for key in shared}


@pytest.mark.parametrize("language", ["tg", "ky"])
def test_nothing_is_guessed_in_tajik_and_kyrgyz(language: str):
    """A word waits for a native reader unless it is published: it then falls back to Russian."""
    locale = Locale(language)
    sure = {row["en"]: row[language] for row in vocabulary() if row[language]}
    sure |= PUBLISHED[language] | SAME_EVERYWHERE
    sure |= {english: locale.territories[code] for english, code in COUNTRIES.items()}
    sure |= {english: locale.languages[code] for english, code in LANGUAGES.items()}

    said = {ids[0]: strings[0] for _, ids, strings in messages(language) if any(strings)}

    assert said == {source: sure.get(source) for source in said}


def test_every_string_of_the_program_is_in_the_catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any):
    root = settings.BASE_DIR
    for part in (
        "analysis",
        "audit",
        "bordertrack",
        "incidents",
        "notifications",
        "people",
        "segments",
        "templates",
        "locale",
    ):
        shutil.copytree(root / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)

    call_command("makemessages", locale=["ru"], add_location="file", verbosity=0)

    with (tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po").open("rb") as file:
        needed = {(message.context, message.id) for message in read_po(file, locale="ru") if message.id}
    known = {(message.context, message.id) for message, _ids, _strings in messages("ru")}
    assert needed - known == set()
    assert known - needed == set()


class Words(HTMLParser):
    """The texts of a page, each with the language it is marked with."""

    VOID = {"meta", "link", "input", "br", "img", "use", "path", "rect", "circle", "hr", "line", "wbr"}
    SPOKEN = ("aria-label", "title", "placeholder", "alt")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self.open[-1][1] if self.open else "")
        self.said += [(language, value) for name, value in attrs if value and name in self.SPOKEN]
        if tag not in self.VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A drawing of an icon says nothing, and holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1] if self.open else ("", "")
        if data.strip() and tag not in {"script", "style"}:
            self.said.append((language, " ".join(data.split())))


@pytest.fixture
def incident(officer: Any) -> Incident:
    """A clash both sides know of, told by the Tajik officer."""
    with acting_as(actor_for(officer)):
        return report_incident(
            by=officer, title="1", summary="2", occurred_at=timezone.now() - timedelta(hours=1), severity=3,
            cause="irrigation_turn", causes=["irrigation_turn", "pasture_access"], forms=["crowd", "stone_throwing"],
            crowd="50_200", harm="injured_1_4", location=CANAL, location_precision=1, visibility="both",
        )[0]  # fmt: skip


def read_pages(user: Any, language: str, *also: str) -> Iterator[tuple[str, str, str]]:
    """Yield each text of the pages in the language of the page: address, language, text."""
    client = Client()
    signed_out = client.get("/account/login/", headers={"accept-language": language})
    client.force_login(user)
    client.cookies["django_language"] = language
    pages = {"/account/login/": signed_out} | {page: client.get(page, follow=True) for page in (*PAGES, *also)}
    for page, response in pages.items():
        assert response.status_code == (404 if page == "/nowhere/" else 200), page
        for marked, text in Words(response.content.decode()).said:
            yield page, marked, text


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_falls_back_to_english(language: str, officer: Any, counterpart: Any, incident: Incident):
    detail = incident.get_absolute_url()
    # Of two villages no source gives the name in Cyrillic.
    with translation.override("ru"):
        names = {place.name for place in Place.objects.all() if not CYRILLIC.search(place.name)}
    assert len(names) <= 2
    english = [
        (page, text)
        for reader in (officer, counterpart)
        for page, marked, text in read_pages(reader, language, detail, *(detail + page for page in BELOW))
        if marked == language and text not in names and LATIN_WORD.search(LATIN.sub("", text))
    ]
    assert english == []


def test_a_kyrgyz_page_speaks_kyrgyz_where_it_can_and_says_where_it_cannot(officer: Any, incident: Incident):
    said = [text for _page, marked, text in read_pages(officer, "ky", incident.get_absolute_url()) if marked == "ky"]

    assert "Слова, которые ещё не переведены, показаны по-русски." in said
    assert "Тургундардын чогулушу, таш ыргытуу" in said
    assert "Инциденты" in said


def test_an_english_page_is_english(officer: Any, counterpart: Any, incident: Incident):
    detail = incident.get_absolute_url()
    foreign = {
        (page, text)
        for reader in (officer, counterpart)
        for page, marked, text in read_pages(reader, "en", detail)
        if marked == "en" and CYRILLIC.search(text)
    }
    # The names of the languages, each in its own.
    assert {text for _page, text in foreign} <= {"Русский", "Тоҷикӣ", "тоҷикӣ", "Кыргызча", "кыргызча"}


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ru", "3 Столкновение · Исфара – Баткенский район · Бросание камней"),
        ("tg", "3 задухӯрд · Исфара – Баткенский район · Бросание камней"),
        ("ky", "3 Столкновение · Исфара – Баткенский район · Таш ыргытуу"),
        ("en", "3 Clash · Isfara – Batken · Stones thrown"),
    ],
)
def test_an_alert_is_written_in_the_language_of_its_reader(
    language: str, subject: str, officer: Any, representative_kg: Any, sector: Any
):
    with as_owner():
        type(representative_kg).objects.update(language=language)
    representative_kg.refresh_from_db()
    enrol(representative_kg, sector)
    with acting_as(actor_for(officer)):
        report_incident(
            by=officer, title="1", occurred_at=timezone.now(), severity=3, cause="unknown", forms=["stone_throwing"],
            crowd="under_10", location=CANAL, location_precision=1, visibility="both",
        )  # fmt: skip

    told = rows(channel="email")

    assert [each.subject for each in told] == [subject]
    assert ("Не подтверждено" in told[0].body) == (language != "en")


def test_what_others_say_on_our_pages_is_russian():
    """Django's and allauth's own words come from their catalogs."""
    with translation.override("ru"):
        for words in ("This field is required.", "Enter a whole number.", "Enter a valid date.", "Current Password"):
            assert CYRILLIC.search(gettext(words)), words
