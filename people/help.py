"""Who can see what, as the help page says it: one row a thing, one column a reader."""

from typing import Any

from django.utils.translation import gettext_lazy as _

READERS = [
    _("Your side"),
    _("The other side"),
    _("Analysts of no side"),
    _("Local authorities"),
    _("Observers"),
    _("Your administrators"),
]

YES, NO = _("yes"), _("no")
RELEASED = _("when released")
OPENED = _("when opened to them")
SEEN = _("of what they can see")

WHO_SEES: list[tuple[Any, list[Any]]] = [
    (_("What you have typed and not sent"), [_("you alone"), NO, NO, NO, NO, NO]),
    (_("An incident kept with your side"), [YES, NO, NO, NO, NO, NO]),
    (_("The signal of an incident sent to both sides"), [YES, YES, YES, OPENED, OPENED, YES]),
    (
        _("Your side's account: words, exact place, sources, casualties"),
        [YES, RELEASED, RELEASED, OPENED, OPENED, RELEASED],
    ),
    (_("Files"), [YES, RELEASED, RELEASED, OPENED, OPENED, RELEASED]),
    (_("A comment for your side"), [YES, NO, NO, NO, NO, NO]),
    (_("A comment for both sides, questions and answers"), [YES, YES, YES, NO, NO, YES]),
    (_("The joint account and its signatures"), [YES, YES, YES, NO, NO, YES]),
    (_("Who was told and answered, by post"), [YES, YES, YES, NO, NO, YES]),
    (_("By which channel a person was told"), [YES, NO, NO, NO, NO, YES]),
    (_("The history of each change"), [YES, SEEN, SEEN, NO, NO, SEEN]),
    (_("People of your side and their sign-ins"), [_("your own"), NO, NO, NO, NO, YES]),
]
