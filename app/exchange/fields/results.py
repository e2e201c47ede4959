"""成果清单: the columns of a list of research results."""

from typing import Final

from app.exchange.fields.capabilities import PROOF, TERMS, WHERE_IT_FITS
from app.exchange.fields.shared import BATCH, CONTACTS, ORGANISATION_KIND, OWN_NUMBER, PUBLIC_CODE, USCC
from app.exchange.fields.spec import Field, Shape

_WHAT: Final = (
    Field(
        "name",
        "成果名称",
        known_as=(
            "科技成果名称",
            "科研成果名称",
            "项目名称",
            "技术名称",
            "专利名称",
            "论文题目",
            "论文标题",
            "题名",
            "标题",
            "名称",
            "title",
            "name",
            "result",
            "paper title",
        ),
        required=True,
    ),
    PUBLIC_CODE,
    OWN_NUMBER,
    BATCH,
    Field(
        "organisation",
        "完成单位",
        known_as=(
            "单位",
            "单位名称",
            "第一完成单位",
            "所属单位",
            "成果单位",
            "成果持有单位",
            "机构",
            "作者单位",
            "依托单位",
            "institution",
            "organisation",
            "organization",
            "affiliation",
            "university",
        ),
        expected=True,
    ),
    USCC,
    ORGANISATION_KIND,
    Field("district", "所在地", Shape.TERM, ("注册地", "地区", "区域", "所属区域", "district"), vocabulary="district"),
    Field(
        "people", "完成人", Shape.NAMES, ("主要完成人", "成果完成人", "负责人", "作者", "发明人", "authors", "people")
    ),
    Field("period", "起止年月", Shape.PERIOD, ("起止时间", "研究起止时间", "研究周期", "项目周期", "period")),
)
_STANDING: Final = (
    Field("nature", "成果属性", Shape.TERM, ("成果类型", "成果类别", "属性", "nature"), vocabulary="result_nature"),
    Field(
        "stage",
        "阶段",
        Shape.TERM,
        ("所处阶段", "成果阶段", "应用阶段", "成熟阶段", "stage"),
        vocabulary="result_stage",
    ),
    Field("registration_no", "登记号", known_as=("成果登记号", "登记编号", "registration number", "registration no")),
    Field(
        "description",
        "成果简介",
        known_as=(
            "成果介绍",
            "成果描述",
            "成果说明",
            "成果内容",
            "技术简介",
            "项目简介",
            "摘要",
            "内容简介",
            "简介",
            "介绍",
            "描述",
            "说明",
            "abstract",
            "description",
            "summary",
        ),
        expected=True,
    ),
    Field("plain_use", "通俗用途", known_as=("用途", "应用前景", "应用价值", "一句话介绍", "plain use", "use")),
    Field("papers", "论文/专利", known_as=("论文", "论文专利", "代表性论文", "代表论文", "papers", "publications")),
)
_TRANSFER: Final = (
    Field(
        "transfer",
        "转化方式",
        Shape.TERMS,
        ("拟转化方式", "合作方式", "成果转化方式", "转让方式", "transfer"),
        vocabulary="offer",
    ),
    Field("willing", "转化意愿", known_as=("转化意向", "合作意愿", "willingness", "willing")),
)
_SHARED_TERMS: Final = tuple(field for field in TERMS if field.code != "offers")

RESULTS: Final = (*_WHAT, *_STANDING, *_TRANSFER, *WHERE_IT_FITS, *PROOF, *_SHARED_TERMS, *CONTACTS)
"""Every column of 成果清单, in the order of the export."""
