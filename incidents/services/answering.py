"""What an answer to an alert does to its incident."""

from contextlib import suppress

from incidents.models import Incident
from incidents.services.handling import acknowledge_incident
from incidents.workflow import StatusForbidsVerb, is_possible
from notifications.models import Acknowledgement, Alert, AnswerKind
from people.actors import acting_as, actor_for
from people.models import User


def acknowledge_by_answer(alert: Alert, answer: Acknowledgement, recipient: User) -> None:
    """Acknowledge the incident when a representative of either side answers, unless with *cannot*.

    A draft stays a signal: once it is shared the other side must find it so, and both are told anew.
    """
    if answer.kind == AnswerKind.CANNOT or not recipient.represents_a_side:
        return
    # By the recipient's own link nobody is signed in: the answer is the recipient's all the same.
    with acting_as(actor_for(recipient)):
        incident = Incident.objects.filter(pk=alert.key.split(":")[1]).first()
        if incident is None or not incident.is_shared or not is_possible("acknowledge", incident.status):
            return
        # Of two who answer at once the second finds it acknowledged: no reason to lose what was answered.
        with suppress(StatusForbidsVerb):
            acknowledge_incident(incident=incident, by=recipient)
