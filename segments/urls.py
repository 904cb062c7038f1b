"""Pages of the geography."""

from django.urls import path

from segments import views

app_name = "segments"


urlpatterns = [
    path("segments/", views.segment_list, name="list"),
    path("segments/<slug:code>/", views.segment_detail, name="detail"),
    path("delimitation/", views.delimitation, name="delimitation"),
]
