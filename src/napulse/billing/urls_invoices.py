"""Addresses of invoices, acts, credit notes, debtors and reminders."""

from django.urls import path

from napulse.billing.views import debts, drafting, guests, invoices, issuing, netting

urlpatterns = [
    path("", invoices.invoice_list, name="invoice_list"),
    path("export/", invoices.invoice_export, name="invoice_export"),
    path("new/", drafting.billable_list, name="billable_list"),
    path("new/go/", drafting.billable_go, name="billable_go"),
    path("new/<int:client_id>/", drafting.billable_client, name="billable_client"),
    path("new/<int:client_id>/chosen/", drafting.invoice_chosen, name="invoice_chosen"),
    path("new/<int:client_id>/blank/", drafting.invoice_blank, name="invoice_blank"),
    path("<int:invoice_id>/", invoices.invoice_detail, name="invoice_detail"),
    path("<int:invoice_id>/edit/", drafting.invoice_edit, name="invoice_edit"),
    path("<int:invoice_id>/save/", drafting.invoice_save, name="invoice_save"),
    path("<int:invoice_id>/totals/", drafting.invoice_totals, name="invoice_totals"),
    path("<int:invoice_id>/delete/", invoices.invoice_delete, name="invoice_delete"),
    path("<int:invoice_id>/restore/", invoices.invoice_restore, name="invoice_restore"),
    path("<int:invoice_id>/issue/", issuing.invoice_issue, name="invoice_issue"),
    path("<int:invoice_id>/send/", issuing.invoice_send, name="invoice_send"),
    path("<int:invoice_id>/sent/", issuing.invoice_sent, name="invoice_sent"),
    path("<int:invoice_id>/credit/", issuing.invoice_credit, name="invoice_credit"),
    path("<int:invoice_id>/credited/", issuing.invoice_credited, name="invoice_credited"),
    path("<int:invoice_id>/act/", issuing.invoice_act, name="invoice_act"),
    path("<int:invoice_id>/netting/", netting.netting_made, name="netting_made"),
    path(
        "netting/<int:netting_id>/take-back/", netting.netting_taken_back, name="netting_taken_back"
    ),
    path("netting/<int:netting_id>/pdf/", netting.netting_pdf, name="netting_pdf"),
    path("netting/undo/<str:netting_ticket>/", netting.netting_undone, name="netting_undone"),
    path("<int:invoice_id>/pdf/", invoices.invoice_pdf, name="invoice_pdf"),
    path("<int:invoice_id>/xlsx/", invoices.invoice_xlsx, name="invoice_xlsx"),
    path("debtors/", debts.debtor_list, name="debtor_list"),
    path("debtors/export/", debts.debtor_export, name="debtor_export"),
    path("reminders/", debts.dunning_list, name="dunning_list"),
    path("reminders/send/", debts.dunning_bulk, name="dunning_bulk"),
    path("reminders/<int:dunning_id>/send/", debts.dunning_send, name="dunning_send"),
    path("reminders/<int:dunning_id>/skip/", debts.dunning_skip, name="dunning_skip"),
    path("reminders/<int:dunning_id>/restore/", debts.dunning_restore, name="dunning_restore"),
    path("reminders/steps/", debts.step_list, name="step_list"),
    path("reminders/steps/new/", debts.step_create, name="step_create"),
    path("reminders/steps/add/", debts.step_added, name="step_added"),
    path("reminders/steps/<int:step_id>/", debts.step_edit, name="step_edit"),
    path("reminders/steps/<int:step_id>/save/", debts.step_save, name="step_save"),
    path("reminders/steps/<int:step_id>/remove/", debts.step_remove, name="step_remove"),
    path("d/<str:key>/", guests.guest_invoice, name="guest_invoice"),
    path("d/<str:key>/pdf/", guests.guest_invoice_pdf, name="guest_invoice_pdf"),
    path("d/<str:key>/xlsx/", guests.guest_invoice_xlsx, name="guest_invoice_xlsx"),
]
