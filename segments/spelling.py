"""One spelling for many: how names are compared across scripts and habits of writing."""

import re
import unicodedata

# Cyrillic, with the Tajik and Kyrgyz letters folded to the Russian ones they are typed as, to plain Latin.
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "o", "ж": "j", "ҷ": "j",
        "з": "z", "и": "i", "ӣ": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
        "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ӯ": "u", "ү": "u", "ф": "f",
        "х": "h", "ҳ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e",
        "ю": "u", "я": "a",
    }
)  # fmt: skip
# Transcriptions differ by these: Gafurov and Ghafurov, Khujand and Hujand, Dzhany and Jany, Yangi and Iangi.
_HABITS = (("dzh", "j"), ("zh", "j"), ("gh", "g"), ("kh", "h"), ("q", "k"), ("y", "i"), ("w", "v"))


def fold(text: str) -> str:
    """Return a name as it is compared: Latin, lower case, no marks, no punctuation, no doubled letters."""
    plain = unicodedata.normalize("NFC", text).lower().translate(_LATIN)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    for written, meant in _HABITS:
        plain = plain.replace(written, meant)
    plain = re.sub(r"[^\w]+", " ", plain).strip()
    return re.sub(r"(.)\1+", r"\1", plain)
