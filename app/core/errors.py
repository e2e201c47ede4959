"""Failures that are expected: each has a status and a sentence for the person who meets it.

Anywhere below the web raises these; `app.core.failures` turns them into a page or a fragment. The sentence is written in
the reader's language where it is raised.
"""

from app.core.i18n import gettext as _


class AppError(Exception):
    """Something the person can understand and often mend."""

    status = 500

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.default()
        super().__init__(self.sentence)

    def default(self) -> str:
        return _("系统出错了，我们已经记录下来，请稍后再试。")


class BadRequest(AppError):
    status = 400

    def default(self) -> str:
        return _("请求的内容不完整或格式不对，请返回上一页重试。")


class SignInNeeded(AppError):
    """Answered by a way to the sign-in page that comes back here afterwards."""

    status = 401

    def default(self) -> str:
        return _("请先登录。")


class Forbidden(AppError):
    status = 403

    def default(self) -> str:
        return _("您没有办理这件事的权限。")


class NotFound(AppError):
    """Also the answer to somebody who must not learn that the thing exists."""

    status = 404

    def default(self) -> str:
        return _("没有找到这个页面，它可能已被移走，或者您没有查看权限。")


class Slow(AppError):
    """The body did not arrive in the time it has."""

    status = 408

    def default(self) -> str:
        return _("提交的内容没有在规定时间内传完，没有保存。请检查网络后重试。")


class Conflict(AppError):
    """Somebody else was quicker, or the state no longer allows it."""

    status = 409

    def default(self) -> str:
        return _("内容刚刚被更新，请刷新后再操作。")


class TooLarge(AppError):
    status = 413

    def default(self) -> str:
        return _("提交的内容太大。")


class Invalid(AppError):
    """Input that is wrong as a whole, where no single field can be named."""

    status = 422

    def default(self) -> str:
        return _("填写的内容有误，请检查后重新提交。")


class TooMany(AppError):
    status = 429

    def default(self) -> str:
        return _("操作太频繁，请稍后再试。")


class Unavailable(AppError):
    status = 503

    def default(self) -> str:
        return _("这项功能暂时不可用，请稍后再试。")


class Crowded(Unavailable):
    """More requests than places and waiting room: its page must cost next to nothing."""

    def default(self) -> str:
        return _("现在同时访问的人太多，这一次没有办成，填写的内容也没有保存。请返回上一页，稍等几秒再试。")
