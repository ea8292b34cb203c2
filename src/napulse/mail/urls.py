"""Addresses of incoming mail."""

app_name = "mail"
urlpatterns: list[object] = []
