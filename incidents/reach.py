"""Who of a side writes about an incident: officers where it lies within their reach, representatives anywhere."""

from django.utils.translation import gettext as _

from incidents.errors import MayNot
from incidents.models import Incident
from incidents.querysets import within_reach
from people.models import Role, User


def writes_on(user: User, incident: Incident) -> bool:
    """Whether this person may write about an incident for a side; what may be seen is decided before."""
    return user.speaks_for_a_side and reaches(user, incident)


def reaches(user: User, incident: Incident) -> bool:
    """Whether what the own side keeps to itself about an incident is this person's to read."""
    if user.role != Role.LIAISON or incident._state.adding:
        # What is being reported is its author's.
        return True
    return Incident.objects.filter(within_reach(user), pk=incident.pk).exists()


def refuse_out_of_reach(user: User, incident: Incident) -> None:
    """Refuse an officer whose sectors do not reach an incident.

    :raises MayNot: unless it lies in the own or an adjoining sector, or the officer wrote about it.
    """
    if user.speaks_for_a_side and not writes_on(user, incident):
        raise MayNot(_("This incident lies outside your sectors."))
