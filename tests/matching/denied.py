"""Pairs of what is asked and what a supply says of it, with whether it says no to it; all invented for these tests.

`no`: the sentence says that what is asked is not done, not there, or not meant. `fine`: it does not, however much it sounds like
it (不仅, 无人机, non-invasive), or it says no to something else. Each row: verdict, question, sentence.

``CHINESE`` and ``ENGLISH`` were written before the reader, which was mended until it read them; ``FRESH`` was written afterwards.
"""

from typing import NamedTuple


class Row(NamedTuple):
    denied: bool
    question: str
    sentence: str


def table(text: str) -> list[Row]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [Row(verdict == "no", question, sentence) for verdict, question, sentence in rows]


CHINESE = table("""
no   | 门诊病历内涵质控 | 目前没有内涵质控功能，也不读历史病历。
no   | 对组织学切片做分级 | 软件不处理组织学切片。
no   | 乳腺钼靶筛查 | 乳腺、骨骼与腹部不在适用范围内，请勿据此要求扩展演示。
no   | 平台须私有化部署在院内 | 暂不支持私有化部署。
no   | 泥水盾构的环流控制 | 泥水盾构的环流控制在研，不在现有版本内。
no   | 水泥厂连续生产排产 | 流程型连续生产（炼化、水泥）不适用。
no   | 轨道列车运行图编制 | 轨道列车运行图不适用。
no   | 桥梁裂缝识别 | 桥梁裂缝、隧道衬砌也不在此产品中。
no   | 英语口语评测 | 不支持英语口语。
no   | 显微照片自动读取 | 图表读取目前支持折线、柱状与常见表格，显微照片和谱图不支持。
no   | 垃圾分类拾取 | 垃圾分类拾取、铲除小广告都做不了。
no   | 医学影像合成数据 | 医学影像合成涉及伦理，目前不接。
no   | 水下焊接实训 | 水下焊接尚无计划。
no   | 钢管内部气孔探伤 | 内部气孔、夹渣属于探伤范畴，表面相机看不见。
no   | 违停抓拍与违法处罚 | 我们也不做电警抓拍与违法处罚。
no   | 住院静配中心的医嘱排批 | 住院静配中心的医嘱排批不做。
no   | 手写病历识别 | 手写病历的识别尚未开发。
no   | 土壤养分检测 | 土壤养分、农残检测不是图像能解决的，也不在范围内。
no   | 焊缝疲劳寿命分析 | 疲劳寿命分析除外，其余分析都在报价之内。
no   | 视频内容理解 | 图像理解支持单张高清图，视频内容暂不支持。
no   | 学生端对话练习 | 产品不提供学生端对话。
no   | 危险化学品归类 | 危险化学品归类风险大，无法给出候选编码。
no   | 人脸识别门禁 | 本系统没有人脸识别。
no   | 冷库内搬运，零下二十五度 | 易碎玻璃、零下二十五度冷库不适用。
no   | 海运与铁路多式联运 | 海运、铁路多式联运暂不涉及。
no   | 昆虫监测 | 两栖类暂只有九种，昆虫没有。
no   | 猪只耳标识别 | 可给保险查勘出证据照片，但耳标识别不做。
no   | 地下空洞探测 | 地下空洞探测不包含在报价内。
no   | 白天夜间都要识别 | 夜间识别：不支持。
no   | 儿童胸部 CT | 仅适用于成人胸部 CT。
no   | 私有化部署 | 仅提供公有云版本。
no   | 须能离线使用 | 目前仅以公有云接口方式提供。
no   | 英文合同审查 | 仅支持中文合同。
no   | 视频流实时分析 | 只能处理静态图片，不接视频。
no   | 饮用水管网水质监测 | 地下水、饮用水管网不在监测范围。
no   | 报告自动签发 | 报告不会自动签发，一律由医生签。
no   | 溶栓用药建议 | 软件不读血管成像，也不给出溶栓建议。
no   | 危化品仓库巡检 | 危化品仓库、地下空间除外。
no   | 全口径费用控制排名 | 不做费用控制排名。
no   | 体能测试自动评分 | 艺术类与体能测试不适用。
no   | 病理切片的荧光扫描 | 荧光扫描无法完成，需要的实验室请另行采购。
no   | 组织病理分级诊断 | 我们没有做过组织病理分级。
no   | 道岔区钢轨磨耗 | 道岔区尚未覆盖。
no   | 供热管网泄漏定位 | 泄漏定位功能已下线。
no   | 铝合金压铸件气孔检测 | 压铸件气孔检测不属于本产品。
no   | 纳米金刚石粒度测量 | 立方氮化硼已能测，纳米金刚石不行。
no   | 系统自动答复市民 | 系统不自动答复市民，只给事实。
no   | 高锌合金性能预测 | 高锌合金数据少，不承诺预测结果。
no   | 室外停车场巡检 | 仅限室内停车场使用。
no   | 并发微调训练 | 本一体机不能做微调训练。
fine | 门诊病历内涵质控 | 不仅做形式质控，也做内涵质控。
fine | 心电不可逆压缩对诊断的影响 | 采用不可逆压缩，心电诊断不受影响。
fine | 无人机巡检堤防 | 无人机贴堤四十米飞行，自动巡检堤防渗漏。
fine | 管道焊缝无损检测 | 提供管道焊缝无损检测设备。
fine | 无线振动传感器 | 无线振动传感器，磁座安装。
fine | 不锈钢带表面缺陷 | 适用于不锈钢带的表面缺陷检测。
fine | 非结构化文档抽取 | 从非结构化文档中抽取字段。
fine | 机房供电保障 | 运行三年没有中断过供电。
fine | 私有化部署 | 并非不支持私有化部署，只是需要两周准备。
fine | 夜间识别 | 夜间识别不得不靠红外补光，照样能用。
fine | 无监督异常检测 | 无监督异常检测，只学良品。
fine | 非接触体重估计 | 非接触体重估计，猪只不受惊。
fine | 设备不停机检测 | 隔着几米就能看，不停机检测。
fine | 断网环境通信 | 没有手机信号也能通信。
fine | 私有化部署 | 无论私有化部署还是公有云都可以。
fine | 离线部署，内网运行 | 不联网也能离线部署。
fine | 数据不出院 | 病历文本不离开院内，数据不出院。
fine | 病历质控 | 质控不是数错别字，而是看该写的写了没有。
fine | 隧道衬砌裂缝检测 | 不封道就能做隧道衬砌裂缝检测。
fine | 学生作文批改 | 未见过的作文题目照样能批改。
fine | 用不着写程序的质检 | 采三十张好件，当天就能判漏装，质检不需要写程序。
fine | 手术排班 | 未经确认的手术排班不会下发。
fine | 粉尘环境煤量识别 | 粉尘环境下煤量识别误差不超过5%。
fine | 机器换型 | 换型不用停线，十五分钟完成。
fine | 肺结节检出 | 肺结节检出灵敏度不低于95%。
fine | 药品不良反应监测 | 药品不良反应监测，支持文本挖掘。
fine | 编码质控 | 不合规编码自动标出，供质控员确认。
fine | 无障碍通道占用识别 | 无障碍通道占用识别已在两区使用。
fine | 非机动车闯红灯识别 | 支持非机动车闯红灯识别。
fine | 门诊病历质控 | 暂不处理手写扫描病历。
fine | 病理切片扫描 | 荧光切片无法扫描，其余切片都可以。
fine | 胸部 CT 肺结节 | 乳腺、骨骼与腹部不在适用范围内。
fine | 盾构掘进参数推荐 | 泥水盾构的环流控制在研，不在现有版本内。
fine | 公交排班 | 轨道列车运行图不适用。
fine | 成人胸部 CT | 仅适用于成人胸部 CT。
fine | 中文合同审查 | 仅支持中文合同。
fine | 信号配时优化 | 没有信号机联网的城市需先做联网改造。
fine | 排产优化 | 不追求全局最优，只保证每次插单改动的工序最少。
fine | 火点识别 | 训练时收了六万张像火不是火的图，火点识别误报低。
fine | 课堂教学分析 | 只看课堂总量热区，不做人脸识别。
fine | 数据标注 | 不接来源不明的爬取数据。
fine | 私有化部署 | 没有哪家医院不能私有化部署。
fine | 设备振动监测 | 不可能漏掉设备振动异常，三级报警。
fine | 焊缝缺陷识别 | 焊缝缺陷识别无需人工复核。
fine | 方言语音转写 | 不少地方的方言都能转写。
fine | 老年人跌倒检测 | 不装摄像头也能做跌倒检测。
fine | 井盖丢失监测 | 井盖丢失监测不受天气影响。
fine | 患者数据不出院 | 影像不出院，不留数据副本。
fine | 输液反应监测 | 除了输液反应监测，还做跌倒提醒。
fine | 断电时应急照明 | 断电时应急照明不会中断。
""")

ENGLISH = table("""
no   | histology slide grading | The software does not process histology slides.
no   | on-premises deployment is required | On-premises deployment is not offered.
no   | private installation in our data centre | Private installation is not supported.
no   | real-time video analysis | It cannot analyse video.
no   | identify individual diseases of crops | We do not identify individual diseases.
no   | certified for safety use | not certified for safety use.
no   | exclusive licence | No exclusive licence is offered yet.
no   | pricing advice for insurers | it contains no pricing advice for a particular insurer.
no   | breast screening | Breast and bone scans are out of scope.
no   | mobile app for patients | There is no mobile app.
no   | underwater inspection of hulls | Underwater inspection is not available.
no   | speech recognition for dialects | Dialects are not covered.
no   | handwriting recognition | Handwriting recognition is excluded from the offer.
no   | children's chest CT | Only for adult chest CT.
no   | works offline without a network | Only available as a cloud service.
no   | automatic sign-off of reports | Reports are never signed off automatically.
no   | facial recognition at the gate | The product comes without facial recognition.
no   | Chinese contract review | Only supports English contracts.
no   | rail timetabling | Not suitable for rail timetabling.
no   | fine-tuning on our data | Fine-tuning isn't supported.
no   | medical device for diagnosis | The encoder is a research tool and not a medical device.
no   | cold storage at minus 25 degrees | The robot is not designed for cold storage.
no   | dosage recommendations | It gives neither diagnoses nor dosage recommendations.
no   | outdoor car parks | Limited to indoor car parks.
no   | soil nutrient analysis | Soil nutrient analysis has been discontinued.
fine | content checks of medical records | It checks not only the form but also the content of medical records.
fine | non-invasive glucose monitoring | A non-invasive glucose monitoring patch.
fine | no-code inspection | A no-code inspection tool for small plants.
fine | wireless vibration sensors | Wireless vibration sensors, no cabling needed.
fine | on-premises deployment | It is not true that on-premises deployment is unsupported.
fine | works without a network | The code runs on an ordinary laptop without a network connection.
fine | recordings stay in the hospital | Recordings never leave the hospital's own machines.
fine | unsupervised anomaly detection | Unsupervised anomaly detection trained on good parts only.
fine | latency below 200 ms | Latency of no more than 150 ms.
fine | detect unknown objects | It detects objects that were not in the training set.
fine | accuracy of detection | Detection accuracy is not less than 95%.
fine | contactless measurement | Contactless measurement without stopping the machine.
fine | pump scheduling for water networks | Networks without a calibrated hydraulic model need about three months of preparation.
fine | record linkage | No records are lost during record linkage.
fine | leak detection in pipes | Leak detection does not require digging.
fine | tunnel inspection | Tunnel inspection without closing the road.
fine | uninterrupted power supply | Uninterrupted power supply for server rooms.
fine | image segmentation | Nothing but image segmentation is needed to start.
fine | chest CT nodules | Breast and bone scans are out of scope.
fine | adult chest CT | Only for adult chest CT.
fine | wildlife counting | Counting mountain mammals without identifying every animal.
fine | show where a part is wrong | The operator sees where the part looks wrong, not just a red light.
fine | face blurring | Faces are blurred and never recorded, face blurring runs on the device.
fine | battery life | Battery life does not suffer from cold.
fine | nonlinear control | Nonlinear control of pumps.
""")

FRESH = table("""
no   | 心脏超声自动测量 | 心脏超声不在本产品的功能之内。
no   | 古籍竖排文字识别 | 竖排古籍识别还没有做。
no   | 夜间车牌识别 | 夜间车牌识别暂时做不到。
no   | 支持手机端审批 | 审批只能在电脑上完成，手机端审批未开放。
no   | 氢气泄漏检测 | 本传感器对氢气没有响应，氢气泄漏检测请选其他型号。
no   | 粉末冶金件尺寸测量 | 粉末冶金件我们不接。
no   | 藏语语音识别 | 藏语和维吾尔语语音识别均未覆盖。
no   | 小区充电桩负荷预测 | 充电桩负荷预测不属于本期内容。
no   | 中药饮片识别 | 目前还不能识别中药饮片。
no   | 多机协同调度 | 单机版，多机协同调度功能缺失。
no   | 现场安装与调试 | 报价不含现场安装与调试。
no   | 儿童语音评测 | 仅支持成人语音评测。
no   | drone inspection of power lines | We don't offer drone inspection.
no   | integration with hospital systems | Integration with hospital systems is not part of the package.
no   | night-time detection | The detector does not work at night-time.
no   | Arabic handwriting | Arabic handwriting cannot be read.
no   | live translation of meetings | Live translation is currently unavailable.
no   | training for operators | No training for operators is provided.
fine | 肺功能报告解读 | 肺功能报告解读不光给结论，还给依据。
fine | 不间断电源监测 | 面向不间断电源的状态监测。
fine | 古籍修复 | 竖排古籍识别还没有做。
fine | 心电图分析 | 心脏超声不在本产品的功能之内。
fine | 无菌车间人员行为识别 | 无菌车间人员行为识别，已用于两家药厂。
fine | 污水处理加药优化 | 加药优化不改变原有工艺，不停产即可接入。
fine | 桥梁健康监测 | 桥梁健康监测从未出过漏报。
fine | 学情分析 | 学情分析不给学生排名，只给老师建议。
fine | 地铁客流预测 | 没有刷卡数据也能做地铁客流预测。
fine | 电梯困人报警 | 电梯困人报警不会漏掉任何一次。
fine | 设备故障诊断 | 设备故障诊断不是只报警，而是告诉检修班换哪个件。
fine | 私有化部署 | 私有化部署没有额外费用。
fine | 非遗数字化 | 非遗数字化采集与展示。
fine | crop yield forecasts | Crop yield forecasts need no field sensors.
fine | hospital bed forecasting | Not a day without hospital bed forecasting since 2021.
fine | tool wear monitoring | Tool wear monitoring works without touching the spindle.
fine | water leak detection | We do not guess: water leak detection is verified by digging.
fine | nondestructive testing of welds | Nondestructive testing of welds with ultrasound.
fine | defect detection | Defect detection never stops the line.
fine | drone inspection | Drone inspection is not limited to power lines.
""")

ALL = [*CHINESE, *ENGLISH]
