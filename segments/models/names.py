"""Names in four languages."""

from django.db import models
from django.utils.translation import get_language


class Named(models.Model):
    """A thing with a name in four languages; an empty one falls back to Russian, then to Cyrillic, then English."""

    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120, blank=True)
    name_tg = models.CharField(max_length=120, blank=True)
    name_ky = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language and script."""
        language = get_language() or "en"
        if language == "en":
            return self.name_en
        # A reader of any other page reads Cyrillic: the name of the other side serves before a transliteration.
        own = getattr(self, f"name_{language}", "")
        return own or self.name_ru or self.name_tg or self.name_ky or self.name_en
