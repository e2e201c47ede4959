"""Pairs of a need's and a supply's sentence with the verdict that a careful person gives; all invented for these tests.

`WRITTEN` was used while the reader was built, `FRESH` was written afterwards and measures it;
`pairs_unseen` holds two more sets.
Each row: kind, need, supply, verdict.
"""

from typing import NamedTuple

from matching.requirements import Kind, Outcome


class Pair(NamedTuple):
    kind: Kind
    need: str
    supply: str
    expected: Outcome


_KINDS = {
    "dep": Kind.DEPLOYMENT,
    "stack": Kind.DOMESTIC_STACK,
    "filing": Kind.MODEL_FILING,
    "cert": Kind.CERTIFICATE,
    "region": Kind.REGION,
    "budget": Kind.BUDGET,
    "trl": Kind.MATURITY,
    "time": Kind.DELIVERY,
    "kpi": Kind.KPI,
}
_OUTCOMES = {"met": Outcome.MET, "not": Outcome.NOT_MET, "open": Outcome.UNCLEAR, "proof": Outcome.PROOF_MISSING}


def table(text: str) -> list[Pair]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [Pair(_KINDS[kind], need, supply, _OUTCOMES[expected]) for kind, expected, need, supply in rows]


WRITTEN = table("""
dep | met  | 系统必须支持私有化部署。 | 产品支持私有化部署和公有云两种方式。
dep | not  | 系统必须支持私有化部署。 | 目前不支持私有化部署，仅提供 SaaS 服务。
dep | not  | 系统必须支持私有化部署。 | 私有化部署：不支持。
dep | not  | 须私有化部署。 | 本产品仅支持公有云。
dep | not  | 须私有化部署。 | 暂不支持私有化，欢迎试用云端版本。
dep | open | 须私有化部署。 | 私有化版本计划明年推出。
dep | open | 须私有化部署。 | 面向纺织企业的验布助手，支持手机查看结果。
dep | open | 须私有化部署。 | 私有化部署可协商。
dep | open | 须私有化部署。 | 企业版支持私有化部署，标准版不支持私有化部署。
dep | met  | 要求部署在院内机房，数据不出域。 | 支持本地化部署，数据不出域，模型在院内训练。
dep | met  | 患者数据不得出院。 | 全部推理在内网完成，数据不出院区。
dep | open | 患者数据不得出院。 | 提供慢病随访的智能外呼服务。
dep | not  | 患者数据不得出院。 | 无法保证数据不出域。
dep | met  | 系统不得上云。 | 支持私有化部署，可在机房离线部署。
dep | not  | 系统不得上云。 | 只提供公有云服务。
dep | met  | 不仅要有网页端，还须支持私有化部署。 | 不仅支持公有云，还支持私有化部署。
dep | met  | 需要支持离线部署。 | 不联网也可离线部署，模型大小 2 GB。
dep | not  | 需要支持离线部署。 | 不能离线部署。
dep | open | 需要支持离线部署。 | 支持私有化部署。
dep | met  | The system must be deployed on-premises. | We support on-premises deployment in your data centre.
dep | not  | The system must be deployed on-premises. | On-premise deployment is not supported.
dep | not  | The system must be deployed on-premises. | SaaS only.
dep | open | The system must be deployed on-premises. | On-premise support is planned for next year.
dep | met  | 须支持边缘部署或私有化部署。 | 支持边缘盒子部署。
dep | not  | 需支持公有云部署。 | 仅支持私有化部署。
stack | met  | 须适配昇腾芯片。 | 已适配昇腾 910B 与鲲鹏处理器。
stack | not  | 须适配昇腾芯片。 | 暂未适配昇腾。
stack | open | 须适配昇腾芯片。 | 昇腾适配中。
stack | open | 须适配昇腾芯片。 | 支持信创环境。
stack | not  | 须适配昇腾芯片。 | 仅支持英伟达显卡。
stack | met  | 平台应满足信创要求。 | 已全面支持信创环境，通过兼容性测试。
stack | met  | 平台应满足国产化要求。 | 适配昇腾、鲲鹏芯片与麒麟操作系统。
stack | open | 平台应满足国产化要求。 | 适配麒麟操作系统。
stack | open | 平台应满足国产化要求。 | 基于 Transformer 的缺陷检测算法。
stack | not  | 平台应满足国产化要求。 | 目前不支持国产化环境。
stack | met  | 需支持麒麟或统信操作系统。 | 兼容统信 UOS。
stack | open | 需适配麒麟操作系统。 | 预计下半年完成麒麟适配。
stack | met  | 不得使用进口芯片。 | 采用国产芯片，支持国产操作系统。
filing | proof | 大模型须完成生成式人工智能服务备案。 | 已完成生成式人工智能服务备案。
filing | met  | 大模型须完成生成式人工智能服务备案。 | 已完成生成式人工智能服务备案，备案号：Henan-XingHe-202409120008。
filing | open | 大模型须完成生成式人工智能服务备案。 | 生成式人工智能服务备案正在办理中。
filing | not  | 大模型须完成生成式人工智能服务备案。 | 尚未完成大模型备案。
filing | open | 大模型须完成生成式人工智能服务备案。 | 已完成算法备案，网信算备410105123456789240011号。
filing | open | 大模型须完成生成式人工智能服务备案。 | 公司网站已在公安机关备案。
filing | met  | 须通过算法备案。 | 算法已备案：网信算备410105123456789240011号。
cert | met  | 须取得二类医疗器械注册证。 | 已取得二类医疗器械注册证，注册证编号：豫械注准20232210456。
cert | proof | 须取得二类医疗器械注册证。 | 已取得二类医疗器械注册证。
cert | not  | 须取得二类医疗器械注册证。 | 尚未取得医疗器械注册证。
cert | open | 须取得二类医疗器械注册证。 | 二类医疗器械注册证申请中。
cert | open | 须取得二类医疗器械注册证。 | 持有二类医疗器械经营备案凭证，编号豫郑食药监械经营备20230099号。
cert | not  | 须取得三类医疗器械注册证。 | 已取得二类医疗器械注册证（豫械注准20232210456）。
cert | met  | 须取得三类医疗器械注册证。 | 国械注准20233210123，三类医疗器械。
cert | open | 须取得三类医疗器械注册证。 | 用于胸部影像的辅助阅片软件。
cert | not  | 须取得二类医疗器械注册证。 | 本产品不属于医疗器械，没有医疗器械注册证。
cert | met  | 系统须通过等保三级测评。 | 平台已通过等保三级测评，备案证明编号 41010099001-24001。
cert | proof | 系统须通过等保三级测评。 | 平台已通过等保三级测评。
cert | not  | 系统须通过等保三级测评。 | 平台通过等级保护二级备案，编号 41010099001-23007。
cert | open | 系统须通过等保三级测评。 | 等保三级测评预计年底完成。
cert | proof | 系统须达到等保三级。 | 满足等保三级要求。
cert | met  | 系统须达到等保二级及以上。 | 通过三级等保，备案证明编号 41010099001-24001。
cert | met  | 传感器须防爆，Ex d IIC T6。 | 防爆标志 Ex d IIC T6 Gb，证书编号 CNEx23.4567X。
cert | not  | 传感器须防爆，等级不低于 Ex d IIC T6。 | 防爆标志 Ex d IIB T4，证书编号 CNEx23.4567X。
cert | proof | 传感器须防爆，等级 Ex d IIC T6。 | 防爆等级达到 ExdIICT6。
cert | open | 传感器须防爆，等级 Ex d IIC T6。 | 采用防爆设计。
cert | not  | 传感器须取得防爆认证。 | 本传感器非防爆型。
cert | met  | 外壳防护等级须达到 IP65。 | 外壳防护等级为 IP66。
cert | not  | 外壳防护等级须达到 IP65。 | 外壳防护等级为 IP54。
cert | open | 外壳防护等级须达到 IP65。 | 铝合金外壳，结构紧凑。
cert | met  | 供应商须通过 ISO 27001 认证。 | 公司通过 ISO/IEC 27001 认证，证书编号 01224ISMS0456R0M。
cert | proof | 供应商须通过 ISO 27001 认证。 | 公司已通过 ISO27001 认证。
cert | open | 供应商须通过 ISO 27001 认证。 | 公司通过 ISO 9001 认证，证书编号 01224Q30456R0M。
cert | not  | 供应商须具备 CMMI 5 级。 | 公司具备 CMMI 3 级，证书编号 66789。
region | met  | 供应商须注册在郑州。 | 公司注册于河南省郑州市高新区。
region | not  | 供应商须注册在郑州。 | 公司注册于上海市浦东新区。
region | open | 供应商须注册在郑州。 | 专注工业视觉十年。
region | met  | 供应商须在郑州设有服务团队。 | 在郑州设有分公司和驻场团队。
region | met  | 供应商须为河南省企业。 | 公司总部位于洛阳。
region | open | 供应商须在本地设有服务团队。 | 全国设有 12 个办事处。
budget | met  | 预算不超过 50 万元。 | 标准版报价 30-45 万元。
budget | not  | 预算不超过 50 万元。 | 整体报价 80 万元。
budget | open | 预算不超过 50 万元。 | 报价 40-60 万元，视规模而定。
budget | open | 预算不超过 50 万元。 | 价格面议。
budget | open | 预算不超过 50 万元。 | 报价 5 万美元。
budget | open | 预算不超过 50 万元。 | 每台单价 8 万元/台。
budget | met  | 项目预算300-500万元。 | 项目报价约 3200000 元。
budget | met  | 预算 0.5 亿元以内。 | 报价 4800 万元。
budget | open | 预算不超过 50 万元。 | 标准版 30 万元起，价格以合同为准。
budget | open | 预算不超过 50 万元。 | 为客户节省费用 30 万元。
trl | met  | 技术成熟度不低于 TRL7。 | 当前成熟度 TRL 8。
trl | met  | 要求 TRL7 以上。 | 成熟度：TRL 7-8。
trl | not  | 要求 TRL7 以上。 | 成熟度为 TRL5。
trl | open | 要求 TRL7 以上。 | 成熟度 TRL 6-8。
trl | open | 要求 TRL7 以上。 | 预计年底达到 TRL 8。
trl | open | 要求 TRL7 以上。 | 技术成熟，应用广泛。
trl | met  | Technology readiness must be at least TRL 7. | Maturity: TRL 8.
time | met  | 要求 8 周内交付。 | 交付周期 6 周。
time | not  | 要求 8 周内交付。 | 交付周期 3 个月。
time | met  | 要求两个月内交付。 | 交付周期为 30 天。
time | open | 要求 8 周内交付。 | 交付周期 6-10 周。
time | open | 要求 8 周内交付。 | 交付周期 30 个工作日。
time | open | 要求 8 周内交付。 | 交付迅速，服务周到。
time | open | 要求 8 周内交付。 | 交付后提供 1 周培训。
time | met  | Delivery within 3 months is required. | Delivery takes 8 weeks.
kpi | met  | 识别准确率不低于98%。 | 识别准确率达到99.2%。
kpi | not  | 识别准确率不低于98%。 | 识别准确率为96.5%。
kpi | open | 识别准确率不低于98%。 | 采用高精度识别算法，准确率高。
kpi | open | 识别准确率不低于98%。 | 识别准确率最高可达99%。
kpi | open | 识别准确率不低于98%。 | 目标识别准确率达到99%，正在研发中。
kpi | open | 识别准确率不低于98%。 | 识别准确率较传统方法提升20%。
kpi | open | 识别准确率不低于98%。 | 实验室条件下识别准确率99.1%。
kpi | not  | 识别准确率不低于98%。 | 识别准确率未达到98%。
kpi | met  | 识别准确率不低于百分之九十八。 | 准确率98.6%。
kpi | open | 夜间识别准确率不低于98%。 | 识别准确率99%。
kpi | open | 识别准确率不低于98%。 | 人工识别准确率约 99%。
kpi | open | 识别准确率不低于98%。 | 误差不超过2%。
kpi | open | 识别准确率不低于98%。 | 召回率99%。
kpi | met  | 测量精度≤1 %FS。 | 测量精度 ±0.5%FS。
kpi | open | 测量精度≤1 %FS。 | 测量精度 0.5%。
kpi | not  | 测量精度≤1 %FS。 | 精度：2%FS。
kpi | met  | 测量误差不超过满量程的1%。 | 误差≤0.8%F.S.
kpi | met  | 测量误差小于0.5mm。 | 测量误差≤300μm。
kpi | not  | 测量误差小于0.5mm。 | 测量误差约 0.8 mm。
kpi | open | 测量误差小于0.5mm。 | 高精度测量。
kpi | met  | 响应时间不超过3秒。 | 响应时间≤800 ms。
kpi | not  | 响应时间不超过3秒。 | 响应时间 5 秒。
kpi | open | 响应时间不超过3秒。 | 毫秒级响应。
kpi | open | 响应时间不超过3秒。 | 响应时间缩短40%。
kpi | met  | 响应时间不超过3秒。 | 响应时间由8秒缩短至2秒。
kpi | open | 响应时间不超过1秒。 | 最快0.5秒响应。
kpi | open | 推理时延不超过 200 ms。 | 推理时延不超过 500 ms。
kpi | met  | Latency must be below 200 ms. | Latency of 0.15 s on edge devices.
kpi | met  | Recognition accuracy of at least 98% is required. | It delivers 98.7% accuracy.
kpi | not  | Recognition accuracy of at least 98% is required. | Accuracy is 95%.
kpi | open | Recognition accuracy of at least 98% is required. | Highly accurate recognition.
kpi | open | Recognition accuracy of at least 98% is required. | Accuracy up to 99%.
kpi | met  | 误报率低于 1%。 | 误报率为 5‰。
kpi | not  | 误报率低于 1%。 | 误报率为 3%。
kpi | met  | 工作温度须为 -20~60℃。 | 工作温度：-40～85℃。
kpi | not  | 工作温度须为 -20~60℃。 | 工作温度 0～50℃。
kpi | met  | 量程须覆盖 0-10 MPa，量程 0~10 MPa。 | 量程 0~16000 kPa。
kpi | met  | 要求支持百万级数据量。 | 已处理数据量 300 万条以上，数据量上亿级。
kpi | met  | 续航时间不少于 8 小时。 | 续航时间 10 小时。
kpi | open | 续航时间不少于 8 小时。 | 超长续航。
kpi | met  | 表面缺陷检出率≥99%。 | 对表面缺陷的检出率达到99.5%以上。
kpi | open | 表面缺陷检出率≥99%。 | 焊缝气孔检出率99.5%。
kpi | met  | F1≥0.9。 | F1 值 0.93。
kpi | open | 漏检率≤0.5%。 | 漏检率低。
kpi | met  | 功耗不超过 500 mW。 | 功耗 0.3 W。
kpi | not  | 功耗不超过 500 mW。 | 功耗 0.3 MW。
""")


FRESH = table("""
dep | met  | 平台必须能够私有化部署在我院机房。 | 可私有化部署，也可按年订阅云服务。
dep | not  | 平台必须能够私有化部署在我院机房。 | 我们只提供云端 SaaS，无法私有化部署。
dep | open | 平台必须能够私有化部署在我院机房。 | 若需私有化部署，请与销售联系。
dep | open | 平台必须能够私有化部署在我院机房。 | 已服务二十余家三甲医院。
dep | not  | 平台必须能够私有化部署在我院机房。 | 私有化部署（暂不支持）。
dep | open | 平台必须能够私有化部署在我院机房。 | 我们不是不支持私有化部署，只是需要评估。
dep | met  | 模型须支持本地化部署，可离线运行。 | 全部功能支持本地化部署，并支持离线部署。
dep | open | 模型须支持本地化部署。 | 很多厂商不支持本地化部署。
dep | open | 模型须支持本地化部署。 | 未来将支持本地化部署。
dep | not  | 模型须支持本地化部署。 | 出于维护考虑，我们不再提供本地化部署。
dep | met  | 数据不能离开厂区。 | 支持边缘部署，生产数据不离开厂区。
dep | open | 数据不能离开厂区。 | 数据加密后上传云端处理。
dep | met  | The solution shall run on premise. | Available as a self-hosted edition.
dep | not  | The solution shall run on premise. | We do not offer on-premise deployment.
dep | open | The solution shall run on premise. | Contact us if you need on-premise deployment.
dep | met  | 需要公有云 SaaS 服务。 | 以 SaaS 方式提供，开通即用。
dep | open | 严禁使用公有云。 | 采用 BERT 模型进行病历质控。
stack | met  | 须适配鲲鹏处理器和麒麟操作系统。 | 已完成与鲲鹏、麒麟的适配认证。
stack | open | 须适配鲲鹏处理器和麒麟操作系统。 | 已完成与鲲鹏的适配。
stack | not  | 须适配鲲鹏处理器和麒麟操作系统。 | 不支持鲲鹏、麒麟等国产平台。
stack | open | 数据库须支持达梦。 | 支持 MySQL 与 PostgreSQL。
stack | not  | 数据库须支持达梦。 | 达梦数据库尚未适配。
stack | open | 软件须满足信创要求。 | 可根据项目定制开发信创版本。
stack | open | 软件须满足信创要求。 | 提供信创咨询服务。
stack | met  | The model must run on Ascend. | Runs on Ascend and Kunpeng servers.
stack | not  | The model must run on Ascend. | It does not run on Ascend.
filing | met  | 所用大模型应已完成备案。 | 大模型备案号：Beijing-YunHe-202408150031。
filing | proof | 所用大模型应已完成备案。 | 模型已备案，大模型备案已通过网信办审核。
filing | not  | 所用大模型应已完成备案。 | 大模型备案：无。
filing | open | 所用大模型应已完成备案。 | 大模型备案已提交申请，等待批复。
filing | open | 所用大模型应已完成备案。 | 基于自研大模型的公文写作助手。
cert | not  | 产品须具备三类医疗器械注册证。 | 未取得三类医疗器械注册证。
cert | proof | 产品须具备三类医疗器械注册证。 | 具备 NMPA 三类证。
cert | met  | 产品须具备三类医疗器械注册证。 | 获国家药监局三类医疗器械注册证（国械注准20243210888）。
cert | open | 产品须具备三类医疗器械注册证。 | 三类医疗器械注册证编号：申请中。
cert | open | 产品须具备医疗器械注册证。 | 协助客户办理医疗器械注册证。
cert | open | 产品须具备二类医疗器械注册证。 | 我们的合作伙伴持有二类医疗器械注册证。
cert | met  | 信息系统应通过网络安全等级保护三级测评。 | 系统通过网络安全等级保护第三级测评，备案证明编号：37010034567-24003。
cert | not  | 信息系统应通过网络安全等级保护三级测评。 | 等保三级未通过。
cert | open | 信息系统应通过网络安全等级保护三级测评。 | 已通过等保测评，备案证明编号：37010034567-24003。
cert | open | 信息系统应通过网络安全等级保护三级测评。 | 有多个等保三级项目的建设经验。
cert | not  | 仪表防爆等级应达到 Ex ia IIC T4。 | 防爆等级 Ex ia IIB T4，合格证号 GYB23.1234X。
cert | met  | 仪表防爆等级应达到 Ex ia IIC T4。 | 防爆等级 Ex ia IIC T6，防爆合格证编号 GYB23.1234X。
cert | open | 仪表防爆等级应达到 Ex ia IIC T4。 | 防爆等级 Ex d IIC T6，防爆合格证编号 GYB23.1234X。
cert | met  | 防护等级不低于 IP54。 | 防护等级 IP65。
cert | open | 防护等级不低于 IP65。 | 防护等级 IP68。
cert | met  | 投标单位须具备 CMMI 3 级证书。 | 通过 CMMI 5 级认证，证书编号 70456。
cert | not  | 投标单位须具备 CMMI 3 级证书。 | 公司没有 CMMI 证书。
region | not  | 供应商须在洛阳注册。 | 总部位于深圳。
region | met  | 供应商须在洛阳注册。 | 注册地：河南省洛阳市涧西区。
region | open | 供应商须在洛阳注册。 | 在洛阳设有服务团队。
region | open | 供应商须在洛阳设有服务团队。 | 总部位于深圳。
region | not  | 供应商须在洛阳设有服务团队。 | 公司未在洛阳设立服务团队。
budget | met  | 最高限价 120 万元。 | 报价 98 万元。
budget | not  | 最高限价 120 万元。 | 报价 150 万元起。
budget | met  | 经费约 200 万元。 | 全套价格 120-180 万元。
budget | open | 经费约 200 万元。 | 年费 20 万元/年，价格优惠。
budget | open | 经费约 200 万元。 | 已获融资 3000 万元。
budget | open | The budget is at most 300,000 RMB. | Pricing on request.
budget | met  | The budget is at most 300,000 RMB. | The price is 240,000 RMB.
budget | not  | The budget is at most 300,000 RMB. | The price is 400,000 RMB.
trl | not  | 成熟度须达到 TRL 8 级。 | 成熟度 TRL 6 级。
trl | open | 成熟度须达到 TRL 8 级。 | 处于小试阶段。
trl | met  | TRL≥6。 | 技术成熟度等级：7级。
trl | open | TRL≥6。 | 目标是两年内达到 TRL 7。
time | met  | 签约后 60 天内完成交付。 | 4-6 周可交付。
time | not  | 签约后 60 天内完成交付。 | 交付周期约 6 个月。
time | open | 签约后 60 天内完成交付。 | 交付周期 2 个月。
time | open | 签约后 60 天内完成交付。 | 7×24 小时响应，2 小时到场。
time | open | 签约后 60 天内完成交付。 | 最快 2 周交付。
time | met  | 半年内上线。 | 三个月上线。
kpi | met  | 检测准确率应达到95%以上。 | 检测准确率稳定在97%以上。
kpi | not  | 检测准确率应达到95%以上。 | 检测准确率不足90%。
kpi | open | 检测准确率应达到95%以上。 | 检测准确率大于90%。
kpi | open | 检测准确率应达到95%以上。 | 公开数据集上检测准确率97%。
kpi | open | 检测准确率应达到95%以上。 | 检测准确率约95%。
kpi | open | 检测准确率应达到95%以上。 | 误识别率3%。
kpi | open | 检测准确率应达到95%以上。 | 检测准确率有望达到97%。
kpi | open | 检测准确率应达到95%以上。 | 白天检测准确率97%，夜间93%。
kpi | open | 检测准确率应达到95%以上。 | 竞品检测准确率为97%。
kpi | open | 检测准确率应达到95%以上。 | 覆盖率97%。
kpi | met  | 检测准确率应达到95%以上。 | 经第三方检测，准确率为 97.2 %。
kpi | met  | 目前准确率约85%，要求提升至98%以上。 | 准确率98.8%。
kpi | met  | 定位误差不大于 5 cm。 | 定位误差±2cm。
kpi | not  | 定位误差不大于 5 cm。 | 定位误差 0.1 m。
kpi | open | 定位误差不大于 5 cm。 | 测温误差±0.5℃。
kpi | met  | 定位精度优于 5 厘米。 | 定位精度 20 mm。
kpi | open | 测温误差不大于 0.5℃。 | 测温误差 0.3%。
kpi | met  | 单帧处理时间不超过 50 毫秒。 | 单帧处理时间 0.03 秒。
kpi | open | 单帧处理时间不超过 50 毫秒。 | 实时处理。
kpi | not  | 接口响应时间小于 500ms。 | 接口响应时间在 1 秒左右。
kpi | met  | 接口响应时间小于 500ms。 | 接口平均响应时间低于 200ms。
kpi | open | 端到端时延不高于 100 ms。 | 时延降低至原来的50%。
kpi | met  | 并发用户数不少于 1000。 | 支持并发用户数 5000。
kpi | not  | 并发用户数不少于 1000。 | 最大并发用户数 500。
kpi | open | 并发用户数不少于 1000。 | 支持高并发。
kpi | met  | 可用性不低于 99.9%。 | 系统可用性达 99.95%。
kpi | not  | 可用性不低于 99.9%。 | 系统可用性达 99.5%。
kpi | met  | 检测浓度误差 ≤ 3 %FS，响应时间 T90 ≤ 30 s。 | 误差 ±2 %FS；响应时间（T90）≤ 0.4 分钟。
kpi | met  | Response time must not exceed 2 seconds. | Response time is 900 ms.
kpi | open | Response time must not exceed 2 seconds. | Response time improved by 40%.
kpi | open | Response time must not exceed 2 seconds. | Fast response.
kpi | not  | False alarm rate below 2% is required. | The false alarm rate is 4%.
kpi | open | False alarm rate below 2% is required. | The false alarm rate is expected to be 1%.
kpi | met  | False alarm rate below 2% is required. | False alarm rate of 5‰.
kpi | met  | 整机重量不超过 2 kg。 | 整机重量 1500 克。
kpi | not  | 整机重量不超过 2 kg。 | 重量：2.6千克。
kpi | met  | 工作压力范围之外，量程须为 0～1 MPa。 | 量程：0-1.6MPa。
kpi | open | 采样频率不低于 1 kHz。 | 采样频率可选。
kpi | met  | 采样频率不低于 1 kHz。 | 采样频率 2000 Hz。
""")
