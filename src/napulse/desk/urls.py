"""Addresses of the desk."""

from django.urls import path

from napulse.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/<int:client_id>/why/", views.pulse_why, name="pulse_why"),
    path("pulse/aside/", views.pulse_aside, name="pulse_aside"),
    path("pulse/back/", views.pulse_back, name="pulse_back"),
    path("pulse/views/", views.view_save, name="view_save"),
    path("pulse/views/<int:view_id>/remove/", views.view_delete, name="view_delete"),
    path("find/", views.palette, name="palette"),
]
