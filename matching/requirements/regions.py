"""Places by province and city, as far as a constraint on the supplier's seat needs them."""

import re

# Province, then its cities as far as they are named; 直辖市 stand alone.
_TABLE = """
北京; 上海; 天津; 重庆
河南: 郑州 洛阳 开封 南阳 新乡 许昌 平顶山 安阳 焦作 商丘 信阳 周口 驻马店 濮阳 三门峡 漯河 鹤壁 济源
河北: 石家庄 唐山 保定 雄安; 山西: 太原 大同; 内蒙古: 呼和浩特 包头; 辽宁: 沈阳 大连; 吉林: 长春; 黑龙江: 哈尔滨
江苏: 南京 苏州 无锡 常州 南通 徐州; 浙江: 杭州 宁波 温州 嘉兴 绍兴 金华; 安徽: 合肥 芜湖; 福建: 福州 厦门 泉州; 江西: 南昌
山东: 济南 青岛 烟台 潍坊; 湖北: 武汉 宜昌 襄阳; 湖南: 长沙 株洲; 广东: 广州 深圳 东莞 佛山 珠海 惠州; 广西: 南宁; 海南: 海口
四川: 成都 绵阳; 贵州: 贵阳; 云南: 昆明; 西藏: 拉萨; 陕西: 西安; 甘肃: 兰州; 青海: 西宁; 宁夏: 银川; 新疆: 乌鲁木齐
"""
_ENGLISH = {
    "beijing": "北京",
    "shanghai": "上海",
    "henan": "河南",
    "zhengzhou": "郑州",
    "shenzhen": "深圳",
    "hangzhou": "杭州",
    "guangzhou": "广州",
    "wuhan": "武汉",
    "chengdu": "成都",
    "hefei": "合肥",
    "luoyang": "洛阳",
}


def _paths() -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {}
    for entry in _TABLE.strip().replace("\n", ";").split(";"):
        province, _, cities = entry.strip().partition(":")
        paths[province] = (province,)
        paths.update({city: (province, city) for city in cities.split()})
    return paths


_PATHS = _paths()
_NAMES = "|".join(sorted([*_PATHS, *_ENGLISH], key=len, reverse=True))
_NAME = re.compile(_NAMES, re.IGNORECASE)
REGION = re.compile(
    rf"(?:{_NAMES})(?:省|市|自治区)?(?:(?:{_NAMES})市?)?(?:[一-龥]{{1,5}}?(?:区|县|新区|科技城))?", re.IGNORECASE
)


def path_of(text: str) -> tuple[str, ...]:
    """河南省郑州市高新区 → (河南, 郑州, 高新区). A place that is not in the table is its own one-step path."""
    names = [_ENGLISH.get(found.lower(), found) for found in _NAME.findall(text)]
    if not names:
        return (text.strip(),)
    rest = _NAME.split(text)[-1].removeprefix("省").removeprefix("市").strip()
    path = max((_PATHS[name] for name in names), key=len)
    return (*path, rest) if rest else path
