"""Addresses of delivery."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "delivery"
urlpatterns = [
    path("", soon, name="project_list"),
    path("<int:project_id>/", soon, name="project_detail"),
]
