"""Addresses of profit: profitability and the books here, budgets in `urls_budget`."""

from django.urls import URLPattern

from napulse.profit import urls_budget

app_name = "profit"
urlpatterns: list[URLPattern] = [
    *urls_budget.urlpatterns,
]
