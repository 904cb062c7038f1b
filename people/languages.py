"""Tajik and Kyrgyz fall back to Russian, not to the English source.

An officer of either side reads Russian; few read English. Django falls back to LANGUAGE_CODE only.
"""

from typing import Any

from django.utils.translation import trans_real

FALLBACKS = {"tg": "ru", "ky": "ru"}

# Django's own hook for the fallback; a test tells when it is gone.
_original = trans_real.DjangoTranslation._add_fallback  # type: ignore[attr-defined]


def _add_fallback(self: Any, localedirs: list[str] | None = None) -> None:
    language = FALLBACKS.get(self.language())
    if language is None or self.domain != "django":
        _original(self, localedirs)
        return
    # Russian itself falls back to English, so the chain ends with the source. Not add_fallback(): it would hang
    # the new link on the end of a chain that other languages share.
    self._fallback = trans_real.translation(language)


def install_fallbacks() -> None:
    """Make each language built from now on fall back as FALLBACKS says. Doing it twice changes nothing."""
    trans_real.DjangoTranslation._add_fallback = _add_fallback  # type: ignore[attr-defined]
