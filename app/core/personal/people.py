"""Names where a text says whom to reach or who is ill, and the numbers of patients and beds. In a text of plain spelling."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

Span = tuple[int, int]

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋"
    "商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_DOUBLE: Final = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|轩辕"
_HAN: Final = r"[\u4e00-\u9fff]"
_FAMILY: Final = rf"(?:{_DOUBLE}|[{_SURNAMES}])"
_TITLE: Final = (
    "(?:副)?(?:护士长|主任|院长|处长|科长|局长|厂长|校长|部长|站长|所长|组长|队长|班长|经理|总监|总工|主管|专员|医生|大夫|护士|教授|博士"
    "|工程师|老师|师傅|同志|先生|女士|小姐|秘书|书记|会计|总|工|哥|姐|校)"
)
_NAME: Final = rf"(?:{_DOUBLE}){_HAN}{{1,2}}|[{_SURNAMES}](?:某{{1,2}}|{_HAN}{{1,2}})"
_CALLED: Final = rf"(?:{_FAMILY}{_HAN}{{0,2}}{_TITLE}|[小老阿]{_FAMILY}|{_NAME})"
_END: Final = r"(?=[^\u4e00-\u9fffA-Za-z0-9]|$|老师|同志|先生|女士|医生|主任)"
_NO_NAME: Final = re.compile(
    r".*[科室部处组院所局委司厂校区县市省镇乡村街路站班系号表网库群者方员台店队团会心页层楼项类级型时后前中内外上下等]$"
    r"|(?:应当|应该|应由|应为|应在|应有|方可|方便|方案|高校|高新|高级|安全|安排|时间|金额|全部|全体|全市|管理|单位|成立|成功|成果|任何|任意|任务|任命|华为|平台|黄河|江苏|江西"
    r"|安徽|温州|温度|万元|关于|关键|向上|易于|文件|文档|时候|明确|明年|和谐|师生|连续|连接|路径|解决|解释|游客|查看|查询|农业|农机|车间|车辆|车企"
    r"|项目|边缘|党委|党员|商务|商户|荣誉|席位|米数|景区|景合|费用|古籍|简单|简历|包括|包含|尚未|符合|宁可|左右|单独|季度|白天|白班|石油|石化|雷达|龙头|康复"
    r"|武汉|金融|金水|夏季|江浙|方向|方法|段落|史料|陆续|范围|余额|于是|田间|曾经|许多|许可|马上|高效|何时|何种|林业|周期|周边|周一|周二|周三|周四|周五"
    r"|梁板|程序|程度|叶片|苏州|毛坯|顾客|严格|严重|孔径|施工|牛奶|齐全|易用|向导|通用|路由|路口|宫颈|计划|管线|管道|管网|农户|成人|连锁|明显|应急|应用).*"
)

_CONTACT: Final = (
    r"联 ?系 ?人|负责人|接[口洽]人|对接人?|联络[人员]|经办人?|收件人|接待人|咨询人|报名人|申报人|填报人|姓 {0,2}名|项目经理|技术支持|技术对接|法人代表"
    r"|法定代表人|主要?完成人"
)
_PHRASES: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"(?:{_CONTACT})(?:姓名)?[ ]?[:=(][ ]?(?P<n>{_CALLED}){_END}", 0),
        (rf"(?:{_CONTACT})[ ]?(?P<n>{_NAME}|老(?!师){_FAMILY}){_END}", 0),
        (rf"(?:请|有事|可以?|直接|电话|微信|^|[,。;:、 ])[再先]?(?:找|联系|咨询|问)[一下]{{0,2}}[ ]?(?P<n>{_CALLED})(?=[^\u4e00-\u9fffA-Za-z0-9]|$|老师|办理|联系|对接|沟通|咨询|要|拿|确认|签字|领取)", re.MULTILINE),
        (rf"(?:联系|咨询)[ ]?(?P<n>{_FAMILY}{_HAN}{{0,2}}{_TITLE})(?=[^\u4e00-\u9fffA-Za-z0-9]|$|即可|咨询|了解|处理|索取|获取)", 0),
        (rf"(?:联系|咨询|找)[ ]?{_HAN}{{1,8}}?(?:科|处|部|室|组|办|院|中心|公司)的?(?P<n>{_FAMILY}{_HAN}{{0,2}}{_TITLE})(?=[^\u4e00-\u9fffA-Za-z0-9]|$|即可|咨询|了解|处理|办理|索取|获取)", 0),
        (rf"(?:请|可以?|直接)(?:与|和|跟|同)[ ]?(?P<n>{_CALLED})(?=联系|对接|沟通|联络|商量|确认)", 0),
        (r"(?i:contact(?: person)?|ask for|call|attn\.?|attention|reach|speak (?:to|with)|via|by)[ ]?:?[ ]?(?P<n>(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? ?[A-Z][A-Za-z'-]+(?: [A-Z][A-Za-z'-]+)?)", 0),
        (r"(?i:contact(?: person| name)?|attn\.?|liaison|coordinator|manager|person in charge)[ ]?:[ ]?(?P<n>[A-Z][a-z'-]+ [A-Z][A-Za-z'-]+)", 0),
    )
)  # fmt: skip
_NO_PERSON: Final = re.compile(
    r"\b(?:Department|Office|Cent(?:re|er)|Team|Desk|Division|Company|Hospital|Support|Service|Sales|Platform|Bureau|Us"
    r"|Section|Group|Unit|Committee|University|Institute|Technology|Information)\b"
)
_BESIDE: Final = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|联系|找|问|请|打|主任|科长|处长|院长|经理|老师|医生|工程师)(?P<n>{_FAMILY}{_HAN}{{0,2}}{_TITLE}|[小老阿]{_FAMILY}|{_NAME})"
    r"[ ]?[(:,、]?[ ]?(?:的?(?:电话|手机|微信|联系方式))?[ ]?[(:]?[ ]?$"
)
_AFTER: Final = re.compile(rf"[ ]?[(,、/][ ]?(?P<n>{_FAMILY}{_HAN}{{0,2}}{_TITLE})(?!{_HAN})")


def names(text: str, reached: Sequence[Span]) -> Iterator[Span]:
    """Who is to be reached, in phrases that say so and beside what she is `reached` at."""
    for pattern in _PHRASES:
        yield from (match.span("n") for match in pattern.finditer(text) if _is_name(match["n"]))
    for start, end in reached:
        if (found := _BESIDE.search(text[max(0, start - 16) : start])) and _is_name(found["n"]):
            before = max(0, start - 16)
            yield before + found.start("n"), before + found.end("n")
        if found := _AFTER.match(text, end):
            yield found.span("n")


def _is_name(found: str) -> bool:
    return not _NO_NAME.fullmatch(found) and not _NO_PERSON.search(found)


_SICK: Final = r"(?:患者|病人|患儿|产妇|伤者|死者|逝者|孕妇)"
_SAYS: Final = r"[ ]?(?:为|是|[:=#(])?[ ]?"
_CODE: Final = r"[A-Za-z]{0,4}-?\d[\d-]{3,18}\d"
_PATIENTS: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"(?:住院|病案|病历|门诊|急诊|就诊|诊疗|病员|影像|检查|标本|体检|挂号|检验|透析)(?:号码?|编号|ID){_SAYS}{_CODE}", 0),
        (rf"(?:就诊卡|诊疗卡|医保卡|社保卡|患者|病人)(?:ID)?(?:号码?|编号)?{_SAYS}{_CODE}", 0),
        (rf"(?<!成果)(?<!权)(?<!作品)登记号{_SAYS}{_CODE}(?=[^。\n]{{0,20}}(?:检查|患者|病|诊|床|护))", 0),
        (rf"(?:ICU|CCU|加|重症|抢救)?[ ]?(?<![\d.])(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?号?病?床 ?的?(?:{_SICK}|老人|家属|家长)", re.IGNORECASE),
        (r"床号[ ]?[:=为是]?[ ]?(?:加|ICU|[A-Z\d一二三四五六七八九十]{1,2}区)?[ ]?\d{1,3}(?![\d位]|[ ]位)", re.IGNORECASE),
        (r"\bpatient [A-Z][a-z]+ [A-Z][a-z]+,? (?:aged?|male|female|\d{1,3}[ ,]|\d{1,3}-year)", 0),
        (r"\b(?:inpatient|outpatient|admission|medical record|chart) (?:no\.?|number|id)[ :=#]{0,3}[A-Z]{0,3}-?\d[\d-]{4,}", re.IGNORECASE),
        (r"\bbed (?:no\.?|number|#)[ :]{0,2}\d{1,3}\b(?! (?:of|to)\b)", re.IGNORECASE),
        (rf"(?:^|(?<=[^\u4e00-\u9fff]))(?:{_NAME})[,、( ]{{1,2}}[男女][,、 ]{{0,2}}\d{{1,3}} ?岁", re.MULTILINE),
        (r"(?i:\bpatient(?:'s)?(?: name| no\.?| number| id)?)[ ]?[:=#][ ]?(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?|[A-Z]{0,4}-?\d{4,})", 0),
        (r"\bMRN[ ]?(?:no\.?|number|is|[:=#])?[ ]?[A-Z]{0,3}-?\d{5,}", re.IGNORECASE),
        (r"\bhospital (?:no\.?|number)[ :=#]{0,3}[A-Z]{0,3}\d{5,}", re.IGNORECASE),
        (r"\bbed (?:no\.? ?)?\d{1,3} (?:patient|family)\b|\b(?:patient|family) (?:in|of|at) bed (?:no\.? ?)?\d{1,3}\b", re.IGNORECASE),
    )
)  # fmt: skip
_ILL: Final = re.compile(
    rf"(?P<n>(?:{_SICK}(?:姓名|名)?[ ]?[:=]?[ ]?|\d{{1,3}} ?[号]?床[ ]?)(?P<name>{_NAME}))"
    r"(?P<rest>[ ]?[,(、]?[ ]?(?:男|女|\d{1,3} ?岁|住院号|病[历案]号|门诊号|床号)|[^\u4e00-\u9fffA-Za-z0-9]|$|术后|主诉|夜间|家属|入院|出院)"
)
_WHOLE: Final = re.compile(rf"{_SICK}(?:{_NAME})[ ]?[,(][ ]?(?:[男女][ ]?[,、]?[ ]?)?\d{{1,3}} ?岁")


_OF_PATIENT: Final = frozenset("男女岁号")


def patients(text: str) -> Iterator[Span]:
    """Numbers of records, cards and beds, and the names of those who are treated."""
    for pattern in _PATIENTS:
        yield from (match.span() for match in pattern.finditer(text))
    for match in _ILL.finditer(text):
        if _is_name(match["name"]) and (":" in match["n"] or "床" in match["n"] or _is_said(match)):
            yield match.span("n")
    yield from (match.span() for match in _WHOLE.finditer(text))


def _is_said(match: re.Match[str]) -> bool:
    """A name alone may be a word: only one with an age or a sex beside it, or one left half open, is taken for a name."""
    return not _OF_PATIENT.isdisjoint(match["rest"]) or match["name"].endswith("某")
