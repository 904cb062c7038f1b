from incidents.api.accounts import AccountViewSet
from incidents.api.attachments import AttachmentViewSet
from incidents.api.casualties import CasualtyViewSet
from incidents.api.links import JoinViewSet, LinkViewSet, SimilarViewSet
from incidents.api.requests import RequestViewSet
from incidents.api.review import ReviewViewSet
from incidents.api.timeline import TimelineViewSet
from incidents.api.viewsets import IncidentViewSet
from incidents.api.vocabularies import VocabularyViewSet

INCIDENT = r"incidents/(?P<incident>[0-9a-fA-F-]{36})"
routes = [
    ("incidents", IncidentViewSet, "incident"),
    (rf"{INCIDENT}/accounts", AccountViewSet, "account"),
    (rf"{INCIDENT}/casualties", CasualtyViewSet, "casualty"),
    (rf"{INCIDENT}/attachments", AttachmentViewSet, "attachment"),
    (rf"{INCIDENT}/links", LinkViewSet, "link"),
    (rf"{INCIDENT}/join", JoinViewSet, "join"),
    (rf"{INCIDENT}/similar", SimilarViewSet, "similar"),
    (rf"{INCIDENT}/review", ReviewViewSet, "review"),
    (rf"{INCIDENT}/timeline", TimelineViewSet, "timeline"),
    (rf"{INCIDENT}/requests", RequestViewSet, "request"),
    ("vocabularies", VocabularyViewSet, "vocabulary"),
]
