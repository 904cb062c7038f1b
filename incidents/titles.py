"""The title both sides read: composed from the codes, in the reader's language."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.codes import Cause, Form
from incidents.models import Account, Incident

# What a reader must know first; the others follow in the order of the vocabulary.
GRAVEST = (
    Form.HEAVY_WEAPONS,
    Form.SMALL_ARMS,
    Form.WARNING_SHOTS,
    Form.FACILITY_SEIZED,
    Form.WEAPONS_READIED,
    Form.STONE_THROWING,
    Form.BRAWL,
    Form.ARSON,
    Form.FORCES_MOVED,
    Form.DETENTION,
    Form.BLOCKADE,
    Form.PROPERTY_DAMAGE,
    Form.CROWD,
)


def leading_form(forms: list[str]) -> str:
    """Return the gravest of the forms, or an empty string where none is known."""
    present = set(forms)
    for form in (*GRAVEST, *Form):
        if form in present:
            return str(form.value)
    return ""


def what(incident: Incident) -> str:
    """Return what happened in one phrase: the gravest form, else the cause."""
    form = leading_form(incident.forms)
    if form:
        return capfirst(str(Form(form).label))
    if incident.cause != Cause.UNKNOWN:
        return capfirst(str(Cause(incident.cause).label))
    return _("Incident")


def where(incident: Incident) -> str:
    """Return the shared place in words: the nearest known place, else the segment, else that it is unknown."""
    if incident.place is not None and (incident.location_precision or 0) < 5:
        return incident.place.name
    if incident.segment is not None:
        return f"{incident.segment.name} ({incident.segment.code})"
    return _("place unknown")


def composed_title(incident: Incident) -> str:
    """Return the title both sides may read; it holds nothing but codes and a place name."""
    return _("%(what)s, %(where)s") % {"what": what(incident), "where": where(incident)}


def title_for(incident: Incident, account: Account | None) -> str:
    """Return the words of a readable account, else the composed title."""
    return account.title if account is not None and account.title else composed_title(incident)
