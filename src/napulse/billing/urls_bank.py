"""Addresses of bank statements and payments."""

from django.urls import URLPattern, path

from napulse.billing.views import payments, statements

urlpatterns: list[URLPattern] = [
    path("payments/", payments.payment_list, name="payment_list"),
    path("payments/export/", payments.payment_export, name="payment_export"),
    path("payments/aside/", payments.payments_aside, name="payments_aside"),
    path("payments/again/", payments.payments_again, name="payments_again"),
    path("payments/<int:payment_id>/", payments.payment_detail, name="payment_detail"),
    path("payments/<int:payment_id>/match/", payments.payment_match, name="payment_match"),
    path("payments/<int:payment_id>/accept/", payments.payment_accept, name="payment_accept"),
    path("payments/<int:payment_id>/unmatch/", payments.payment_unmatch, name="payment_unmatch"),
    path("payments/<int:payment_id>/put-back/", payments.payment_put_back, name="payment_put_back"),
    path("payments/<int:payment_id>/aside/", payments.payment_aside, name="payment_aside"),
    path("payments/<int:payment_id>/back/", payments.payment_back, name="payment_back"),
    path(
        "payments/matches/<int:allocation_id>/unmatch/",
        payments.allocation_unmatch,
        name="allocation_unmatch",
    ),
    path("statements/", statements.statement_list, name="statement_list"),
    path("statements/upload/", statements.statement_upload, name="statement_upload"),
    path("statements/<int:statement_id>/", statements.statement_detail, name="statement_detail"),
    path("statements/<int:statement_id>/map/", statements.statement_map, name="statement_map"),
    path(
        "statements/<int:statement_id>/write/", statements.statement_write, name="statement_write"
    ),
    path("statements/<int:statement_id>/undo/", statements.statement_undo, name="statement_undo"),
    path("statements/<int:statement_id>/drop/", statements.statement_drop, name="statement_drop"),
]
