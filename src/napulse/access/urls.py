"""Addresses of access."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "access"
urlpatterns = [
    path("sign-in/", soon, name="sign_in"),
]
