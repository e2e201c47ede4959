"""The topics of mails about accounts and houses, and those that several parts of the site share."""

from app.core.i18n import N_
from app.core.topics import Default, Group, Topic

ACCOUNT = Group("account", N_("账户与单位"))
TEAM = Group("team", N_("单位内的事务"))
DUTIES = Group("duties", N_("职责提醒"), duty=True)
WEEKLY = Group("weekly", N_("每周动态"))

ASKED = Topic("asked", N_("您刚刚要的验证码和链接"), N_("提出请求的本人"), ACCOUNT, Default.ALWAYS, proving=True)
SECURITY = Topic("security", N_("安全提醒"), N_("账户本人"), ACCOUNT, Default.ALWAYS)
STANDING = Topic("standing", N_("单位身份的变化"), N_("申请人、成员、单位管理员"), ACCOUNT, Default.ALWAYS)
INVITATION = Topic("invitation", N_("加入单位的邀请"), N_("被邀请的人，不一定有账户"), ACCOUNT, Default.ALWAYS)
JOINING = Topic("joining", N_("有人申请加入单位"), N_("单位管理员"), TEAM)
HANDED_OVER = Topic("handed_over", N_("移交给您的事务"), N_("接手的同事"), TEAM)
CLAIMS_LATE = Topic("claims_late", N_("核验申请超时"), N_("专班"), DUTIES)
DIGEST = Topic("digest", N_("每周动态"), N_("同意接收的人"), WEEKLY, consent=True)
