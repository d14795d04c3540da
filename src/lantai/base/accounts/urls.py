"""Signing in and out, one's own account, and the accounts administrators see to."""

from django.urls import path

from lantai.base.accounts.views import own, people, reminders, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out", signing_in.SignOut.as_view(), name="sign_out"),
    path("sign-in/code", signing_in.second_step, name="second_step"),
    path("staff/account", own.own, name="own"),
    path("staff/account/second-factor", own.second_factor, name="second_factor"),
    path("staff/account/reminders", reminders.own_reminders, name="own_reminders"),
    path("staff/accounts", people.accounts, name="accounts"),
    path("staff/accounts/new", people.new, name="new"),
    path("staff/accounts/<ulid:ulid>", people.account, name="account"),
    path("staff/accounts/<ulid:ulid>/activate", people.activate, name="activate"),
    path("staff/accounts/<ulid:ulid>/disable", people.disable, name="disable"),
    path("staff/accounts/<ulid:ulid>/password", people.reset, name="reset"),
    path("staff/accounts/<ulid:ulid>/second-factor", people.reset_factor, name="reset_factor"),
    path("staff/accounts/<ulid:ulid>/unlock", people.unlock, name="unlock"),
    path("staff/accounts/<ulid:ulid>/reminders", reminders.reminders, name="reminders"),
    path("staff/accounts/<ulid:ulid>/roles", people.roles, name="roles"),
]
