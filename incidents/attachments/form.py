"""The form that adds a file."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.files.limits import LARGEST_FILE, MOST_PAGES, MOST_PIXELS
from incidents.files.sniff import EXTENSIONS
from people.text import clean_text

LONGEST_NOTE = 500
# Telephones then offer the camera and the gallery, and hide what is not taken.
ACCEPT = ",".join([*EXTENSIONS, *sorted(set(EXTENSIONS.values()))])


class FileForm(forms.Form):
    """One file, and what it shows in the officer's words. What is inside the file is judged by the service."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What it shows"), max_length=LONGEST_NOTE, required=False, widget=forms.TextInput()
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].help_text = _(
            "JPEG, PNG or PDF, up to %(mb)d MB, %(mpx)d megapixels, %(pages)d pages. Time, place and everything else "
            "that a camera or a program hides in a file is taken out before it is kept."
        ) % {"mb": LARGEST_FILE // 1_000_000, "mpx": MOST_PIXELS // 1_000_000, "pages": MOST_PAGES}
        self.fields["note"].help_text = _("The other side reads it together with the name, once the file is released.")

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])
