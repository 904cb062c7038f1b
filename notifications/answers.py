"""What follows from an answer: each kind of subject says once what it does with it.

An alert knows no incident. The apps that raise alerts register here, under the first part of their keys, what
happens when a recipient answers; `services.acknowledge` calls it in the same transaction.
"""

from collections.abc import Callable

from notifications.models import Acknowledgement, Alert
from people.models import User

Listener = Callable[[Alert, Acknowledgement, User], None]

_listeners: dict[str, Listener] = {}


def listen(subject: str, listener: Listener) -> None:
    """Have `listener(alert, answer, recipient)` called for answers to alerts whose key begins with `subject:`."""
    _listeners[subject] = listener


def tell(alert: Alert, answer: Acknowledgement, recipient: User) -> None:
    """Pass an answer on to the one who raised the alert, if anybody listens."""
    listener = _listeners.get(alert.key.partition(":")[0])
    if listener is not None:
        listener(alert, answer, recipient)
