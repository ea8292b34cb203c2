"""Addresses of clients."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "clients"
urlpatterns = [
    path("", soon, name="client_list"),
    path("<int:client_id>/", soon, name="client_detail"),
    path("contacts/<int:contact_id>/", soon, name="contact_detail"),
    path("import/", soon, name="import_list"),
]
