"""Columns that more than one list has."""

import re
from typing import Final

from app.exchange.fields.spec import Field, Shape

PUBLIC_CODE: Final = Field(
    "public_code",
    "公开编码",
    known_as=("编码", "能力编码", "成果编码", "能力编号", "成果编号", "public code", "code"),
)
OWN_NUMBER: Final = Field(
    "source_key",
    "项目编号",
    Shape.NUMBER,
    (
        "编号",
        "项目编码",
        "项目代码",
        "项目号",
        "公告编号",
        "公告号",
        "公示编号",
        "招标编号",
        "招标项目编号",
        "采购编号",
        "采购项目编号",
        "标段编号",
        "合同编号",
        "课题编号",
        "申报编号",
        "solicitation number",
        "solicitation no",
        "solicitation id",
        "notice id",
        "notice number",
        "notice no",
        "project code",
        "project number",
        "project no",
        "project id",
        "reference number",
        "reference no",
        "ref no",
        "tender number",
        "tender no",
        "tender id",
        "opportunity number",
        "opportunity id",
        "rfp number",
        "bid number",
        "id",
    ),
    re.compile(
        r"(?:立项|项目|公告|采购|课题|任务|榜单|申报|计划)(?:编号|编码|代码|号)"
        r"|(?:rfp|rfq|rfi|itt|tender|notice|solicitation|opportunity|reference|ref|project|bid|contract|lot)"
        r"(?:no\.?|number|id|ref(?:erence)?|code|#)"
    ),
)
"""What whoever wrote the list calls the row by; running numbers are none."""
BATCH: Final = Field("batch", "批次", known_as=("发布批次", "所属批次", "清单批次", "batch", "round"))
USCC: Final = Field(
    "uscc",
    "统一社会信用代码",
    Shape.USCC,
    ("信用代码", "社会信用代码", "统一信用代码", "单位信用代码", "机构代码", "uscc", "unified social credit code"),
)
ORGANISATION_KIND: Final = Field(
    "organisation_kind",
    "单位类型",
    Shape.TERM,
    ("单位性质", "机构类型", "企业类型", "主体类型", "organisation type", "organization type"),
    vocabulary="organisation_kind",
)
CONTACTS: Final = (
    Field(
        "contact_name",
        "联系人",
        known_as=("联系人姓名", "项目联系人", "联络人", "contact person", "contact name"),
    ),
    Field(
        "contact_phone",
        "联系电话",
        Shape.PHONE,
        (
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系手机",
            "办公电话",
            "固定电话",
            "phone",
            "contact phone",
            "phone number",
            "telephone",
            "mobile",
            "tel",
        ),
    ),
    Field(
        "contact_email",
        "联系邮箱",
        Shape.EMAIL,
        ("邮箱", "电子邮箱", "电子邮件", "联系人邮箱", "email", "e-mail", "mail", "contact email", "email address"),
    ),
    Field(
        "contact",
        "联系方式",
        Shape.CONTACT,
        (
            "联系人及电话",
            "联系人及联系方式",
            "联系人及联系电话",
            "联系人和电话",
            "联系人/电话",
            "联系人、电话",
            "联系人电话",
            "联系信息",
            "联系人信息",
            "contact",
            "contacts",
            "contact details",
        ),
        exported=False,
    ),
)
