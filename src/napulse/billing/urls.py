"""Addresses of billing."""

from django.urls import include, path

app_name = "billing"
urlpatterns = [
    path("", include("napulse.billing.urls_invoices")),
    path("", include("napulse.billing.urls_bank")),
]
