"""Addresses of access."""

from django.urls import path

from napulse.access.views import (
    account,
    calendar,
    joining,
    passwords,
    second_factors,
    security,
    sign_in,
)

app_name = "access"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/passkey/", sign_in.sign_in_passkey, name="sign_in_passkey"),
    path(
        "sign-in/passkey/options/", sign_in.sign_in_passkey_options, name="sign_in_passkey_options"
    ),
    path("sign-in/second-step/", sign_in.second_step, name="second_step"),
    path("sign-in/second-step/options/", sign_in.second_step_options, name="second_step_options"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("password/forgot/", passwords.password_forgot, name="password_forgot"),
    path("password/forgot/sent/", passwords.password_forgot_sent, name="password_forgot_sent"),
    path("password/reset/", passwords.password_reset, name="password_reset"),
    path("password/reset/<str:key>/", passwords.password_reset_open, name="password_reset_open"),
    path("language/", passwords.language_set, name="language_set"),
    path("join/<str:key>/", joining.join, name="join"),
    path("setup/<str:key>/", joining.setup, name="setup"),
    path("account/", account.profile, name="profile"),
    path("account/edit/", account.profile_edit, name="profile_edit"),
    path("account/tokens/", account.token_list, name="token_list"),
    path("account/tokens/add/", account.token_add, name="token_add"),
    path("account/tokens/<int:token_id>/revoke/", account.token_revoke, name="token_revoke"),
    path("account/calendar/", calendar.feed_settings, name="feed_settings"),
    path("account/calendar/open/", calendar.feed_open, name="feed_open"),
    path("account/calendar/close/", calendar.feed_close, name="feed_close"),
    path("calendar/<str:key>.ics", calendar.feed, name="feed"),
    path("account/security/", security.security, name="security"),
    path("account/security/password/", security.password_change, name="password_change"),
    path(
        "account/security/sessions/<int:sign_in_id>/end/", security.session_end, name="session_end"
    ),
    path("account/security/sessions/end/", security.session_end_others, name="session_end_others"),
    path("account/confirm/", security.confirm, name="confirm"),
    path("account/confirm/check/", security.confirm_check, name="confirm_check"),
    path("account/confirm/options/", security.confirm_options, name="confirm_options"),
    path("account/security/app/", second_factors.app_setup, name="app_setup"),
    path("account/security/app/add/", second_factors.app_add, name="app_add"),
    path("account/security/app/remove/", second_factors.app_remove, name="app_remove"),
    path("account/security/codes/", second_factors.codes, name="codes"),
    path("account/security/codes/file/", second_factors.codes_file, name="codes_file"),
    path("account/security/codes/kept/", second_factors.codes_kept, name="codes_kept"),
    path("account/security/codes/renew/", second_factors.codes_renew, name="codes_renew"),
    path("account/security/passkeys/new/", second_factors.passkey_new, name="passkey_new"),
    path(
        "account/security/passkeys/options/", second_factors.passkey_options, name="passkey_options"
    ),
    path("account/security/passkeys/add/", second_factors.passkey_add, name="passkey_add"),
    path(
        "account/security/passkeys/<int:passkey_id>/rename/",
        second_factors.passkey_rename,
        name="passkey_rename",
    ),
    path(
        "account/security/passkeys/<int:passkey_id>/remove/",
        second_factors.passkey_remove,
        name="passkey_remove",
    ),
]
