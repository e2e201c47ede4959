"""How people say no, and what only sounds like it: the phrases that ``denials`` reads, over text folded to half width.

Three families are kept apart. What is *harmless* holds a negating character and denies nothing: a property (不可篡改), a defect
(诊断不符), an advantage (不停机), a bound (不超过). A *cue* stands before what it denies (不支持 …), and is firm where it speaks of what is
to be had. What declines *behind* its topic ends a clause (…请找别家, …仍要靠人工, … is out of scope).
"""

import re

from matching.requirements.folding import FLAGS

_I = FLAGS
HARMLESS = re.compile(
    r"“[^”]{0,120}+”|(?P<asks>[一-龥])[不没](?P=asks)|有没有|没有?[过问想]|(?:没有?|从未|未)(?:再)?[漏错误丢断停]过|[零〇0]漏报|无外网|无网|(?:若|如果|一旦|遇到|凡)[^,]{0,60}+|因[^,]{1,40}+|"
    r"差不多|(?:没有?|不(?!支持|提供|做)|无)[^,;。]{1,10}(?=,(?:也|照样|同样)(?:能|可|知道|行|会))|不(?:完全|尽)?(?:符合|相符|一致)|(?:几乎|基本|极少)(?:没有?|不)|不接[线电]|不换|不够|未(?:曾)?(?:出|离开|流出|泄露|外传)(?=[院厂园校域。,;]|$)|少不了|免不了|离不开|来不及|说不定|不在话下|不计其数|不见得|不小心|"
    r"不[仅但只光同少错锈良变一丢断止论符佳齐亮转牢匀]|(?<![看测判认读识听分录])不[准清](?!备)|不(?:平(?!台)|到位|对称|同步|达标|完整|规范|公平|吻合|识字|会说|懂)|"
    r"不限于|不合格|不合规|不合理|不得不|不能不|不间断|不受|不会?中断|不怕|不费|不误|不足|不明|"
    r"不可(?!用[于作来]|作|以|单独|直接|在|对|接|选|定制|部署|导|支|[,;。]|$)|"
    r"(?:不得|不应|不宜|未|没有?)(?:超过|超出|高于|大于|低于|小于|少于|多于)|不(?:超过|高于|大于|低于|小于|少于|多于|等|到(?=[\d一二两三四五六七八九十百半])|会(?=[漏错丢误断停卡掉影胡乱瞎编泄伤替])|及格?|平衡|对中|确定|规则|均|稳|利|便|全)|不漏|不(?:联网|上网|外[传泄流]|泄露|掉线|停[机产线工电水气车运]|封[道路]|断[电网流]|拆|动火|接触)|"
    r"不(?:靠(?!谱)|占|挖|产生|惊|增加|损|伤|打扰|影响|改(?!善)|降|依赖|额外|破坏|耽误|妨碍|干扰|污染|堵|扰|留(?=[^,]{0,6}(?:脸|像|痕|死角)))|"
    r"不(?:出|离开?)(?=[院厂园校域车盒市县])|不再(?![提支做接供])|不(?:用(?!于)|必|需要?|要求|收费)|无(?:需|须)|毋需|免(?:费|维护|安装|编程|标定|布线|调试)|"
    r"未(?:来|知|必|成灾|戴|系|命中|报|熔合|焊透)|非(?:常|特异|结构|接触|侵入|标|线性|机动|独占|金属|破坏|遗|计划|法|本地?户)|"
    r"无(?:线|人|缝|损|论|感|监督|锡|障碍|代码|菌|纺|创|源|氟|害|氧|铅|偿|纸|死锁|脚本|组织|机|名|缘|痕|感知)|没关系|没完|"
    r"只(?=[看学要])|不是(?=[^,;。]{0,20},?(?:而是|是(?!否)))|不(?:会)?把[^,;。]{1,30}?[当认误看][成作为]|不在于|莫不|无不|无非|巴不得|不妨|不免|不外乎|"
    r"\bnot a (?:day|single)\b|(?:\bnot|n't) (?:only|just|merely|simply|least)\b|\bno (?:less|more|fewer|later|longer than)\b|\bnot (?:less|more|fewer|later) than\b|\bnot exceed\w*|\b(?:almost|nearly|virtually|hardly) (?:no|never)\b|"
    r"\bno(?= (?:\w+ ){1,4}(?:is|are) (?:lost|missed|dropped|damaged))|\bnon(?!e\b)-?(?=[a-z])|\bno-(?=[a-z])|\bno (?:need|problem|doubt|longer than)\b|\bno(?: \w+){1,2} (?:is|are) needed|\bnothing but\b|"
    r"(?:not|n't|never) (?:require|need|suffer|leav|lose|exceed|interrupt|record|depend|rely|slow|stop|disturb|damage)\w*|\b(?:cannot|can't|can not) be (?:beaten|overstated|altered|changed|forged|faked|tampered|edited|deleted|hacked)|"
    r"\b(?:who|that|which|where) (?:(?:do|does|did|is|are|was|were|has|have|had|can|could) (?:not|never)|(?:do|does|did|is|are|was|were|has|have|ca|could)n't|cannot|never|have no|has no)\b|\bwhere there (?:is|are) no\b|\bno one else\b",
    _I,
)
_ADVERBS = r"(?:(?:目前|现|暂时?|尚|也|均|都|仍|还|并|完全|一般|本身|原则上|从|绝|再|是){0,3}+)"
CUE = re.compile(
    rf"{_ADVERBS}(?:不(?:支持|提供|具备|包[括含]|含|涉及|接受?|承接|适[用合宜]于?|处理|负责|属于|允许|开放|代为?|能|可以?|会|做|是|在|算|宜|建议|推荐|承诺|考虑)?|"
    r"没法|没有?(?!事)|未(?:能|经|曾|见|做|有)?|无法?|非|缺[乏少]|拒绝|禁止|谢绝|取消|停止)"
    r"|(?:\b(?:do|does|did|can|could|will|would) (?:not|never)|\b(?:do|does|did|ca|could|wo|would)n't|\bcannot) \w++"
    r"|\b(?:not|never)\b(?: (?:yet|currently|been|took on|taken on))?+|\w{1,8}?n't\b|\bno(?= )\b|\bneither\b|\bnor\b|\bunable to\b|\black(?:s|ing)?\b|\brefuses? to\b|\bno longer \w++|\b(?:stopped|ceased|quit) \w+ing\b|"
    r"(?<=comes )without|(?<=ships )without|(?<=sold )without|\bexclud(?:es|ing)\b",
    _I,
)
FIRM = re.compile(
    r"不(?:支持|提供|具备|包[括含]|含|涉及|接|承接|适|处理|负责|属于|在|做|能|可以|会|宜|建议|推荐|承诺)|[暂尚]|目前|没[有法]|未[能经做有]|无法|缺|拒绝|谢绝|取消|停止|"
    r"\b(?:do|does|did|can|could|ca|is|are)(?:n't| not)|cannot|\bno\b|\bnever t|neither|nor|unable|lack|without|exclud|yet|no longer|stopped|ceased|quit",
    _I,
)
# Of what can be done or had; any other negation may be of the thing that is to be found (未系安全带, 没有签名).
ABLE = re.compile(
    r"不(?:支持|提供|具备|接|承接|适|处理|负责|属于|在|做|能|可以|会|宜|建议|推荐|承诺)|无法|拒绝|谢绝|取消|停止|\b(?:can|could|is|are)(?:n't| not)|cannot|unable|\b(?:do|does|did|will)(?:n't| not)|\bnever\b",
    _I,
)
# Verbs whose object may hold a negation: the one who finds, avoids or mends it does not say no.
FINDS = re.compile(
    r"提示|提醒|识别|检出|检测|发现|标[出红]|报警|预警|判断|判别|找出|查出|报出|挑出|剔除|筛出|区分|避免|防止|减少|杜绝|解决|消除|克服|面向|针对|帮助|弥补|揪出|"
    r"\b(?:detect|find|flag|spot|identif|warn|alert|reveal|avoid|prevent|recogni[sz]|catch|help)\w*",
    _I,
)
_OTHERS = r"(?:别家|他家|别人|旁人|其他|其它|别的|专业|另外|同行|专门|专科)"
_DEALT = r"(?:纳入|列[入进]|开展|开发|上线|涉[足及]|覆盖|验证|包[括含]|考虑|做(?!过?手脚)|支持|提供|推出|立项|[投量]产|承?接|启动|实现|发布|开放|碰过|试过)"
_STAGE = r"(?:打样|攻关|摸索|立项|试制|研发?|开发|实验室?|论证|预研|规划|筹备|排期|设计|测试|打磨)"
BEHIND = re.compile(
    r"(?:不支持|不提供|不具备|不(?:适[用合宜]|行|做|接|能|可以?|准|清|见)|[做看认识测发检查拍听判分干办管算扫读量抓用走接挑找替交][一-龥]{0,2}不[了到见清出准动好通成来]来?的?货?|处理不了|没有|无|除外|尚[未无][^,]{0,6}|暂[不未无][^,]{0,4}|"
    r"(?:仍旧?|还是?|只能)[要需得]?(?:靠|由(?=人工|人来|专人))[^,]{1,12}|只能(?:另[购请找买]|借助|依赖)[^,]{1,14}|"
    r"不在[^,]{0,16}|不属于[^,]{0,8}|不包[括含][^,]{0,8}|不含在[^,]{0,4}|不再(?:提供|支持|接受?|承接|做|供货)[^,]{0,4}|未(?:纳入|覆盖|开发|开放|上线|实现|支持|提供|做|验证)[^,]{0,4}|缺失|"
    r"已(?:经)?[^,]{0,8}(?:下线|停用|取消|停售|停产|关停|关闭|退役|撤下|终止|砍掉|裁撤)(?:了)?|(?:已|起|后)(?:经)?停止[^,]{0,6}|"
    r"(?:尚|仍|还|正)?(?:在|处于|停留在){1,2}[^,]{0,2}"
    rf"{_STAGE}(?:之?中|阶段|当中|期|里)|(?:尚|仍|还)(?:处?于?在?){_STAGE}|在研|有待[^,]{{0,8}}|没有(?:可用|成熟|现成|正式)的?(?:版本|产品|方案|型号)|"
    rf"(?:恳?请|需|只能|建议|可|还是|须)(?:您|贵方|用户|自行)?(?:另行?)?(?:找|选用?|选择|联系|咨询|寻|求助|采购|问)(?:本公司|我司|我们)?(?:的)?{_OTHERS}[^,]{{0,12}}|另请高明|(?:请|须)?另[寻选找][^,]{{1,8}}|请移步[^,]{{1,8}}|"
    rf"(?:交|留|让)给{_OTHERS}[^,]{{0,6}}|"
    r"请?(?:别|不要|勿|莫|不必)(?:太)?(?:抱|指望|期待|期望|奢望|对)[^,]{0,8}|(?:不要|请勿|别)(?:选|买|采购|使?用(?!于))[^,]{0,6}|不(?:建议|推荐)(?:使用|采购|选用)?[^,]{0,4}|"
    r"没有?(?:能力|资质|条件|打算|计划|精力|人手|影子?|[这此该](?:项|个|种)?(?:功能|能力|业务|产品|模块))[^,]{0,6}|不(?:予|归|碰(?=[这那此,。]|$)|列入|纳入|计入|擅长|拿手|灵|管用|奏效|考虑|打算|熟悉|对外|维护|销售|出售|供货)[^,]{0,10}|"
    r"非(?:我|本)[^,]{0,6}(?:长|项|范围|业务)|[要得须需]?等(?:到)?(?:下一?[代版期]|二期|后续|新版|明年|将来|以后)[^,]{0,8}|需要?另(?:配|购|买|行|找|装|请)[^,]{1,12}|请(?:改|换)用[^,]{1,12}|"
    r"暂缓|搁置|叫停|作罢|没戏|免谈|没辙|爱莫能助|(?:授权|许可|版权)(?:已经?)?(?:到期|过期|失效)|"
    rf"恕[不难][^,]{{0,6}}|一律请[^,]{{1,12}}|请(?:委托|向|到|去)[^,]{{0,4}}{_OTHERS}[^,]{{0,10}}|请委托[^,]{{1,10}}|一[概律](?:不|拒)[^,]{{0,4}}|概不[^,]{{1,4}}|超出(?!标准|阈值|限)[^,]{{0,14}}(?:能力|范围|边界)|无能为力|与(?:本|我们|我司|我方)[^,]{{0,6}}无关|"
    rf"不是(?:我们|本|我司|我方)[^,]{{0,8}}(?:业务|方向|范围|强项|产品|事|能力|用途|目的|功能|任务|职责)|推掉了?|(?:已经?|早已|我们)退出了?|(?:没有?|未曾?|从未|不曾){{1,2}}{_DEALT}[^,]{{0,10}}|难以?(?:看见|识别|检出|发现|分辨|测出|判断|看清)|"
    r"(?:is|are) (?:not |un)(?:offered|supported|available|covered|included|part|possible|provided)[^,]{0,24}|isn't [a-z]{1,12}|not (?:supported|offered|included|covered|available)|"
    r"\b(?:is|are) (?:excluded|discontinued)[^,]{0,24}|\b(?:out of|outside|beyond)(?: the| our| its)? scope[^,]{0,24}|\bbeyond (?:what|our|the|its) [^,]{1,40}|"
    r"\b(?:has|have) been (?:discontinued|retired|withdrawn|removed|dropped)[^,]{0,16}|\b(?:was|were|is|are) (?:retired|withdrawn|removed|dropped|discontinued|abandoned)[^,]{0,40}|"
    r"\b(?:look|go|ask|turn|try|shop) (?:elsewhere|somewhere else)|\b(?:still|must) (?:has to|have to|needs? to|must)? ?be done (?:by|with)[^,]{1,24}|\b(?:is|are) (?:still )?(?:left|up) to [^,]{1,24}|\b(?:is|are|was|were) (?:\w+ly )?left out[^,]{0,16}|\b(?:is|are) not (?:for sale|among[^,]{0,48}|for [^,]{1,24})|"
    r"\b(?:is|are) (?:still |currently )*(?:under development|in development|being developed|on the roadmap|planned)[^,]{0,16}|\b(?:is|are) none of our business|\b(?:has|have) yet to be \w+|"
    r"(?:is|are) not (?:something|a thing|what) we [^,]{1,24}|\b(?:remains?|is|are) (?:still )?future work|: (?:sorry )?no|\b(?:needs?|requires?) (?:another|a different|a separate) [^,]{1,24}|excluded|unsupported|unavailable|\b(?:is|are) missing)[\s.]*+$",
    _I,
)
OTHERS = re.compile(
    r"以前|过去|从前|往常|原来|原先|传统|常规|普通(?=相机|软件|方法|设备|模型)|一般(?=的|相机|软件|方法|设备|模型)|市面|同行|同类|竞品|别家|友商|肉眼|人眼|人耳|人工(?!智能)|老师傅|"
    r"(?:司机|驾驶员|医生|护士|患者|病人|老人|老师|工人|[员户民客])(?:往往|经常|常常|总是?|都|也)?(?=[看听找记顾]不|没时间|不会|不愿|不敢|没法)|"
    r"\b(?:conventional|traditional|ordinary|other|most|human|naked|manual|previous|earlier|used to|competitors?|nobody|until now)\b",
    _I,
)
"""Whose failing it is, where it is not the supplier's: 肉眼看不见, conventional tools cannot."""
WEAKNESS = re.compile(
    r"效果(?:有限|不佳|较?差)|误差(?:增大|较大|偏大)|(?:准确[率度]|精度|性能|效果)会?(?:明显)?(?:下降|变差)|不足之处|不得而知|扣分|局限|"
    r"(?:判断|识别)武断|只能(?:优化|做|用|近似|达到)|(?<!不)偏高(?=[,;。]|$)|\bstruggles?\b|\blimitations?\b",
    _I,
)
"""What a supply owns up to: no reason for it, and no plain no either."""
EXCEPT = re.compile(
    r"除了?(?P<zh>[^,;。]{2,40}?)(?:(?:之外|以外|外)[,的]?|,(?=其余|其[他它]|别的))(?=(?P<rest>[^;。]{0,60}))|"
    r"\b(?:except(?: for)?|apart from|other than|with the exception of)\b (?P<en>[^,;.]{2,60}?)(?=\b(?:can|is|are|will|may|we)\b|[,;.]|$)",
    _I,
)
ALL_ELSE = re.compile(r"其余|其[他它]|别的|另外的|各[种类]|所有|全部|任何|一切|[均都]")
AND_ALSO = re.compile(r"还|也|并|同时|更|另有|又")
ALL = re.compile(r"\b(?:everything|anything|all|any|every|each)\b", _I)
ALSO = re.compile(r"\balso\b|\bas well\b|\btoo\b", _I)
TURN = re.compile(
    r"(?:也|照样|仍然?|就|即|便|都|照|还)(?:可以?|能|行)|照样|即可|就(?=[给判能可电])|才|而是|(?<=.)(?<![不没有])自动(?:报|提|告|转|推|停|剔|标|拦)|\bbut\b|\b(?:still|instead)\b|\bto start\b",
    _I,
)
NOUN = re.compile(
    r"的(?=[^,]{0,40}(?:需|可|能|会|要|由|照样|就|也|则|须|应|先|请|选|提示|提醒|报警|当场|立即|补|都|自动|标))|"
    r"的(?:人|者|农户|患者|病人|老人|学生|工人|司机|企业|家庭|问题|难题|情况|地方|条款|现象|隐患|行为)"
)
PIECE = re.compile(
    r"[、/(),;:。!?]|以及|和(?!谐)|与|及(?!时|格)|或者?|混[进入]|看出|挡不?住|挑出?|剔除?|找出?|检出|发现|识别|\b(?:and|or|nor)\b",
    _I,
)
"""What stands between things named in a row, and before the first."""
JOIN = re.compile(r"[、/()]|以及|和(?!谐)|与|及(?!时|格)|或者?|\b(?:and|or|nor)\b", _I)
REST = re.compile(r"其余|其[他它]|别的|除此|\b(?:the rest|others?|anything else)\b", _I)
"""Of what is not named nobody says no to what is."""
EMPTY = re.compile(
    r"(?:yet|here|offered|supported|available|covered|included|any|单独|现有|当前|本|此|图像能解决的)", _I
)
PLACE = re.compile(r"[内外背底顶侧反][部面层]|深[层处]|里面")
SUBJECT = re.compile(
    r"(?:太(?![阳平湖原极空])|过于).*+|我们|我司|我方|本公司|本产品|它们?|机器|射线|相机|表面|镜头|软件|系统|模型|算法|设备|仪器|任何|这类活儿|[这此]类|的?单子|的?模块|\bmodule\b|\bwe\b|\bit\b|\bplease\b|\bfor\b",
    _I,
)
"""Who it is that does not; a topic of nothing else is no topic."""
APART = re.compile(r"也|又|且|、|并|\bn?or\b|\band\b", _I)
VERBAL = re.compile(r"[无没]法|不(?:能|会|可)")
PASSIVE = re.compile(
    r"\b(?:cannot|can't|can not) be \w{2,16}\b|\b(?:is|are|was|were|been|be) (?:not|never) (?!designed|intended|suited|trained|limited)\w{2,16}ed\b|\b(?:has|have) (?:not|never) been \w{2,16}ed\b",
    _I,
)
# 不开仓判断磨损: without opening, it judges; what is done without stands before the verb.
WITHOUT = re.compile(
    r"^(?!自动|实时|直接|主动|单独|在线|逐一|批量|同时|支持)(?P<what>[一-龥]{2,6}?)(?:就能?|也能?|即可?|来|而)?(?=判断|识别|检测|监测|测量|测|分析|巡检|诊断|定位|评估|预测|估计|检查|统计|计数|采集)"
)
LIMIT = re.compile(
    r"仅仅?(?:限|支持|提供|适[用合]|用于|以|面向)|(?<!不)只(?:支持|提供|适[用合]|限)|纯(?=公有云|云|saas)|\bonly (?:for|supports?|available)\b|\bsupports? only\b|"
    r"\blimited to\b|\bexclusively\b",
    _I,
)
# The supplier's own machines are elsewhere than the buyer's.
STORED = re.compile(
    r"(?:保存|存放|存储|储存|上传|部署|托管|传|存|汇总)[在到至于]?(?:我方|我们|我司|本公司|我公司|公司|厂家|供应商)的?(?:公有)?(?:云|服务器|机房|数据中心)|"
    r"\b(?:stored|hosted|kept|processed|uploaded|run|runs)\b (?:in|on|to) our (?:own )?(?:cloud|servers?|data cent)",
    _I,
)
LACK = re.compile(r"没有|无法|缺|[一-龥]不[住了出到清准过]|难以|\b(?:cannot|can't|unable|lack\w*|no)\b", _I)
"""Who asks says so of what there is today: it is what is wanted."""
WISHES = re.compile(
    rf"{FINDS.pattern}|要|能|希望|想|求|挡|混[进入]|看出|挑|找|剔|测|\b(?:need|want|must|should|look for|seek|sort)\w*",
    _I,
)
"""In a sentence that wants something, what is named in a row is wanted; in any other it may be what there is."""
ELSE = re.compile(r"也可|亦可|可选|也支持|或(?:者)?[^,]{0,8}(?:私有|本地|院内)|\bor on\b|\boptional", _I)
KINDS: tuple[tuple[str, ...], ...] = (
    (r"成人|成年|\badults?\b", r"儿童|小儿|新生儿|婴幼?儿|\bchild\w*|\bpa?ediatric"),
    (
        r"公有云|云端|云服务|saas|\bcloud",
        (r"私有化|本地化?部署|院内部署|离线|内网(?!上)|断网(?=也|环境|下|条件|可|运行|使用|工作)|单机|(?:院内|本地|本院|厂内|校内|自有)机房|局域网|不[连上]外网|"
        r"(?:数据|录音|病历|影像|视频|图纸|资料)[^,;。]{0,8}不(?:得|能|可|许)?(?:出|离开)(?=院|厂|园|域|校|本)|留在(?:院|厂|园|校|本)内?|"
        r"\bon-?prem\w*|\boffline|without (?:an? )?(?:network|internet)|本地(?:化?版|安装|服务器)|部署在(?:院|厂|园|校|本)|\bself-?host\w*|\bnever leaves? (?:the|our)|\b(?:inside|within) (?:the|our) [\w ]{0,12}network|\b(?:stay|remain|kept?) (?:in|inside|within|on) (?:the|our)\b"),
    ),
    (r"中文|汉语|普通话|\bchinese", r"英[文语]|\benglish", r"方言|\bdialect"),
    (r"室内|\bindoor", r"室外|户外|露天|\boutdoor"),
    (r"静态|图片|单张|\bstill images?|\bimages only", r"视频|\bvideo"),
    (r"白天|日间|\bdaytime", r"夜间|夜晚|\bnight"),
    (r"小学|\bprimary school", r"初中|高中|中学|大学|\bsecondary school|\buniversit"),
    (r"windows", r"linux|麒麟|统信|\bmac ?os"),
    (r"安卓|android", r"苹果|\bios\b"),
)  # fmt: skip
"""Where a supply is limited to one of a row, whoever asks for another of it is told no."""
PLAIN = re.compile(
    r"部署|版本?|使用|运行|环境|方式|场景|数据|必须|单位|用户|客户|对|的|模式|安装|\b(?:deployment|mode|use|installation|version|is|are)\b",
    _I,
)
"""What may stand beside a kind without making it another thing: 私有化部署 is 私有化."""
BACK = re.compile(
    r"(?:但|不过|可惜|抱歉|很遗憾|对不起)?[,:]?(?:[这此该](?:一?[项类种块点个些]|方面|部分|功能|业务|活儿?|工序|检测|场景|[两三几]项)+|上述[^,;]{0,6}|以上[^,;]{0,6}|对此|它们?)|"
    r"(?:but |sorry,? |unfortunately,? )?(?:(?:this|that|these|those|it|they)\b|we [^,;]{3,30} (?:it|this|that|these|those)[.!]?$)",
    _I,
)
"""How a sentence begins that speaks of what the one before named."""
REFERS = re.compile(r"it|them|this|that|these|those|它们?|[这此该]个?", _I)
"""What is denied, where it is what was named before."""
ASKED = re.compile(r"^.{0,40}?(?:\b(?:asks?|asked) (?:us )?(?:about|for|whether)\b|[问提][到起过及]了?|问(?!题))", _I)
"""Who it is that asks for what is then declined; what stands behind is asked for."""
