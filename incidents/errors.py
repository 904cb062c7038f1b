"""The rules that a verb may break; the API turns them into problem bodies, pages into messages beside fields."""

from django.core.exceptions import ValidationError


class OccurredInTheFuture(ValidationError):
    """The stated time is more than 15 minutes ahead of the server."""


class FarFromEveryLine(ValidationError):
    """The place is more than 20 km from every mapped line, and nobody confirmed it."""


class UnknownPlace(ValidationError):
    """A place, a line or a kilometre mark that does not exist."""


class MayNot(ValidationError):
    """The role or side does not allow the verb."""

    status_code = 403
    problem_code = "forbidden"


class IdTaken(ValidationError):
    """The id belongs to another record; the answer is the same whether or not that one may be seen."""

    status_code = 409
    problem_code = "id_taken"


class ReplayDiffers(ValidationError):
    """The same id came again with another body."""

    status_code = 422
    problem_code = "replay_differs"


class StaleVersion(ValidationError):
    """The record changed since it was read; the current tag is `etag`."""

    status_code = 412
    problem_code = "stale_version"

    def __init__(self, message: str, etag: str) -> None:
        super().__init__(message)
        self.etag = etag


class AlreadyShared(ValidationError):
    """Both sides may know already: visibility widens, never narrows."""

    status_code = 409
    problem_code = "already_shared"


class CannotBeJoined(ValidationError):
    """These two incidents cannot be joined as they stand."""

    status_code = 409
    problem_code = "cannot_be_joined"


class AlreadyThere(ValidationError):
    """What is to be made exists: the side has its account there, or has said the same of the two incidents."""

    status_code = 409
    problem_code = "already_there"


class WiderThanWhatItCorrects(ValidationError):
    """A correction that both sides would read names an entry that only one side reads."""


class AlreadyDone(ValidationError):
    """The own side has done this; what is awaited is the other side's."""

    status_code = 409
    problem_code = "already_done"


class TooEarly(ValidationError):
    """The other side still has time to answer."""

    status_code = 409
    problem_code = "too_early"


class TooLate(ValidationError):
    """The time within which this could be done is over."""

    status_code = 409
    problem_code = "too_late"


class NotYet(ValidationError):
    """Something is missing before this can be done; the messages say what."""

    status_code = 409
    problem_code = "not_yet"


class TextChanged(ValidationError):
    """What is answered or signed is no longer what was read; the messages say what changed."""

    status_code = 409
    problem_code = "text_changed"
