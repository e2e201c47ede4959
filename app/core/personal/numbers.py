"""ID numbers, telephones, accounts of messengers and addresses, in a text of plain spelling."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

Span = tuple[int, int]

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_APART: Final = str.maketrans({" ": None, "-": None, ".": None, "_": None, "×": "X"})
_PROVINCES: Final = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_ID: Final = re.compile(r"(?<!\d)(?=(\d(?:[ ._-]{0,2}\d){16}[ ._-]{0,2}[\dXx×])(?!\d))")
_OLD: Final = re.compile(r"(?<![\dA-Za-z._-])\d{15}(?![\dA-Za-z._-])")
_OLD_CODE: Final = re.compile(
    r"(?:(?<!证)(?<!证件)(?<!身份)[号码]|流水|交易|单|表|imei|iccid|meid|no\.?|number|code|sku)[ :=#是为]{0,3}$",
    re.IGNORECASE,
)
_PAPER: Final = r"身份证|[一二]代证|证件号|公民身份|SFZ|ID\s?(?:card|number|no\.?)"
_PAPERS: Final = re.compile(
    rf"(?:{_PAPER})[^\d\n]{{0,12}}(?P<new>\d{{16,18}}[\dX]?)(?![\dX])"
    rf"|(?:{_PAPER}|老证|旧证|证号)[^\n]{{0,12}}?(?<!\d)(?P<old>\d(?:[ -]?\d){{14}})(?!\d)"
    r"|护照[^\dA-Za-z\n]{0,6}(?P<pass>[A-Z][A-Z0-9]\d{7})(?!\d)"
    r"|(?:银行卡|卡号|账号)[^\d\n]{0,6}(?P<card>(?:\d[ -]?){15,18}\d)(?!\d)",
    re.IGNORECASE,
)


def id_numbers(text: str, spelt: str) -> Iterator[Span]:
    """Resident numbers with a province, a day and the check character of GB 11643, however spaced; where the text says
    that it is one also mistyped and shortened ones, passports and bank cards. The old ones of fifteen digits have no check character: a
    province and a day must do, where nothing says that something else is counted."""
    for match in _ID.finditer(spelt):
        if is_id_number(match[1].translate(_APART)):
            yield match.span(1)
    for match in _OLD.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        coded = _OLD_CODE.search(before) or _COUNTS.search(before) or _UNIT.match(text, match.end())
        if not coded and _RIGHT["old"](match[0]):
            yield match.span()
    for match in _PAPERS.finditer(text):
        kind = match.lastgroup or ""
        if _RIGHT[kind](_digits(match[kind])):
            yield match.span(kind)


def is_id_number(number: str) -> bool:
    """Eighteen characters: a province, a day that there was, the check character modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    right = "10X98765432"[total % 11] == number[17].upper()
    return right and _PROVINCES.match(number) is not None and _is_day(number[6:14])


def _is_day(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False


def _is_card(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


_RIGHT: Final[Mapping[str, Callable[[str], bool]]] = {
    "new": lambda digits: _PROVINCES.match(digits) is not None and _is_day(digits[6:14]),
    "old": lambda digits: _PROVINCES.match(digits) is not None and _is_day(f"19{digits[6:12]}"),
    "pass": lambda _digits: True,
    "card": _is_card,
}

_CALLED: Final = (
    r"电话|手机|座机|致电|热线|拨打?|打|回电?|传真|联系|联络|号码|短信|微信|来电|tel|phone|mobile|mob|cell|call|ring|fax"
    r"|whatsapp|wechat|contact|number"
)
_GROUPED: Final = r"[ _/~,、.-]{1,3}"
_COUNTRY: Final = r"(?:[(]?(?:\+ ?|00)?86[)]?[ -]{0,2})?"
_MOBILE: Final = re.compile(
    rf"(?<!\d)(?<!0\.){_COUNTRY}"
    rf"(?:1[3-9]\d(?:\d{{8}}|[ _-]?\d{{4}}[ _-]?\d{{4}}|{_GROUPED}\d{{4}}{_GROUPED}\d{{4}}"
    rf"|[ .-]\d{{3}}[ .-]\d{{5}}|\d[ .-]\d{{3}}[ .-]\d{{4}})"
    r"|1[ -]{1,2}[3-9](?:[ -]{1,2}\d){9})"
    r"(?:(?=24 ?小时|7[x*×]24)|(?!\d|[._-]\d|[A-Za-z](?<![wvqWVQ])))"
)
_MOBILE_SAID: Final = re.compile(
    rf"(?:{_CALLED})[^\d\n]{{0,8}}{_COUNTRY}(?P<number>1(?:[ ._-]?\d){{10}})(?!\d|[._-]\d)", re.IGNORECASE
)
_TITLES: Final = (
    r"工(?!程|业|作|艺)|总(?!计|共)|主任|经理|老师|医生|护士|师傅|先生|女士|[姐哥]|某|科长|处长|院长|厂长|校长"
)
_UNIT: Final = re.compile(
    r"[ ]?(?:元(?!旦)|万|亿|条|例|次(?!日)|件|册|张|份|页|笔|行|吨|米|公里|千瓦|度|字节|台|套|人次|人民币|%|％|名(?!片)|户|只|立方|千克|公斤"
    r"|kwh|kw|mb|gb|tb|bytes?\b|yuan|rmb|rows?\b|records?\b|tokens?\b|parameters?\b|times\b|[(（]约?\d+(?:\.\d+)? ?[亿万])"
    rf"(?![一-龥]?(?:{_TITLES}))",
    re.IGNORECASE,
)
_LOOKALIKE: Final = re.compile(r"(?<![A-Za-z0-9])(?=(?:[OolI]{0,4}\d){7})[1lI][3-9][\dOolI]{9}(?![A-Za-z0-9])")
"""Letters in the place of digits, as those write who have been refused once."""
_COUNTS: Final = re.compile(
    r"(?:(?<!预)约|共计?|累计|达到|总?金额|预算|参数量|数据量|样本量|时间戳|总量|timestamp|条码|批号|料号|炉号|序列号|物料编码|编码"
    r"|订单号?|工单号?|运单号?|快递单号?|单号|发票号码|合同号?|合同编号|采购编号|公告编号|招标编号|项目编号|项目代码|编号|代码"
    r"|设备号|资产号|流水号|工号|学号|票号|文号|案号|条形码|货号|sku|批次号?|任务号|计划号|档案号|单据号|凭证号|税号"
    r"|order (?:no\.?|number)|invoice (?:no\.?|number)|serial(?: no\.?| number)?|s/?n|barcode)[ :是为#]{0,3}$",
    re.IGNORECASE,
)
_LABELS: Final = re.compile(
    r"(?:^|[^a-z])(?:tel|phone|mobile|mob|cell|call|wx|vx|v|q|qq|wechat|weixin|whatsapp|sj|dh|m|t|p|at|no|number|fax|contact"
    r"|[+])[.:_-]?$",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[A-Za-z0-9._/#-]{1,40}$")
_LINE: Final = re.compile(r"(?:^|[^\w.-])\d{1,2}\.$")
"""The number of a list's line, which is none of the telephone's."""
_BEFORE: Final = 48


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def mobiles(text: str, spelt: str) -> Iterator[Span]:
    """Chinese mobile numbers in every grouping, also as words; no part of a code, no amount."""
    for said in {text, spelt}:
        for match in _MOBILE.finditer(said):
            if not _is_code(said[max(0, match.start() - _BEFORE) : match.start()]) and not _UNIT.match(
                said, match.end()
            ):
                yield match.span()
        yield from (match.span("number") for match in _MOBILE_SAID.finditer(said) if _begins(match["number"]))
    for match in _LOOKALIKE.finditer(text):
        if not match[0].isdecimal():
            yield match.span()


def _begins(number: str) -> bool:
    return _digits(number)[1] in "3456789"


def _is_code(before: str) -> bool:
    """Whether what stands before a number makes it a part of a longer code, or says what else it counts."""
    if _COUNTS.search(before):
        return True
    found = _TOKEN.search(before)
    token = found[0] if found else ""
    if not token or _LABELS.search(token):
        return False
    if token[-1].isalpha():
        return True
    if token[-1] == ".":
        return not _LINE.search(before)
    if token[-1] in "-_#" and len(token) > 1:
        lettered = any(sign.isascii() and sign.isalpha() for sign in token)
        return lettered or token.count("-") > 2 or bool(_COUNTS.search(before[: -len(token)]))
    return False


_AREA: Final = r"0(?:10|2[0-57-9]|[3-9]\d\d)"
_LOCAL: Final = r"(?:(?!20[0-3]\d[01]\d[0-3]\d(?!\d))[2-9]\d{6,7}|[2-9]\d{2,3}[ -]\d{4})"
_LANDLINE: Final = re.compile(
    rf"(?:(?<![\d.A-Za-z])|(?<=[Tt]el)|(?<=TEL)|(?<=[Pp]hone)|(?<=[Ff]ax))(?:(?:[(]?(?:\+ ?|00)86[)]?[ -]{{0,2}}|86[ -])(?:[(]0[)] ?)?(?:[(]?{_AREA[1:]}[)]?)[ .-]{{0,2}}{_LOCAL}"
    rf"|(?:[(]{_AREA}[)]|{_AREA})[ ._-]{{0,2}}{_LOCAL})(?:[ ]?(?:转|ext\.? ?|-)[ ]?\d{{1,5}})?(?!\d|\.\d|[A-Za-z])"
)
_LOCAL_SAID: Final = re.compile(
    rf"(?:电话|座机|致电|拨打|直线|内线|\btel|\bphone)(?:号码)?[ :是为.]{{0,3}}(?P<number>{_LOCAL})(?!\d|[ -]?\d|\.\d|[年月万元条次])",
    re.IGNORECASE,
)
_ABROAD: Final = re.compile(
    r"(?:\bphone|\btel|\bcall|\bfax)[ .:]{0,3}(?!\(?(?:800|888|877|866|400))\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)"
    r"|(?<!\d)\((?!800|888|877|866|400)[2-9]\d\d\) \d{3}-\d{4}(?!\d)"
    r"|(?<![\w.])(?:\+|00)(?:852|853|886|1|44|81|82|65|49|33|7|61)[ -]\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}(?![\d])",
    re.IGNORECASE,
)


def landlines(text: str, spelt: str) -> Iterator[Span]:
    """Numbers with an area code, local ones where the text says so, and those of other countries."""
    for said in {text, spelt}:
        for match in _LANDLINE.finditer(said):
            if not _COUNTS.search(said[max(0, match.start() - _BEFORE) : match.start()]):
                yield match.span()
        yield from (match.span("number") for match in _LOCAL_SAID.finditer(said))
    yield from (match.span() for match in _ABROAD.finditer(text))


_SAYS: Final = r"[ ]{0,2}(?:[:=(\"'“「《【]|是|为|叫|is\b)[ ]{0,2}[(\"'“「]?[ ]?"
_ACCOUNT: Final = r"[A-Za-z][-_A-Za-z0-9]{4,19}"
_MARKED: Final = r"(?=[A-Za-z_-]{0,18}(?:\d|(?<=[A-Za-z0-9])[-_][A-Za-z0-9]))"
_SPEAKING: Final = (
    r"微 ?信 ?(?:账号|号码?|ID|同名|同号|搜索?)?|[薇威徽维] ?信 ?号?|绿泡泡|[微薇威徽维卫V] ?[❤♥💚] ?信?|卫星(?=[:=])|V ?信 ?号?|(?<![A-Za-z0-9])(?:W ?X|V ?X)(?:号|ID)?"
    r"|(?<![A-Za-z])(?:weixin|wechat)(?: ?id| ?no\.?)?|加 ?微|[+加] ?V(?:信|X)?|[+] ?微"
)
_CHINESE: Final = r"微信号?|[薇威徽维]信号?|V信号?|加 ?V|加 ?微"
_CHAT: Final = re.compile(
    rf"(?:{_SPEAKING})(?:{_SAYS}(?P<said>(?=[0-9_]*[A-Za-z])[A-Za-z0-9][-_A-Za-z0-9]{{4,19}})|[ ]{{0,2}}(?P<close>{_MARKED}{_ACCOUNT}))(?![A-Za-z0-9])"
    rf"|(?:{_CHINESE})[ ]{{0,2}}(?P<lower>(?-i:[a-z]){{6,20}})(?![A-Za-z0-9])|(?<![A-Za-z0-9_])(?P<own>wx(?:id)?_[A-Za-z0-9]{{5,20}})"
    rf"|(?<![A-Za-z0-9+])V ?[:：][ ]?(?P<letter>{_MARKED}{_ACCOUNT})"
    r"|(?:(?<![A-Za-z])Q ?Q|扣扣|[+加]我?的? ?Q|(?<![A-Za-z])Q(?=[:号])|(?<![A-Za-z])Q(?=[1-9]\d{7}))[ ]?(?:号码?|群号?)?[ :(是为]{0,3}(?P<qq>[1-9]\d{4,10})(?!\d|[ ]?[条个人次年万元])"
    r"|企鹅(?:号码?|群)[ :(是为]{0,3}(?P<bird>[1-9]\d{4,10})(?!\d)"
    r"|(?:钉钉号?|飞书号?|抖音号|小红书号|whatsapp|telegram|skype(?: ?id)?|line ?id)[ ]{0,2}[:(（][ ]{0,2}"
    r"(?P<other>@?[A-Za-z][\w.:-]{4,29})",
    re.IGNORECASE,
)
_NO_ACCOUNT: Final = frozenset(
    [
        "account",
        "accounts",
        "android",
        "applet",
        "channel",
        "client",
        "developer",
        "group",
        "groups",
        "harmony",
        "jssdk",
        "login",
        "message",
        "messages",
        "mini",
        "miniapp",
        "mobile",
        "native",
        "notification",
        "notifications",
        "official",
        "openid",
        "payment",
        "platform",
        "plugin",
        "program",
        "programs",
        "public",
        "scan",
        "server",
        "service",
        "support",
        "template",
        "token",
        "unionid",
        "users",
        "webview",
    ]
)
_NO_MODEL: Final = re.compile(r"[A-Z]{1,4}-?\d+[A-Z]{0,2}")


def chats(text: str) -> Iterator[Span]:
    """Accounts of WeChat, QQ and others, behind the many words for them."""
    for match in _CHAT.finditer(text):
        kind = match.lastgroup or ""
        name = match[kind]
        if name.lower() not in _NO_ACCOUNT and not (kind == "close" and _NO_MODEL.fullmatch(name)):
            yield match.span(kind)


_DOMAIN: Final = r"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}"
_KNOWN: Final = r"(?:com|cn|net|org|io|edu|gov|co|me|ai)"
_EMAIL: Final = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?: ?(?:@|艾特) ?| ?[(\[{{<（【] ?at ?[)\]}}>）】] ?)(?:{_DOMAIN}|[A-Za-z0-9-]{{1,63}}点{_KNOWN}\b"
    rf"|[A-Za-z0-9-]{{1,63}}(?: ?[(\[{{] ?dot ?[)\]}}] ?[A-Za-z0-9-]{{1,63}}){{1,3}})"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}} at [\w-]{{1,63}} dot {_KNOWN}\b"
    rf"|(?<![\w.+-])[\w.+-]{{1,64}}#(?:[A-Za-z0-9-]{{1,63}}\.){{1,3}}{_KNOWN}\b"
    rf"|(?<![\w.+-])(?:info|sales|hr|admin|contact|service|support|office) at (?:[A-Za-z0-9-]{{1,63}}\.){{1,3}}{_KNOWN}\b"
    rf"|(?<=mail )[\w.+-]{{1,64}} at (?:[A-Za-z0-9-]{{1,63}}\.){{1,3}}{_KNOWN}\b",
    re.IGNORECASE | re.ASCII,
)
_NO_DOMAIN: Final = re.compile(r"\.(?:png|jpe?g|gif|svg|local|internal)$", re.IGNORECASE)


def emails(text: str) -> Iterator[Span]:
    """Addresses, with their sign written out too."""
    yield from (match.span() for match in _EMAIL.finditer(text) if not _NO_DOMAIN.search(match[0]))
