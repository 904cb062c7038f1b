"""What an officer is told of a file that was not taken; the message stands beside the field."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.files.limits import LARGEST_FILE, LONGEST_NAME, MOST_PAGES, MOST_PIXELS

WORDS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(mb)d MB."),
    "kind": _("Only JPEG, PNG and PDF files are taken, and this is none of them."),
    "extension": _("The name does not end as its content says: a JPEG in .jpg, a PNG in .png, a PDF in .pdf."),
    "name": _("The name of the file holds a character that is not allowed, or is longer than %(letters)d letters."),
    "unreadable": _("The file is damaged or not complete."),
    "polyglot": _("The file is also a file of another kind. Save it anew in the program that shows it."),
    "pixels": _("The picture has more than %(mpx)d megapixels. Save it smaller."),
    "animated": _("The picture moves. Save the one frame that matters."),
    "large_when_clean": _("Cleaned of hidden data the file is larger than %(mb)d MB. Save it as JPEG, or smaller."),
    "encrypted": _("The document is locked with a password. Save it without one."),
    "active": _("The document has scripts, forms that act, or film. Print it to a new PDF and add that."),
    "carries_files": _("The document carries other files inside. Take them out and add them one by one."),
    "hidden_layers": _("The document has hidden layers. Print it to a new PDF and add that."),
    "pages": _("The document has more than %(pages)d pages, or none."),
    "unpacks_too_large": _("The file unpacks to far more than its size. Print it to a new PDF or save it anew."),
}
NUMBERS = {
    "mb": LARGEST_FILE // 1_000_000,
    "mpx": MOST_PIXELS // 1_000_000,
    "pages": MOST_PAGES,
    "letters": LONGEST_NAME,
}


class FileRefused(ValidationError):
    """The file breaks a rule, named by `rule`; the message belongs to the field `file`."""

    problem_code = "file_refused"

    def __init__(self, rule: str) -> None:
        super().__init__({"file": [WORDS[rule] % NUMBERS]})
        self.rule = rule
        self.problem_code = f"file_{rule}"


class FileTooLarge(FileRefused):
    """The file is larger than is taken."""

    status_code = 413

    def __init__(self) -> None:
        super().__init__("too_large")


class CheckersBusy(ValidationError):
    """Too many files are being checked at once; the same can be sent again in a moment."""

    status_code = 503
    problem_code = "files_busy"

    def __init__(self) -> None:
        super().__init__({"file": [_("Other files are being checked. Send it again in a moment.")]})
