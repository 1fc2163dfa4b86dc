"""Why could this person not sign in, and what now?"""

from __future__ import annotations

from bangban.errors import Problem


class SignInRefused(Problem):
    """账号或密码不正确。连续输错 {limit} 次，账号将锁定 {minutes} 分钟。 | The name or the password is not right. After {limit} wrong tries in a row an account is locked for {minutes} minutes."""

    code = "sign_in_refused"
    status = 403


class AccountLocked(Problem):
    """连续输错次数过多，此账号已锁定，请于 {minutes} 分钟后再试，或请安全管理员解锁。 | Too many wrong tries in a row: this account is locked. Try again in {minutes} minutes, or ask the security administrator to unlock it."""

    code = "account_locked"
    status = 429


class TooManyTries(Problem):
    """从您所在的网络地址发来的错误登录过多，请等待 {seconds} 秒后再试。 | Too many failed sign-ins came from your network address. Wait {seconds} seconds and try again."""

    code = "too_many_tries"
    status = 429


class WrongCode(Problem):
    """动态口令不正确，或已经用过。请等下一个口令出现后再输入；若一直不对，请校准手机时间。 | The code is not right, or was used already. Wait for the next one; if it keeps failing, set the clock of your phone."""

    code = "wrong_code"
    status = 403


class StepTimedOut(Problem):
    """登录步骤已超时（{minutes} 分钟）或账号有变动，请重新登录。 | This step of signing in took longer than {minutes} minutes, or the account has changed. Sign in again."""

    code = "step_timed_out"
    status = 403


class NoSuchIdentity(Problem):
    """统一身份认证通过，但没有与“{claim}”对应的可用账号。请系统管理员先建立账号。 | The single sign-on knows you, but no account in use matches its "{claim}". Ask the system administrator to open one."""

    code = "no_such_identity"
    status = 403


class OtherIdentity(Problem):
    """统一身份认证返回的不是当前账号对应的人员。请用本人身份重新认证。 | The single sign-on answered for somebody else than this account's owner. Confirm with your own identity."""

    code = "other_identity"
    status = 403


class SingleSignOnFailed(Problem):
    """统一身份认证没有完成（{reason}）。请重试，或改用账号密码登录；仍不行请联系系统管理员。 | The single sign-on was not completed ({reason}). Try again, or sign in with name and password; if that fails too, ask the system administrator."""

    code = "single_sign_on_failed"
    status = 403


class SingleSignOnUnset(Problem):
    """本系统没有配置统一身份认证（oidc.issuer、oidc.client_id）。请用账号密码登录。 | No single sign-on is configured here (oidc.issuer, oidc.client_id). Sign in with name and password."""

    code = "single_sign_on_unset"
    status = 404


class FactorAlreadySet(Problem):
    """此账号的动态口令已经启用。如要更换，请先再次验证身份。 | This account already has a second factor. To replace it, confirm who you are first."""

    code = "factor_already_set"
    status = 409
