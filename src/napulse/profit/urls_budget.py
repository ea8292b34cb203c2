"""Addresses of budgets, utilisation and the accuracy of estimates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
