from .account import Account, Casualty, Source
from .attachment import Attachment, AttachmentContent, CustodyEntry, CustodyKind, MediaType
from .draft import IncidentDraft
from .incident import Incident
from .link import IncidentLink
from .numbers import NumberSeries
from .request import InformationAnswer, InformationRequest
from .review import JointSignature, JointWording, Move
from .timeline import WRITTEN, EntryKind, TimelineEntry

__all__ = [
    "WRITTEN",
    "Account",
    "Attachment",
    "AttachmentContent",
    "Casualty",
    "CustodyEntry",
    "CustodyKind",
    "EntryKind",
    "Incident",
    "IncidentDraft",
    "IncidentLink",
    "InformationAnswer",
    "InformationRequest",
    "JointSignature",
    "JointWording",
    "MediaType",
    "Move",
    "NumberSeries",
    "Source",
    "TimelineEntry",
]
