"""The pages of a side's administrators."""

from django.urls import path

from people import admin_views as views

app_name = "administration"

urlpatterns = [
    path("", views.people, name="people"),
    path("people/new/", views.add_person, name="add_person"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("people/<int:pk>/move/", views.move, name="move"),
    path("people/<int:pk>/phone-lost/", views.phone_lost, name="phone_lost"),
    path("people/<int:pk>/password/", views.password, name="password"),
    path("people/<int:pk>/factor/", views.factor, name="factor"),
    path("posts/", views.posts, name="posts"),
    path("posts/<uuid:pk>/retire/", views.retire_post, name="retire_post"),
    path("posts/<uuid:pk>/take-up/", views.take_up_post, name="take_up_post"),
]
