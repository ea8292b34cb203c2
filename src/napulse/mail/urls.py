"""Addresses of incoming mail."""

from django.urls import path

from napulse.mail.views import acts, brands, letters, mailboxes

app_name = "mail"
urlpatterns = [
    path("", letters.letter_list, name="letter_list"),
    path("export/", letters.letter_export, name="letter_export"),
    path("upload/", letters.letter_upload, name="letter_upload"),
    path("uploaded/", letters.letter_uploaded, name="letter_uploaded"),
    path("uploads/<int:upload_id>/", letters.upload_detail, name="upload_detail"),
    path("bulk/", acts.letter_bulk, name="letter_bulk"),
    path("undo/<str:letter_ticket>/", acts.letter_undo, name="letter_undo"),
    path("<int:received_id>/", letters.letter_detail, name="letter_detail"),
    path("<int:received_id>/raw/", letters.letter_raw, name="letter_raw"),
    path("<int:received_id>/file/", acts.letter_file, name="letter_file"),
    path("<int:received_id>/unfile/", acts.letter_unfile, name="letter_unfile"),
    path("<int:received_id>/tell/", acts.letter_tell, name="letter_tell"),
    path("<int:received_id>/judge/", acts.letter_judge, name="letter_judge"),
    path("<int:received_id>/delete/", acts.letter_delete, name="letter_delete"),
    path("<int:received_id>/restore/", acts.letter_restore, name="letter_restore"),
    path("mailboxes/", mailboxes.mailbox_list, name="mailbox_list"),
    path("mailboxes/new/", mailboxes.mailbox_create, name="mailbox_create"),
    path("mailboxes/create/", mailboxes.mailbox_created, name="mailbox_created"),
    path("mailboxes/<int:mailbox_id>/", mailboxes.mailbox_detail, name="mailbox_detail"),
    path("mailboxes/<int:mailbox_id>/edit/", mailboxes.mailbox_edit, name="mailbox_edit"),
    path("mailboxes/<int:mailbox_id>/save/", mailboxes.mailbox_edited, name="mailbox_edited"),
    path("mailboxes/<int:mailbox_id>/folders/", mailboxes.mailbox_folders, name="mailbox_folders"),
    path("mailboxes/<int:mailbox_id>/share/", mailboxes.mailbox_share, name="mailbox_share"),
    path("mailboxes/<int:mailbox_id>/pause/", mailboxes.mailbox_pause, name="mailbox_pause"),
    path("mailboxes/<int:mailbox_id>/delete/", mailboxes.mailbox_delete, name="mailbox_delete"),
    path("mailboxes/<int:mailbox_id>/restore/", mailboxes.mailbox_restore, name="mailbox_restore"),
    path("brands/", brands.policy_list, name="policy_list"),
    path("brands/shipped/<str:code>/", brands.policy_shipped, name="policy_shipped"),
    path("brands/new/", brands.policy_create, name="policy_create"),
    path("brands/create/", brands.policy_created, name="policy_created"),
    path("brands/<int:policy_id>/", brands.policy_detail, name="policy_detail"),
    path("brands/<int:policy_id>/edit/", brands.policy_edit, name="policy_edit"),
    path("brands/<int:policy_id>/save/", brands.policy_edited, name="policy_edited"),
    path("brands/<int:policy_id>/publish/", brands.policy_publish, name="policy_publish"),
    path("brands/<int:policy_id>/withdraw/", brands.policy_withdraw, name="policy_withdraw"),
    path("brands/<int:policy_id>/delete/", brands.policy_delete, name="policy_delete"),
    path("brands/<int:policy_id>/restore/", brands.policy_restore, name="policy_restore"),
    path(
        "brands/<int:policy_id>/versions/<int:number>/",
        brands.policy_version,
        name="policy_version",
    ),
    path(
        "brands/<int:policy_id>/versions/<int:number>/enforce/",
        brands.policy_enforce,
        name="policy_enforce",
    ),
    path("brands/<int:policy_id>/versions/<int:number>/try/", brands.policy_try, name="policy_try"),
    path(
        "brands/<int:policy_id>/previews/<int:work_id>/",
        brands.policy_preview,
        name="policy_preview",
    ),
    path("reports/<int:visit_id>/take/", brands.visitor_report_take, name="visitor_report_take"),
    path(
        "reports/<int:visit_id>/forget/",
        brands.visitor_report_forget,
        name="visitor_report_forget",
    ),
]
