"""Addresses of contracts."""

from django.urls import path

from napulse.contracts.views import contracts, remunerations, retainers, simulator, terms

app_name = "contracts"
urlpatterns = [
    path("", contracts.contract_list, name="contract_list"),
    path("export/", contracts.contract_export, name="contract_export"),
    path("new/", contracts.contract_create, name="contract_create"),
    path("created/", contracts.contract_created, name="contract_created"),
    path("put-back/<str:contract_ticket>/", contracts.contract_put_back, name="contract_put_back"),
    path("<int:contract_id>/", contracts.contract_detail, name="contract_detail"),
    path("<int:contract_id>/edit/", contracts.contract_edit, name="contract_edit"),
    path("<int:contract_id>/save/", contracts.contract_edited, name="contract_edited"),
    path("<int:contract_id>/sign/", contracts.contract_sign, name="contract_sign"),
    path("<int:contract_id>/signed/", contracts.contract_signed, name="contract_signed"),
    path("<int:contract_id>/unsign/", contracts.contract_unsign, name="contract_unsign"),
    path("<int:contract_id>/end/", contracts.contract_end, name="contract_end"),
    path("<int:contract_id>/ended/", contracts.contract_ended, name="contract_ended"),
    path("<int:contract_id>/delete/", contracts.contract_delete, name="contract_delete"),
    path("<int:contract_id>/restore/", contracts.contract_restore, name="contract_restore"),
    path("<int:contract_id>/terms/", terms.contract_terms, name="contract_terms"),
    path("<int:contract_id>/terms/export/", terms.terms_export, name="terms_export"),
    path("<int:contract_id>/terms/add/", terms.term_add, name="term_add"),
    path("terms/<int:term_id>/", terms.term_edit, name="term_edit"),
    path("terms/<int:term_id>/save/", terms.term_edited, name="term_edited"),
    path("terms/<int:term_id>/remove/", terms.term_remove, name="term_remove"),
    path("<int:contract_id>/amend/", terms.amendment_create, name="amendment_create"),
    path("<int:contract_id>/amended/", terms.amendment_created, name="amendment_created"),
    path("amendments/<int:amendment_id>/revoke/", terms.amendment_revoke, name="amendment_revoke"),
    path(
        "amendments/<int:amendment_id>/restore/", terms.amendment_restore, name="amendment_restore"
    ),
    path("<int:contract_id>/pays/", remunerations.remuneration_create, name="remuneration_create"),
    path(
        "<int:contract_id>/pays/add/",
        remunerations.remuneration_created,
        name="remuneration_created",
    ),
    path("pays/<int:remuneration_id>/", remunerations.remuneration_edit, name="remuneration_edit"),
    path(
        "pays/<int:remuneration_id>/save/",
        remunerations.remuneration_edited,
        name="remuneration_edited",
    ),
    path(
        "pays/<int:remuneration_id>/delete/",
        remunerations.remuneration_delete,
        name="remuneration_delete",
    ),
    path(
        "pays/<int:remuneration_id>/restore/",
        remunerations.remuneration_restore,
        name="remuneration_restore",
    ),
    path("retainers/", retainers.retainer_list, name="retainer_list"),
    path("retainers/export/", retainers.retainers_export, name="retainers_export"),
    path("retainers/<int:remuneration_id>/", retainers.retainer_detail, name="retainer_detail"),
    path(
        "retainers/<int:remuneration_id>/export/", retainers.retainer_export, name="retainer_export"
    ),
    path(
        "retainers/<int:remuneration_id>/correct/",
        retainers.retainer_correct,
        name="retainer_correct",
    ),
    path(
        "retainers/<int:remuneration_id>/corrected/",
        retainers.retainer_corrected,
        name="retainer_corrected",
    ),
    path(
        "retainers/<int:remuneration_id>/transfer/",
        retainers.retainer_transfer,
        name="retainer_transfer",
    ),
    path(
        "retainers/<int:remuneration_id>/transferred/",
        retainers.retainer_transferred,
        name="retainer_transferred",
    ),
    path("moves/<int:move_id>/undo/", retainers.move_undo, name="move_undo"),
    path("moves/<int:move_id>/redo/", retainers.move_redo, name="move_redo"),
    path("simulator/", simulator.simulator, name="simulator"),
    path("simulator/export/", simulator.simulator_export, name="simulator_export"),
]
