"""Which addresses has the accounts service? All below /accounts/."""

from django.urls import path

from bangban.services.accounts.views import again, me, password, second_factor, sign_in, single_sign_on

app_name = "accounts"
urlpatterns = [
    path("", me.me, name="me"),
    path("me", me.me),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", second_factor.code, name="code"),
    path("sign-in/set-up", second_factor.enrol, name="enrol"),
    path("sign-in/password", password.new_password, name="new_password"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("sign-out/elsewhere", me.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("password", password.change, name="password"),
    path("second-factor", second_factor.replace, name="second_factor"),
    path("again", again.again, name="again"),
    path("oidc", single_sign_on.leave, name="oidc"),
    path("oidc/again", single_sign_on.leave_again, name="oidc_again"),
    path("oidc/callback", single_sign_on.callback, name="oidc_callback"),
    path("notices", me.notice_list, name="notices"),
    path("notices/read", me.notices_read, name="notices_read"),
]
