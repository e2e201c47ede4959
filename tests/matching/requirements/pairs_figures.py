"""Figures: a demand is met only by the same quantity of the same object in the same unit. All invented, written last; with
the figures of the other tables they make the three hundred that the README counts."""

from tests.matching.requirements.pairs import table

FIGURES = table("""
kpi | met  | 肺结节检出灵敏度不低于95%。 | 肺结节检出灵敏度 95.8%（直径≥4mm）。
kpi | met  | 肺结节灵敏度不低于95%。 | 肺结节检出灵敏度达到96%。
kpi | open | 肺结节检出灵敏度不低于95%。 | 肝脏病灶检出灵敏度 97%。
kpi | open | 肝占位灵敏度不低于95%。 | 乳腺肿块灵敏度 96.5%。
kpi | not  | 肺结节检出灵敏度不低于95%。 | 肺结节检出灵敏度 91%。
kpi | met  | 滚刀磨损量估计误差不超过4毫米。 | 磨损估计误差 3mm（滚刀，开舱实测98把）。
kpi | not  | 滚刀磨损量估计误差不超过4毫米。 | 磨损估计误差 6mm（滚刀，开舱实测98把）。
kpi | open | 滚刀磨损量估计误差不超过4毫米。 | 姿态预测误差 ±9毫米。
kpi | open | 余高测量误差不超过0.2毫米。 | 焊枪位姿跟踪误差≤0.1毫米。
kpi | met  | 余高测量误差不超过0.2毫米。 | 余高测量误差 ±0.1 毫米。
kpi | met  | 须提前20分钟以上预警。 | 提前20到90分钟预警。
kpi | open | 须提前60分钟以上预警。 | 提前20到90分钟预警。
kpi | met  | 预警提前量不少于30分钟。 | 预警提前量 45 分钟。
kpi | not  | 预警提前量不少于30分钟。 | 预警提前量 10 分钟。
kpi | met  | 拥堵提前预警时间不少于20分钟。 | 拥堵预警提前量 25分钟。
kpi | met  | 至少提前两小时预警。 | 提前150分钟预警。
kpi | met  | Lead time of at least 6 hours is required. | Warns 6.2 hours before ICU transfer.
kpi | not  | Lead time of at least 6 hours is required. | Warns 3 hours before ICU transfer.
kpi | met  | 提前48小时以上提示漏液。 | 漏液提前72小时提示。
kpi | open | 提前48小时以上提示漏液。 | 提前提示漏液。
kpi | met  | 边缘设备功耗须不超过15 W。 | 边缘设备功耗 12 W。
kpi | open | 边缘设备功耗须不超过15 W。 | 支持边缘设备部署。
kpi | not  | 边缘设备功耗须不超过15 W。 | 边缘设备功耗 25 W。
kpi | met  | 整机功耗须不超过15 W。 | 功耗 9500 mW。
kpi | open | 漏诊率须低于1‰。 | 误诊率 0.5‰。
kpi | met  | 漏检率须低于1‰。 | 漏检率 0.08%。
kpi | not  | 漏检率须低于1‰。 | 漏检率 0.3%。
kpi | met  | 误剔率不超过1%。 | 误剔率 0.9%（原机为3.4）。
kpi | not  | 误剔率不超过1%。 | 误剔率 3.4%。
kpi | open | 误剔率不超过1%。 | 误报率 0.5%。
kpi | met  | 验布速度不低于40米/分钟。 | 验布速度 60米/分钟。
kpi | not  | 验布速度不低于40米/分钟。 | 验布速度 30米/分钟。
kpi | open | 验布速度不低于40米/分钟。 | 最高线速度 900 m/min。
kpi | open | 分拣准确率不低于99%。 | 包裹分拣准确率 99.4%，包裹破损率 0.1%。
kpi | open | 语音识别准确率不低于95%。 | 图像识别准确率 98%。
kpi | met  | 语音识别准确率不低于95%。 | 语音识别准确率 96.5%，图像识别准确率 91%。
kpi | open | 裂纹召回率不低于90%。 | 气孔召回率 94%。
kpi | met  | 裂纹召回率不低于90%。 | 裂纹召回率 91.2%（长度大于2毫米）。
kpi | met  | 字段提取准确率不低于96%。 | 字段提取准确率 97%（发票、箱单、运单）。
kpi | open | 发票字段提取准确率不低于96%。 | 病历字段提取准确率 97%。
kpi | met  | 定位误差不超过50米。 | 定位误差 30 m（8公里内双塔）。
kpi | not  | 定位误差不超过50米。 | 定位误差 120 m（8公里内双塔）。
kpi | met  | 派单准确率不低于90%。 | 智能派单准确率达到93%。
kpi | open | 首次派单准确率不低于90%。 | 首页编码准确率 93%。
kpi | met  | 单张处理时间不超过2秒。 | 单张处理时间 1.4 s。
kpi | met  | 初稿用时不超过60秒。 | 初稿用时 40 秒。
kpi | not  | 初稿用时不超过30秒。 | 初稿用时 40 秒。
kpi | open | 退单率不超过5%。 | 重复诉求归并率 95%。
kpi | met  | 退单率不超过5%。 | 退单率 4.2%。
kpi | open | 退单率不超过5%。 | 退单率由14.7%降到5.1%，平均派单时间3分钟。
kpi | met  | 采样间隔不超过1分钟。 | 采样间隔 30 秒。
kpi | met  | 电池寿命不少于5年。 | 电池寿命 6 年。
kpi | not  | 电池寿命不少于5年。 | 电池寿命 3 年。
kpi | open | 电池寿命不少于5年。 | 轴承寿命 8 年。
kpi | open | 误报不超过每年2次/只，误报少于2次/只。 | 误报 1.2次/百点/月。
kpi | met  | 检出限不高于0.5 mg/L。 | 检出限 0.1 mg/L。
kpi | open | 氨氮检出限不高于0.5 mg/L。 | 总磷检出限 0.1 mg/L。
kpi | met  | 称重误差不超过1%。 | 称重误差 0.5%。
kpi | open | 称重误差不超过1%。 | 称重误差 20 克。
kpi | met  | 面积误差不超过6%。 | 面积误差 4%。
kpi | open | 村级面积误差不超过6%。 | 单产误差 4%。
kpi | met  | 耐受温度不低于150℃。 | 耐受温度 180 ℃（短时，水冷护罩）。
kpi | not  | 耐受温度不低于150℃。 | 耐受温度 120 ℃。
kpi | met  | 接通率不低于80%。 | 接通率 86%。
kpi | open | 随访完成率不低于88%。 | 教案可用率 91%。
kpi | met  | 帧率不低于25 fps。 | 帧率 30 fps。
kpi | met  | 通信距离不少于2公里。 | 通信距离 3500 米。
kpi | not  | 通信距离不少于2公里。 | 通信距离 800 米。
kpi | met  | 并发路数不少于40路。 | 单台支持并发路数 64 路。
kpi | not  | 并发路数不少于40路。 | 并发路数 16 路。
kpi | met  | 幅宽不小于1.8米。 | 幅宽 2400 毫米。
kpi | open | 幅宽不小于1.8米。 | 安装高度 2.4 米。
kpi | open | 一致率不低于85%。 | 成功率 92%。
kpi | met  | 医生标注一致率不低于85%。 | 医生标注一致率 88%。
kpi | met  | Sensitivity for lung nodules of at least 95% is required. | Sensitivity for lung nodules is 96%.
kpi | open | Liver lesion sensitivity of at least 95% is required. | Lung nodule sensitivity is 97%.
kpi | met  | Lung nodule sensitivity of at least 95% is required. | Lung nodule sensitivity is 97%.
kpi | not  | Lung nodule sensitivity of at least 95% is required. | Lung nodule sensitivity is 90%.
kpi | met  | Power consumption must not exceed 15 W. | Power consumption of 12 W.
kpi | open | Power consumption must not exceed 15 W. | Runs on edge devices.
kpi | met  | F1 of at least 0.85 is required. | F1 of 0.87.
kpi | not  | F1 of at least 0.9 is required. | F1 of 0.87.
budget | open | 项目预算不超过30万元。 | 单价 35—120元/颗。
budget | open | 项目预算不超过30万元。 | 价格 45—60元/只。
budget | open | 项目预算不超过15万元。 | 收费：每完成一例4至9元。
budget | open | 项目预算不超过12万元。 | 收费每篇0.12元。
budget | open | 预算300万元以内。 | 每把刀位报价1.9万元。
budget | open | 预算20万元以内。 | 480元/只，价格含税。
budget | open | 预算20万元以内。 | 价格 2900元/台，千台起。
budget | met  | 预算300万元以内。 | 全套报价 35—50万元。
budget | not  | 预算30万元以内。 | 整套报价 35—50万元。
budget | open | 预算30万元以内。 | 按年订阅，每年3万元，价格含升级。
budget | met  | 项目预算不超过26万元。 | 整体报价 18 万元（含一年维护）。
budget | open | The budget is at most 300,000 RMB. | The price is 40 RMB per unit.
time | met  | 要求12周内交付。 | 交付周期 8 周。
time | not  | 要求12周内交付。 | 交付周期 20 周。
time | open | 要求12周内交付。 | 交付后8周内完成培训。
time | met  | 90天内上线。 | 上线周期 8 周。
trl | met  | 成熟度不低于 TRL 7。 | 成熟度：TRL 8。
trl | not  | 成熟度不低于 TRL 7。 | 成熟度：TRL 4。
""")
