"""The channels: one file each, and one line here."""

from notifications.models import ContactKind
from notifications.transports.base import Transport
from notifications.transports.email import EmailTransport
from notifications.transports.inapp import InAppTransport
from notifications.transports.webhook import WebhookTransport

# In the order in which one pass serves them.
TRANSPORTS: dict[str, Transport] = {
    ContactKind.IN_APP: InAppTransport(),
    ContactKind.EMAIL: EmailTransport(),
    ContactKind.WEBHOOK: WebhookTransport(),
}
