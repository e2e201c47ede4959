"""What a sentence says no to: absence, exclusion and limits, in Chinese and English; and whether that is what somebody asks for.

A negation denies what stands behind it up to the end of its clause, or, where nothing does, what stands before it
(夜间识别：不支持). Two in one clause cancel each other. What merely sounds like one (不仅, 无损, non-invasive), tells an advantage
(不停机, 无需) or goes with a noun (没有信号的井道) denies nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from matching.content import REMEMBERED, stems
from matching.requirements.folding import FLAGS, fold

_I = FLAGS
_CLAUSE = re.compile(r"[^,;:。!?，；：！？\n]++")
_STOP = re.compile(r"[,;。:]")
_HARMLESS = re.compile(
    r"“[^”]{0,120}+”|(?P<asks>[一-龥])[不没](?P=asks)|有没有|没有?[过问想]|无外网|无网|(?:若|如果|一旦|遇到|凡)[^,]{0,60}+|因[^,]{1,40}+|"
    r"不[仅但只光同少错锈良变一丢断止论]|不限于|不合格|不合规|不合理|不可(?:或缺|逆|更改|见光|抗力?)|不得不|不能不|不间断|不受|不会?中断|不怕|不费|不误|不足|不明|"
    r"(?:不得|不应|不宜|未|没有?)(?:超过|超出|高于|大于|低于|小于|少于|多于)|不(?:超过|高于|大于|低于|小于|少于|多于|等|到(?=[\d一二两三四五六七八九十百半])|会(?=[漏错丢误断停卡掉影])|及格?|平衡|对中|确定|规则|均|稳|利|便|全)|不(?:联网|上网|外[传泄流]|泄露|掉线|停[机产线工]|封[道路]|断[电网流]|拆|动火|接触)|"
    r"不(?:出|离开?)(?=[院厂园校域车盒])|不再(?![提支])|不(?:用|必|需要?|要求|收费)|无(?:需|须)|毋需|免(?:费|维护|安装)|"
    r"未(?:来|知|必|成灾|戴|系|命中|报|熔合|焊透)|非(?:常|结构|接触|侵入|标|线性|机动|独占|金属|破坏|遗|计划|法|本地?户)|"
    r"无(?:线|人|缝|损|论|感|监督|锡|障碍|代码|菌|纺|创|源|氟|害|氧|铅|偿|纸|死锁|脚本|组织|机|名|缘)|没关系|没完|"
    r"只(?=[看学要])|不是(?=[^,]{0,16}而是)|不在于|莫不|无不|无非|巴不得|不妨|不免|不外乎|"
    r"\bnot a (?:day|single)\b|\bnot (?:only|just|merely|least)\b|\bno (?:less|more|fewer|later|longer than)\b|\bnot (?:less|more|fewer|later) than\b|\bnot exceed\w*|"
    r"\bno(?= (?:\w+ ){1,4}(?:is|are) (?:lost|missed|dropped|damaged))|\bnon-?(?=[a-z])|\bno-(?=[a-z])|\bno (?:need|problem|doubt|longer than)\b|\bnothing but\b|"
    r"(?:not|n't|never) (?:require|need|suffer|leav|lose|exceed|interrupt|record)\w*|\b(?:cannot|can't) be (?:beaten|overstated)",
    _I,
)
_ADVERBS = r"(?:(?:目前|现|暂时?|尚|也|均|都|仍|还|并|完全|一般|本身|原则上|从|绝|再|是){0,3}+)"
_BEFORE = re.compile(
    rf"{_ADVERBS}(?:不(?:支持|提供|具备|包[括含]|含|涉及|接受?|承接|适[用合宜]于?|处理|负责|属于|允许|开放|代为?|能|可以?|会|做|是|在|算|宜|建议|推荐|承诺|考虑)?|"
    r"没有?(?!事)|未(?:能|经|曾|见|做|有)?|无法?|非|缺[乏少]|拒绝|禁止|谢绝|取消|停止)"
    r"|(?:\b(?:do|does|did|can|could|will|would) (?:not|never)|\b(?:do|does|did|ca|could|wo|would)n't|\bcannot) \w++"
    r"|\b(?:not|never)\b(?: (?:yet|currently|been))?+|\w{1,8}?n't\b|\bno(?= )\b|\bneither\b|\bnor\b|\bunable to\b|\black(?:s|ing)?\b|"
    r"(?<=comes )without|(?<=ships )without|(?<=sold )without|\bexclud(?:es|ing)\b",
    _I,
)
_FIRM = re.compile(
    r"不(?:支持|提供|具备|包[括含]|含|涉及|接|承接|适|处理|负责|属于|在|做|能|可以|会|宜|建议|推荐|承诺)|[暂尚]|目前|没有|未[能经做有]|无法|缺|拒绝|谢绝|取消|停止|"
    r"\b(?:do|does|did|can|could|ca|is|are)(?:n't| not)|cannot|\bno\b|neither|nor|unable|lack|without|exclud|yet",
    _I,
)
_BEHIND = re.compile(
    r"(?:不支持|不提供|不具备|不(?:适[用合宜]|行|做|接|能|可以?|准|清|见)|[做看认识测发][一-龥]{0,2}不[了到见清出]|(?:仍旧?|还)[要需得]靠[^,]{1,12}|处理不了|没有|无|除外|尚[未无][^,]{0,6}|暂[不未无][^,]{0,4}|"
    r"不在[^,]{0,10}|不属于[^,]{0,8}|不包[括含][^,]{0,8}|未(?:纳入|覆盖|开发|开放|上线|实现|支持|提供|做|验证)[^,]{0,4}|已(?:下线|停用|取消)|缺失|"
    r"(?:is|are) (?:not |un)(?:offered|supported|available|covered|included|part)[^,]{0,24}|isn't [a-z]{1,12}|"
    r"\b(?:is|are) (?:excluded|out of scope|beyond scope|discontinued)[^,]{0,24}|has been discontinued|excluded|unsupported|unavailable)[\s.]*+$",
    _I,
)
# What a supply owns up to: no reason for it, and no plain no either.
_WEAKNESS = re.compile(
    r"效果(?:有限|不佳|较?差)|误差(?:增大|较大|偏大)|(?:准确[率度]|精度|性能|效果)会?(?:明显)?(?:下降|变差)|不足之处|不得而知|扣分|局限|"
    r"(?:判断|识别)武断|只能(?:优化|做|用|近似|达到)|(?<!不)偏高(?=[,;。]|$)|\bstruggles?\b|\blimitations?\b",
    _I,
)
_TURN = re.compile(
    r"(?:也|照样|仍然?|就|即|便|都|照|还)(?:可以?|能|行)|照样|即可|就(?=[给判能可])|才|而是|\bbut\b|\b(?:still|instead)\b|\bto start\b",
    _I,
)
_NOUN = re.compile(r"的(?=[^,]{0,40}(?:需|可|能|会|要|由|照样|就|也|则|须|应|先|请|选|提示|都|自动|标))")
_JOIN = re.compile(r"[、/()]|以及|和(?!谐)|与|及(?!时|格)|或者?|\b(?:and|or|nor)\b", _I)
_EMPTY = re.compile(
    r"(?:yet|here|offered|supported|available|covered|included|any|单独|现有|当前|本|此|图像能解决的)", _I
)
_APART = re.compile(r"也|又|且|、|并|\bn?or\b", _I)
_LIMIT = re.compile(
    r"仅仅?(?:限|支持|提供|适[用合]|用于|以|面向)|(?<!不)只(?:支持|提供|适[用合]|限)|\bonly (?:for|supports?|available)\b|\bsupports? only\b|"
    r"\blimited to\b|\bexclusively\b",
    _I,
)
# Where a supply is limited to one of these, whoever asks for another of the same row is told no.
_RIVALS: tuple[tuple[str, ...], ...] = (
    (r"成人|成年|\badults?\b", r"儿童|小儿|新生儿|婴幼?儿|\bchild\w*|\bpa?ediatric"),
    (r"公有云|云端|云服务|saas|\bcloud", r"私有化|本地化?部署|院内部署|离线|内网(?!上)|断网(?=也|环境|下|条件|可)|单机|\bon-?prem\w*|\boffline|without a network"),
    (r"中文|汉语|普通话|\bchinese", r"英[文语]|\benglish", r"方言|\bdialect"),
    (r"室内|\bindoor", r"室外|户外|露天|\boutdoor"),
    (r"静态|图片|单张|\bstill images?|\bimages only", r"视频|\bvideo"),
    (r"白天|日间|\bdaytime", r"夜间|夜晚|\bnight"),
    (r"小学|\bprimary school", r"初中|高中|中学|大学|\bsecondary school|\buniversit"),
    (r"windows", r"linux|麒麟|统信|\bmac ?os"),
    (r"安卓|android", r"苹果|\bios\b"),
)  # fmt: skip
_KINDS = tuple(tuple(re.compile(kind, _I) for kind in row) for row in _RIVALS)
_VERBAL = re.compile(r"无法|不(?:能|会|可)")
_PASSIVE = re.compile(
    r"\b(?:cannot|can't|can not) be \w{2,16}\b|\b(?:is|are|was|were|been|be) (?:not|never) \w{2,16}ed\b", _I
)
BARE = 2
"""So many characters behind a negation name nothing alone."""
FEW = 4
"""Words of content in a question that is about each of them."""
LEAST = 0.6
"""The share of a denied thing's words that a question must say to ask for it."""


# Nearly every sentence has none of these, and is read no further.
_SIGN = re.compile(
    r"[不没无未非仅只除缺禁拒谢停取限扣断差降偏靠下]|n't|\b(?:no|not|never|nor|neither|only|cannot|unable|lack|without|exclu|out of|un|disc|struggl|limit)",
    _I,
)


@dataclass(frozen=True, slots=True)
class Denial:
    """A clause sentence[start:end] that says no. `things` are the words of content of each thing it denies; `limit` are
    the kinds (row, place) that it is limited to, the other kinds of the row being what it denies. A `firm` one says what
    is not to be had; any other what is not done, which may be an advantage (不打扰鸟)."""

    start: int
    end: int
    things: tuple[frozenset[str], ...] = ()
    limit: tuple[tuple[int, int], ...] = ()
    firm: bool = True


@lru_cache(maxsize=REMEMBERED)
def denials(sentence: str) -> tuple[Denial, ...]:
    """The clauses of a sentence that deny or limit something. Remembered: a text is held against one after the other."""
    folded = fold(sentence)
    if not _SIGN.search(folded):
        return ()
    masked = _HARMLESS.sub(lambda found: "□" * len(found.group()), folded)
    found = (_of_clause(masked, folded, *clause.span()) for clause in _CLAUSE.finditer(masked))
    return tuple(one for one in found if one is not None)


def _of_clause(masked: str, folded: str, start: int, end: int) -> Denial | None:
    if limited := _LIMIT.search(masked, start, end):
        kinds = _kinds(folded[limited.start() : end]) or _kinds(folded[start:end])
        return Denial(start, end, limit=kinds)
    if _WEAKNESS.search(masked, start, end):
        return Denial(start, end)
    scope = _behind(masked, folded, start, end)
    firm = scope is not None
    if scope is None:
        scope, firm = _after(masked, folded, start, end)
    things = tuple(found for part in _JOIN.split(scope) if (found := stems(part)))
    return Denial(start, end, things, firm=firm) if things else None


def _behind(masked: str, folded: str, start: int, end: int) -> str | None:
    """What stands before a negation that ends its clause; ``None`` where none does."""
    behind = _BEHIND.search(masked, start, end)
    if behind is None:
        return None
    topic = folded[start : behind.start()]
    if stems(_EMPTY.sub(" ", topic)):
        earlier = _BEFORE.search(masked, start, behind.start())
        doubled = earlier and not _APART.search(masked, earlier.end(), behind.start())
        return "" if doubled else topic  # 没有哪一家不能
    return _before(folded, start) or None


def _after(masked: str, folded: str, start: int, end: int) -> tuple[str, bool]:
    """What stands behind a negation, and whether it is a firm one."""
    cues = list(_BEFORE.finditer(masked, start, end))
    if not cues or (len(cues) > 1 and not _APART.search(masked, cues[0].end(), cues[-1].end())):
        return "", False
    cue, first = cues[0], cues[0].end()
    if _TURN.search(masked, first, end) or _NOUN.search(masked, first, end):
        return "", False
    said = _EMPTY.sub(" ", folded[first:end])
    # 荧光切片无法扫描, reports are never signed: a bare verb is denied of what stands before it
    bare = not stems(said) or _PASSIVE.search(masked, start, end) or (_VERBAL.search(cue.group()) and _short(said))
    firm = bool(_FIRM.search(cue.group()))
    return (f"{folded[start : cue.start()]} {said}" if bare else said), firm


def _short(text: str) -> bool:
    return sum(map(len, stems(text))) <= BARE


def _before(folded: str, start: int) -> str:
    """The clause before a colon: 夜间识别:不支持."""
    if start == 0 or folded[start - 1] not in ":：,，":
        return ""
    return _STOP.split(folded[: start - 1])[-1]


@lru_cache(maxsize=REMEMBERED)
def _kinds(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((at, n) for at, row in enumerate(_KINDS) for n, kind in enumerate(row) if kind.search(text))


@dataclass(frozen=True, slots=True)
class Asking:
    """A sentence made ready to be asked whether it asks for what another denies. A `topic` is a title, or all that is asked."""

    words: frozenset[str]
    unwanted: frozenset[str]
    kinds: tuple[tuple[int, int], ...]
    topic: bool = True

    @classmethod
    def of(cls, sentence: str, *, topic: bool = True) -> "Asking":
        """What it says no to itself it does not ask for."""
        unwanted = frozenset(word for one in denials(sentence) for thing in one.things for word in thing)
        return cls(stems(sentence), unwanted, _kinds(fold(sentence)), topic)

    def says(self, word: str) -> bool:
        """Whether the word stands in it, or begins one of its words (水泥厂 is of 水泥)."""
        return word in self.words or any(longer.startswith(word) for longer in self.words)


def denied(said: Iterable[Denial], asked: Asking) -> bool:
    """Whether one of the denials says no to what is asked."""
    return any(_denies(one, asked) for one in said)


def _denies(denial: Denial, asked: Asking) -> bool:
    for row, place in denial.limit:
        if any(other == row and n != place for other, n in asked.kinds) and (row, place) not in asked.kinds:
            return True
    return any(_covered(thing, asked) for thing in denial.things)


def _covered(thing: frozenset[str], asked: Asking) -> bool:
    said = {word for word in thing if word not in asked.unwanted and asked.says(word)}
    return _weighs(said, asked) and sum(map(len, said)) >= LEAST * sum(map(len, thing))


def _weighs(said: set[str], asked: Asking) -> bool:
    """One word is enough in a short title or search; elsewhere it may stand for anything."""
    return len(said) > 1 or (bool(said) and asked.topic and len(asked.words) <= FEW)
