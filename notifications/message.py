"""What is said: a subject and a body, in one language."""

from dataclasses import dataclass

from people.text import FORBIDDEN

LONGEST_SUBJECT = 200
LONGEST_BODY = 4000


@dataclass(frozen=True)
class Message:
    """A rendered text. Severity, sector and form come first; no coordinates, names or narrative.

    The links to the page and to the recipient's own answers are added by the channel.
    """

    subject: str
    body: str = ""

    def bounded(self) -> "Message":
        """Return the text as it may be stored and sent: one line of subject, no controls, not too long."""
        subject = FORBIDDEN.sub("", " ".join(self.subject.split()))[:LONGEST_SUBJECT]
        return Message(subject, FORBIDDEN.sub("", self.body.replace("\r\n", "\n"))[:LONGEST_BODY].strip())
