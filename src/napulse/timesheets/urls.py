"""Addresses of time and expenses."""

from napulse.timesheets import urls_expenses

app_name = "timesheets"
urlpatterns = [*urls_expenses.urlpatterns]
