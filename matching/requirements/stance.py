"""How a clause speaks of a term: affirmed, denied, planned, on conditions, merely mentioned; and, in a need, how hard.

The rules lean one way on purpose. A statement counts as affirmed only with a verb that affirms it and without any
sign of doubt; a sign of doubt whose reach is uncertain makes the statement open, never affirmed.
"""

import re

from matching.requirements.folding import FLAGS
from matching.requirements.values import Stance

_I = FLAGS
# Words that hold a negating character and negate nothing; masked before negations are looked for.
_HARMLESS = re.compile(
    r"不仅仅?|不但|不只|不光|不限于|不断|不同|不少|不错|不间断|不锈|不良|不合格|不止|不变|不一|不丢|不停|不必担心|"
    r"不依赖|不(?:得|能|可|允许)?(?:出(?!具|示|售|资|来)|离[开院厂园校]|流出|外[传流泄])|(?:not|never) (?:leave|be transferred)|不超过|不高于|不大于|不低于|不小于|不少于|不多于|未来|未知|非常|非结构|非接触|非侵入|非标|非线性|"
    r"无线|无人|无缝|无损|无论|无感|无监督|无锡|无障碍|无代码|无菌|无纺|没问题|不联网|不上网|不外泄|不限|不受|不额外|不泄露|不掉线|not only|no less than|no more than|"
    r"not less than|not more than|not exceed\w*|no later than|no-code",
    _I,
)
_DENY = re.compile(
    r"不支持|不提供|不具备|不适配|不兼容|不包含|不含|不涉及|不接受|不允许|不开放|不满足|不能|不可|不会|不做|不适用|"
    r"不适合|不符合|不属于|不带|不再|不在|不是|不得|不建议|不推荐|不宜|不考虑|不予|暂不|尚不|均不|都不|并不|不|无法|难以|没|"
    r"尚无|暂无|并无|均无|无|未|并非|非|缺乏|缺少|缺|取消|停止|终止|下线|放弃|禁止|拒绝|杜绝|严禁|谢绝|除外|"
    r"\bnot\b|n't\b|\bno\b|\bwithout\b|\bcannot\b|\bunable\b|\bunsupported\b|\black\w*|\bneither\b|\bnor\b|\bnever\b|"
    r"\bexcept\b|\bexclud\w+|\bdiscontinued\b",
    _I,
)
_NEEDLESS = re.compile(r"无需|无须|毋需|不需要?|不用|不必|不要求|不强制|免|no need|not require\w*|needn't|optional", _I)
# What may stand between a negation and the thing it denies: verbs, adverbs and other members of a list.
_LIST = re.compile(r"[、/]|和|或|及|与|\bor\b|\band\b|\bnor\b", _I)
_TURN = re.compile(r"即可|也可|亦可|仍可|均可|就能|也能|可采用|可选用?|可使用|而是|改为|则|\s(?:支持|提供|可|已)")
_AFTER_DENIED = re.compile(
    r"^[\s)\]]*+(?:部署|方式|环境|模式|版本?|认证|资质|适配|能力|服务|备案|注册证?|证书?|系统|平台|芯片|操作系统|数据库|处理器|框架|服务器|方面|的)*+"
    r"[\s:(\[-]*+(?:(?:目前|现|尚|均|都|暂时?|仍|也|is|are|currently|deployment|support|has|have|been|still|mode|yet)\b\s*+)*+"
    r"(?:目前|现|尚|均|都|暂时|暂(?!不)|仍|也)*+"
    r"(?:不支持|不提供|不具备|不可|不行|不做|不能|未|没有|没|无(?![需须])|否|缺(?!陷)|暂不|尚未|除外|×|✗|✘|❌|[nN]/[aA]|[nN]o\b|not\b|"
    r"unsupported|unavailable|isn't|失效|已?过期|已?注销|已?撤销|被撤销|到期)",
    _I,
)
_AFTER_AFFIRMED = re.compile(
    r"^(?:部署|方式|环境|模式|版|认证)*[\s:(-]*(?:√|✓|✔|支持|是(?!否)|有|可选|已(?!有)|[yY]es\b|Y\b)"
)
_PLANNED = re.compile(
    r"计划|规划|拟|考虑|探索|研究中|即将|将(?:于|支持|提供|适配|通过|取得|完成|推出|具备|达到|实现|会)|后续|未来|预计|预期|有望|力争|争取|路线图|"
    r"开发中|研发中|适配中|测试中(?!心)|改造中|测评中(?!心)|认证中(?!心)|进行中|申请中?|办理中?|申报|受理|送审|送检|正在|在办|在研|在审|筹备|"
    r"目标(?!检测|识别|跟踪|追踪|定位|物|客户|分割)|"
    r"待(?!机|命|遇)|下一步|下半年|明年|\bplan\w*|\bconsider\w*|\bexplor\w*|\bevaluat\w*|\broadmap|\bupcoming|\bin progress|\bcoming\b|\bpending\b|\bunder "
    r"(?:development|review|way)|\bexpect\w*|\bwill\b|\baim\w*|\btarget\w*|\bapplying|\bapplied for|\bin process",
    _I,
)
_CONDITIONAL = re.compile(
    r"曾|一度|历史最|旧版|老版本|\bused to\b|\bformerly|\bonce\b|可定制|定制开发|视情况|视项目|视具体|协商|洽谈|面谈|面议|原则上|部分|有条件|如需|如有|如果|若(?!干)|假如|理论上|可能|或可|"
    r"大概|预留|另行|需额外|额外付费|评估后|待定|商议|取决于|能否|是否|可否|有限支持|有限度|试验性|实验性|除非|"
    r"\bmay\b|\bmight\b|\bcould\b|\bpartial\w*|\bdepend\w*|\bon request|\bsubject to|\bif\b|\bunless\b|\bexperimental|"
    r"\bin theory|\blimited\b",
    _I,
)
_OTHERS = re.compile(
    r"(?:部署|运行|托管)[在于][^,]{0,16}的(?:政务云|机房|云平台|云服务器?|数据中心)|比(?!例|率|对|较|值)|替代|取代|相比|传统|行业(?:平均|水平|内|普遍)|业内|业界|市面|客户要求|客户需|甲方要求|招标|合作伙伴|"
    r"伙伴的|第三方|人工(?!智能)|以往|原有|期望|希望|寻求|寻找|面向|针对|适用于|经验|案例|咨询|代办|协助|辅导|"
    r"(?<!满足)(?<!符合)要求(?!的)|(?<!满足)需求|(?<!不)需要|\bcompetitor|\btraditional|\bindustry average|\bmanual(?!ly verified)|"
    r"\bcustomers? (?:need|require|ask)|\bconsult\w*|\bunlike\b|\blooking for",
    _I,
)
_OTHER_PEOPLE = re.compile(
    r"竞品|友商|同类|同行|业内|业界|市面|(?:很多|许多|多数|大多|不少|其他|其它|一些|国外|某些)(?:的)?(?:厂商|产品|供应商|企业|公司|方案|系统|平台|软件)|"
    r"\bcompetitor|\b(?:many|most|other|some) (?:vendor|supplier|product|compan|tool|system)",
    _I,
)
_FULFILS = re.compile(r"满足|符合|达到|适应|meets?\b|compl(?:y|ies|iant)", _I)
_AFFIRM = re.compile(
    r"支持|提供|可(?!能|否|行性|视|靠|信|控|编程)|能(?!否|力|源|耗|效|级|够否)|已|具备|具有|拥有|采用|适配|兼容|通过|取得|获得|获|持有?|"
    r"满足|符合|部署(?:方式|模式|形态|环境|于|在)|交付方式|有(?!望|限|关|条件|待)|完成|实现|达|为|是(?!否)|均|全(?:面|栈)|基于|设(?:有|在|于)|注册|"
    r"位于|认证|\bsupport\w*|\bavailable|\boffer\w*|\bprovid\w*|\bcompatible|\bcertified|\bcertificate|\bdeploy\w*|\bruns?\b|"
    r"\bworks?\b|\bcan\b|\bhold\w*|\bobtain\w*|\bpassed|\bcompl(?:y|ies|iant)|\bwith\b|\bis\b|\bhas\b|\bregistered|\bbased",
    _I,
)
_AFFIRMED_BEHIND = re.compile(
    r"^(?:部署|方式|环境|模式|平台|处理器|芯片|服务器|操作系统|系统|数据库|版本?|deployment|edition|servers?|\s|[、/和与及等])*+"
    r"(?:(?:均|都|也|全部|已经|已|完全|is|are|fully|natively)\s*+)*+(?:支持|适配|兼容|可用|可选|提供|设有|设立|通过|取得|完成|达到|获批|available|supported|included|offered)",
    _I,
)
_DONE = re.compile(r"已|通过|完成")
# A document that has run out proves nothing, wherever behind its name that is said.
_VOID = re.compile(r"过期|失效|注销|撤销|到期|作废|吊销|已暂停|\bexpired|\brevoked|\blapsed|\bwithdrawn", _I)
_AFTERTHOUGHT = re.compile(
    r"^[,、;\s]*(?:但|只是|不过|仅)?(?:还|仍)?(?:需(?:要)?(?:额外|另行|定制|二次|单独|联系|评估|付费|开发|改造|移植)|尚(?:在|未|需)|未|待|仅?限|前提|暂)",
    _I,
)
_EXCLUSIVE_BEFORE = re.compile(
    r"(?<!不)(?:仅仅?|只)(?:能|可|限|有|为|是|支持|提供|接受|采用|适用于?|兼容|适配|以|通过|在|做|\s)*[^,、不]{0,4}$|"
    r"\bonly\s+(?:\w+\s+){0,3}$|\bexclusively\s+(?:\w+\s+){0,2}$",
    _I,
)
_EXCLUSIVE_AFTER = re.compile(r"^\s*+(?:部署|deployment|版本?)?\s*+(?:only\b|-only\b|唯一|一种方式)", _I)
_SOFT = re.compile(
    r"优先|宜(?!昌|宾|春|兴)|建议|最好|尽量|尽可能|希望|期望|倾向|加分|可选|鼓励|择优|prefer\w*|ideal\w*|nice to have|desirable|"
    r"would like|\bshould\b|\bbonus\b|\bwelcome",
    _I,
)
_STRONG = re.compile(
    r"必须|须|务必|不得|不可|不能|不允许|不接受|禁止|严禁|应(?!用|急|对|变|力|收|届|链)|要求|需(?!求)|只能|仅|强制|硬性|一律|\bmust\b|"
    r"\bshall\b|\brequire[ds]?\b|\bmandatory\b|\bneeds?\b|\bhave to\b|\bhas to\b",
    _I,
)
_WISH = re.compile(
    r"达到|目标|支持|采用|适配|具备|提供|通过|取得|部署|持有|兼容|满足|符合|确保|保证|实现|控制|以内|之内|[≤≥<>]", _I
)
_PRESENT = re.compile(
    r"现有|目前|当前|现状|原有|现行|此前|人工(?!智能)|传统|以往|以前|过去|曾|去年|往年|已(?!取得|获得|通过|完成)|\bcurrent\w*|\btoday\b|"
    r"\bexisting|\bso far|\bpreviously|\bmanual",
    _I,
)


def mask(clause: str) -> str:
    """The clause with harmless words that hold a negating character blanked out, length kept."""
    return _HARMLESS.sub(lambda found: "□" * len(found.group()), clause)


def _denied(masked: str, start: int, end: int) -> Stance | None:
    """DENIED where a negation clearly governs the term, CONDITIONAL where it might, None where it does not."""
    if _AFTER_DENIED.match(masked[end:]) or _DENY.search(masked, start, end):
        return Stance.DENIED
    if _NEEDLESS.search(masked, 0, start):
        blanked = _NEEDLESS.sub(lambda found: "□" * len(found.group()), masked)
        return Stance.MENTIONED if _governs(masked, start, _NEEDLESS) else _denied(blanked, start, end)
    cues = list(_DENY.finditer(masked, 0, start))
    if not cues:
        # A negation further behind may or may not reach back; nobody should rely on the statement.
        return Stance.CONDITIONAL if _DENY.search(_NEEDLESS.sub("", masked[end:])) else None
    if len(cues) > 1 and cues[-1].start() - cues[-2].end() <= 2:
        return Stance.CONDITIONAL
    gap = masked[cues[-1].end() : start]
    if _TURN.search(gap):
        return None
    return Stance.DENIED if len(gap) <= 10 or _LIST.search(gap) else Stance.CONDITIONAL


def _governs(masked: str, start: int, cue: re.Pattern[str]) -> bool:
    """Whether the last such cue stands right before the term, with no new verb between."""
    gap = masked[list(cue.finditer(masked, 0, start))[-1].end() : start]
    return len(gap) <= 6 and not _TURN.search(gap) and "支持" not in gap and "可" not in gap


def _doubt(clause: str) -> Stance | None:
    if _PLANNED.search(clause):
        return Stance.PLANNED
    if _CONDITIONAL.search(clause):
        return Stance.CONDITIONAL
    if _OTHER_PEOPLE.search(clause) or (_OTHERS.search(clause) and not _FULFILS.search(clause)):
        return Stance.MENTIONED
    return None


def stance(clause: str, start: int, end: int, *, on_topic: bool = False, after: str = "") -> Stance:
    """How a supply's (folded) clause speaks of clause[start:end].

    `on_topic` says that the whole field is about such terms (部署方式), so that a bare mention affirms. `after` is the rest
    of the sentence, which may take back what the clause says.
    """
    masked = mask(clause)
    if _OTHER_PEOPLE.search(clause, 0, start):
        return Stance.MENTIONED
    denied = _denied(masked, start, end)
    if _VOID.search(clause, end):
        denied = Stance.DENIED
    doubt = denied or _doubt(clause) or (Stance.CONDITIONAL if _AFTERTHOUGHT.match(after) else None)
    if doubt is not None:
        return doubt
    spoken = (
        on_topic
        or _AFTER_AFFIRMED.match(clause[end:])
        or _affirmed(masked, start, end)
        or exclusive(clause, start, end)
    )
    return Stance.AFFIRMED if spoken else Stance.MENTIONED


def _affirmed(masked: str, start: int, end: int) -> bool:
    """Whether a verb that affirms stands near before the term or right behind it."""
    before = [found.end() for found in _AFFIRM.finditer(masked, 0, start)]
    near = bool(before) and start - before[-1] <= 24
    return bool(near or _DONE.search(masked, start, end) or _AFFIRMED_BEHIND.match(masked[end:]))


def numeric_stance(clause: str) -> Stance:
    """How a supply's clause speaks of a number in it; the number's own operator carries any negation (不超过)."""
    return _doubt(clause) or Stance.AFFIRMED


def exclusive(clause: str, start: int, end: int) -> bool:
    """Whether the clause says "this and nothing else" of clause[start:end]."""
    masked = mask(clause)
    return bool(_EXCLUSIVE_BEFORE.search(masked[:start]) or _EXCLUSIVE_AFTER.match(masked[end:]))


def prohibited(clause: str, start: int, end: int) -> bool:
    """Whether a need's clause rules clause[start:end] out (不得上云)."""
    return _denied(mask(clause), start, end) is Stance.DENIED


def demanded(clause: str, start: int, end: int, *, on_topic: bool = False) -> bool:
    """Whether a need's clause asks for clause[start:end], rather than waives it or tells how things are today."""
    if _denied(mask(clause), start, end) is not None:
        return False
    if on_topic or _STRONG.search(clause) or _SOFT.search(clause):
        return True
    return bool(_WISH.search(clause)) and not _PRESENT.search(clause)


def describes_present(clause: str) -> bool:
    """Whether a need's clause tells how things are today, not how they shall be."""
    return bool(_PRESENT.search(clause)) and not _STRONG.search(clause)


def hardness(clause: str, *, default: bool) -> bool:
    """Whether a need's clause makes its demand a hard one; wishing words win over binding ones."""
    if _SOFT.search(clause):
        return False
    return bool(_STRONG.search(clause)) or default


def wishes(clause: str) -> bool:
    """Whether a need's clause asks for anything at all, bindingly or not."""
    return bool(_STRONG.search(clause) or _SOFT.search(clause) or _WISH.search(clause))
