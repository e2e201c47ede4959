"""Pairs written when the reader was done: sentences that lure it into "met", and an ordinary last set."""

from tests.matching.requirements.pairs import table

# Written last, against the reader: sentences meant to lure it into a wrong "met".
TRAPS = table("""
dep | not  | 须支持私有化部署。 | 公有云部署（支持），私有化部署（不支持）。
dep | not  | 须支持私有化部署。 | 支持私有化部署的版本尚未发布。
dep | open | 须支持私有化部署。 | 是否支持私有化部署？请咨询客服。
dep | open | 须支持私有化部署。 | 私有化部署功能开发中。
dep | not  | 须支持私有化部署。 | 取消了对私有化部署的支持。
dep | not  | 须支持私有化部署。 | 支持公有云、混合云部署，但不含私有化。
dep | open | 须支持私有化部署。 | 曾经支持私有化部署。
dep | open | 须支持私有化部署。 | 私有化部署客户占行业三成。
dep | not  | 须支持私有化部署。 | 我们既不支持私有化部署，也不支持离线部署。
dep | open | 须支持私有化部署。 | 满足条件的客户可申请私有化部署。
dep | not  | 须支持私有化部署。 | Private deployment: no.
dep | open | 须支持私有化部署。 | We are considering on-premise deployment.
dep | open | 须支持私有化部署。 | 比私有化部署更省钱的云服务。
dep | open | 须支持私有化部署。 | 替代私有化部署，提供云端服务。
dep | open | 数据不得出域。 | 帮助客户实现数据不出域的咨询服务。
dep | open | 数据不得出域。 | 支持私有化部署。
stack | open | 须适配昇腾。 | 性能超过昇腾平台上的同类模型。
stack | open | 须适配昇腾。 | 昇腾版本正在测试。
stack | not  | 须适配昇腾。 | 已适配英伟达显卡，昇腾未适配。
stack | open | 须适配昇腾。 | 可移植到昇腾，需额外开发。
stack | open | 须适配昇腾。 | 已适配海光与麒麟。
filing | open | 大模型须完成备案。 | 基于已备案大模型二次开发，尚未单独备案。
filing | open | 大模型须完成备案。 | 大模型备案号：待批。
filing | open | 大模型须完成备案。 | 网站备案号：豫ICP备2023001234号。
cert | open | 须取得二类医疗器械注册证。 | 计划 2026 年取得二类医疗器械注册证。
cert | open | 须取得二类医疗器械注册证。 | 取得一类医疗器械生产备案，编号豫郑药监械生产备20230012号。
cert | not  | 须取得二类医疗器械注册证。 | 取得一类医疗器械备案凭证，豫郑械备20230012。
cert | not  | 须取得二类医疗器械注册证。 | 二类医疗器械注册证（豫械注准20182210456）已过期。
cert | open | 须通过等保三级。 | 部署在通过等保三级的政务云机房。
cert | open | 须通过等保三级。 | 协助客户通过等保三级测评。
cert | not  | 须通过等保三级。 | 只通过了等保二级，备案证明编号 41010099001-24001。
cert | open | 须通过 ISO 27001 认证。 | 按照 ISO 27001 体系建设，计划 2026 年认证。
cert | not  | 须防爆，Ex d IIC T6。 | Ex d IIC T4，证书编号 CNEx23.9999。
region | open | 供应商须注册在郑州。 | 产品已在郑州多家企业应用。
region | open | 供应商须注册在郑州。 | 计划在郑州设立子公司。
region | not  | 供应商须注册在郑州。 | 公司注册于杭州，未在郑州注册。
budget | open | 预算不超过 50 万元。 | 报价低至 20 万元起。
budget | open | 预算不超过 50 万元。 | 项目为客户创造价格优势，合同额 30 万元。
budget | open | 预算不超过 50 万元。 | 报价每年 20 万元。
budget | not  | 预算不超过 50 万元。 | 价格不低于 60 万元。
trl | open | 要求 TRL7 以上。 | 规划 TRL 9。
trl | open | 要求 TRL7 以上。 | TRL5-8 不同模块成熟度不一。
time | open | 要求 8 周内交付。 | 已连续 4 周按时交付，口碑良好。
time | open | 要求 8 周内交付。 | 质保 2 周，交付时间面议。
time | not  | 要求 8 周内交付。 | 交付周期不少于 12 周。
kpi | open | 准确率不低于98%。 | 训练集准确率99.9%。
kpi | open | 准确率不低于98%。 | 最高准确率99%。
kpi | open | 准确率不低于98%。 | 对比人工，准确率从80%提升了15%。
kpi | not  | 准确率不低于98%。 | 准确率从80%提升到95%。
kpi | open | 准确率不低于98%。 | 客户要求准确率99%。
kpi | open | 准确率不低于98%。 | 准确率99%的目标尚未实现。
kpi | open | 准确率不低于98%。 | 车牌准确率99%。
kpi | open | 准确率不低于98%。 | 拒识率99%。
kpi | not  | 准确率不低于98%。 | 错误率低，准确率 0.95。
kpi | open | 准确率不低于98%。 | 准确率98。
kpi | open | 准确率不低于98%。 | 前五准确率（Top-5）99%。
kpi | open | 准确率不低于98%。 | 准确率 99%（白天），92%（夜间）。
kpi | open | 准确率不低于98%。 | 准确率接近99%。
kpi | open | 准确率不低于98%。 | 准确率不超过99%。
kpi | open | 响应时间不超过 2 秒。 | 最短响应时间 0.5 秒。
kpi | open | 响应时间不超过 2 秒。 | 响应时间减少 1 秒。
kpi | open | 响应时间不超过 2 秒。 | 售后响应时间 1 小时，推理耗时 1 秒。
kpi | not  | 响应时间不超过 2 秒。 | 响应时间 1 分钟。
kpi | open | 误差不超过 1 mm。 | 误差不超过 1%。
kpi | open | 误差不超过 1 mm。 | 误差最小可达 0.2 mm。
kpi | open | 误差不超过 1 mm。 | 角度误差 0.5°。
kpi | open | 测量精度 ≤0.5 %FS。 | 重复性 0.2 %FS。
kpi | open | 测量精度 ≤0.5 %FS。 | 分辨率 0.1 %FS。
kpi | open | 工作温度须为 -20~60℃。 | 工作温度 25℃。
kpi | open | 漏检率不高于 0.1%。 | 漏检率几乎为零。
kpi | open | 漏检率不高于 0.1%。 | 漏检率降低 99%。
kpi | open | 续航不少于 8 小时。 | 续航最长 10 小时。
kpi | open | 续航不少于 8 小时。 | 充电 8 小时，续航持久。
kpi | open | Accuracy of at least 98% is required. | Accuracy of 99% in the lab.
kpi | open | Accuracy of at least 98% is required. | Our target accuracy is 99%.
kpi | open | Accuracy of at least 98% is required. | Unlike competitors with 99% accuracy, we focus on speed.
kpi | not  | Accuracy of at least 98% is required. | Accuracy does not reach 98%.
kpi | open | Latency within 100 ms is required. | Latency as low as 50 ms.
""")

# Written when the reader was done and read once: the figures of README.md come from the first reading.
BLIND = table("""
dep | met  | 要求私有化部署于集团机房。 | 提供标准云服务，同时支持在客户机房私有化部署。
dep | met  | 要求私有化部署于集团机房。 | 部署方式：私有化 / SaaS。
dep | not  | 要求私有化部署于集团机房。 | 本服务以 SaaS 形式交付，不提供私有化版本。
dep | open | 要求私有化部署于集团机房。 | 私有化部署暂处于内测阶段。
dep | open | 要求私有化部署于集团机房。 | 私有化部署价格较高，一般不推荐。
dep | open | 要求私有化部署于集团机房。 | 具备丰富的私有化部署项目经验。
dep | met  | 监控画面数据不得出园区。 | 边缘盒子本地分析，数据不出园区。
dep | open | 监控画面数据不得出园区。 | 数据传输全程加密。
dep | not  | 系统须能离线部署。 | 必须联网使用，不支持离线部署。
dep | met  | Must support air-gapped operation. | It runs fully offline and supports air-gapped sites.
dep | not  | Must support on-premises installation. | No on-premises version is available.
stack | met  | 须支持海光处理器。 | 支持飞腾、海光、鲲鹏等国产处理器。
stack | not  | 须支持海光处理器。 | 支持飞腾和鲲鹏，不支持海光。
stack | open | 须支持海光处理器。 | 兼容主流 CPU。
stack | met  | 系统须全面国产化。 | 实现软硬件国产化，自主可控。
stack | open | 系统须全面国产化。 | 国产化替代正在推进。
stack | open | 系统须全面国产化。 | 核心算法已获国家发明专利。
filing | met  | 大模型应通过网信办备案。 | 自研大模型已备案，备案号 Shanghai-LanTing-202411050009。
filing | proof | 大模型应通过网信办备案。 | 自研大模型已通过网信办备案。
filing | not  | 大模型应通过网信办备案。 | 大模型备案未完成。
cert | met  | 软件须有二类医疗器械注册证。 | 二类医疗器械注册证：粤械注准20222210077。
cert | not  | 软件须有二类医疗器械注册证。 | 暂无二类医疗器械注册证。
cert | open | 软件须有二类医疗器械注册证。 | 二类医疗器械注册证已受理，受理号 CQZ2400123。
cert | proof | 系统须满足等级保护三级。 | 已完成等级保护三级测评。
cert | met  | 系统须满足等级保护三级。 | 等保三级，备案证明编号：44030012345-24007。
cert | not  | 探头须为 Ex d IIC T4 防爆。 | 探头不防爆。
cert | met  | 探头须为 Ex d IIC T4 防爆。 | 防爆标志为 Ex d IIC T5，防爆合格证号：CE21.2345。
cert | open | 探头须为 Ex d IIC T4 防爆。 | 可选配防爆外壳。
cert | met  | 外壳须达到 IP67。 | 外壳达到 IP68 防护等级。
region | met  | 供应商须为郑州市企业。 | 注册地址：郑州市金水区。
region | not  | 供应商须为郑州市企业，注册在郑州。 | 注册地址：武汉市洪山区。
budget | met  | 预算 80 万元以内。 | 系统报价 65 万元。
budget | met  | 预算 80 万元以内。 | 价格区间 500,000-700,000 元。
budget | not  | 预算 80 万元以内。 | 报价 1.2 百万元。
budget | open | 预算 80 万元以内。 | 报价 70-100 万元。
budget | open | 预算 80 万元以内。 | 单价 2 万元/路。
trl | met  | 技术成熟度 TRL6 及以上。 | TRL 9，已规模应用。
trl | not  | 技术成熟度 TRL6 及以上。 | 目前为 TRL4。
trl | open | 技术成熟度 TRL6 及以上。 | TRL 5~7。
time | met  | 须在 3 个月内交付。 | 合同签订后 6 周内交付。
time | not  | 须在 3 个月内交付。 | 供货周期 20 周。
time | open | 须在 3 个月内交付。 | 交付时间视现场条件而定。
kpi | met  | 缺陷识别准确率不低于 97%。 | 缺陷识别准确率 98.3%，漏检率 0.4%。
kpi | not  | 缺陷识别准确率不低于 97%。 | 缺陷识别准确率 93%，漏检率 0.4%。
kpi | open | 缺陷识别准确率不低于 97%。 | 缺陷识别准确率大幅提升。
kpi | open | 缺陷识别准确率不低于 97%。 | 缺陷识别准确率预期可达 99%。
kpi | met  | 系统响应时间应小于 1 秒。 | 系统响应时间小于 0.6 秒。
kpi | met  | 系统响应时间应小于 1 秒。 | 响应时间 300 毫秒以内。
kpi | not  | 系统响应时间应小于 1 秒。 | 响应时间 3 秒左右。
kpi | open | 系统响应时间应小于 1 秒。 | 响应迅速。
kpi | met  | 测温精度 ±0.5℃ 以内。 | 测温精度 ±0.3℃。
kpi | not  | 测温精度 ±0.5℃ 以内。 | 测温精度 ±1℃。
kpi | met  | 传感器精度不低于 0.5%FS。 | 精度 0.2%FS。
kpi | open | 传感器精度不低于 0.5%FS。 | 精度 0.2%。
kpi | met  | 工作温度应覆盖 -10~50℃。 | 工作温度 -20℃~60℃。
kpi | met  | 视频接入路数不少于 200 路。 | 最大接入路数 500 路。
kpi | not  | 误报率不超过 2%。 | 误报率 5%。
kpi | open | 误报率不超过 2%。 | 误报率低至 1%。
kpi | met  | 平均无故障时间不少于 20000 小时。 | MTBF 30000 小时。
kpi | met  | Detection accuracy shall be no less than 95%. | Detection accuracy of 97.5% in production.
kpi | not  | Detection accuracy shall be no less than 95%. | The detection accuracy is 91%.
kpi | met  | Latency must not exceed 300 ms. | Latency is below 0.2 seconds.
""")
