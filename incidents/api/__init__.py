from incidents.api.viewsets import IncidentViewSet
from incidents.api.vocabularies import VocabularyViewSet

routes = [("incidents", IncidentViewSet, "incident"), ("vocabularies", VocabularyViewSet, "vocabulary")]
