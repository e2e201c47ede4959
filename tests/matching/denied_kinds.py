"""More pairs of what is asked and what a supply says, kind by kind; read sentence by sentence, as a match is.

`no` and `fine` as in ``denied.py``. ``NO`` has the kinds in which people decline without 不支持 (别抱期望, 请找别家, 仍要靠人工, out of
scope, 除…外其余都能); ``FINE`` those in which a negation is a property, a defect to be found or an advantage (不可篡改, 诊断不符, 不停机).
``LATER`` was written when the reader had been mended on these, ``LAST`` when it had been mended on ``LATER`` too, and
``UNSEEN`` when it had been on all three.
"""

from tests.matching.denied import table

NO = table("""
no   | 馅料里有塑料膜、头发和软骨，要能挑出来 | 头发和薄塑料膜密度太低，任何射线都难看见，请别抱期望。
no   | 茶叶里混进头发、虫尸，想在线剔除 | 头发太细，机器看不出来，别指望它。
no   | 焊缝内部缺陷在线检测 | 它只看得见外形，气孔、未熔合等内部缺陷仍要靠超声或射线。
no   | 看出渗水、塌坡、白蚁 | 白蚁洞没有明显温差，仍旧要靠人工找。
no   | 要找出墙里的空鼓和渗漏点 | 空鼓还得靠人敲。
no   | 所有数据留在院内机房，录音不得出院 | 通话录音保存在我方云端，医院可随时调听。
no   | 模型必须在本地机房运行，不连外网 | 暂不支持私有化部署。
no   | 病历与影像不得出院 | 对数据必须留在院内的单位请选择本公司其他产品。
no   | 数据不出园区 | 所有视频上传到我公司服务器统一分析。
no   | Patient data must never leave the hospital | All recordings are stored in our cloud.
no   | The system has to run on-premises | We host everything ourselves; self-hosting is not possible.
no   | 门诊病历语音生成 | 我们不做焊缝检测，也不提供井盖传感器，不支持门诊病历语音生成。
no   | 井盖传感器 | 我们不做焊缝检测，也不提供井盖传感器，不支持门诊病历语音生成。
no   | Early warning of sepsis on general wards | We do not provide sepsis early warning. We do not work with hospitals.
no   | 盾构刀具磨损监测 | 除盾构刀具磨损监测外，其余工业监测我们都能做。
no   | 斑马鱼幼鱼行为分析 | 除斑马鱼外的各种鱼类行为都能分析。
no   | 斑马鱼行为分析 | 除了斑马鱼行为分析，别的动物行为我们都做。
no   | 古筝曲谱识别 | 除古筝曲谱之外，其他乐器的曲谱均可识别。
no   | leaf disease recognition for tea | Everything except tea leaf disease can be recognised.
no   | bridge cable inspection | We inspect all structures apart from bridge cables.
no   | sepsis early warning | 目前没有脓毒症早期预警功能。
no   | 脓毒症早期预警 | There is no early warning of sepsis yet.
no   | 玉米病虫害识别 | Recognition of maize pests and diseases is not supported.
no   | 心电图自动判读 | 心电图判读请找别家。
no   | 口腔正畸排牙 | 正畸排牙请另找专业公司。
no   | 水下管道检测 | 水下管道检测恕不承接。
no   | 电梯钢丝绳检测 | 钢丝绳检测不是我们的业务。
no   | 化工园区泄漏溯源 | 泄漏溯源与本产品无关。
no   | 羊绒纤维鉴别 | 羊绒纤维鉴别做不了。
no   | 羊绒纤维鉴别 | 羊绒纤维鉴别这类活儿，我们干不了。
no   | 玻璃瓶口裂纹检测 | 瓶口裂纹检测尚在研发，没有可用版本。
no   | 玻璃瓶口裂纹检测 | 瓶口裂纹检测还在实验室阶段。
no   | 夜间行人识别 | 夜间行人识别仍在开发之中，年内不会发布。
no   | 焊缝内部气孔和夹渣 | 内部气孔、夹渣一概不看。
no   | 手写处方识别 | 手写处方一律不收。
no   | 旧档案手写体识别 | 手写体识别已于去年下线。
no   | 公交到站预测 | 到站预测模块自2024年起停止维护。
no   | 林下阴燃早期发现 | 林冠遮挡下的阴燃发现不了。
no   | 透明玻璃碎屑检测 | 透明玻璃碎屑检不出。
no   | 深色布面污渍识别 | 深色布面污渍分辨不出来。
no   | 雨天积水深度识别 | 雨天积水深度测不准，不要拿它做封路依据。
no   | 儿童发热预问诊 | 儿童发热不要用它。
no   | 高血压用药建议 | 高血压用药建议超出本系统能力。
no   | 航空发动机叶片检测 | 发动机叶片检测不在业务范围之内。
no   | 隧道衬砌内部空洞 | 衬砌内部空洞无能为力。
no   | 牧草产量估测 | 牧草产量估测十次错九次，我们已不再提供。
no   | 皮革瑕疵检测 | 皮革瑕疵检测本公司没有涉足。
no   | 水稻病害识别 | 水稻病害识别没有做过，也没有数据。
no   | 法律文书生成 | 法律文书生成的单子我们都推掉了。
no   | 可燃气体泄漏检测 | 可燃气体泄漏检测只能另购传感器解决。
no   | 老人跌倒检测 | 老人跌倒检测留给其他厂家。
no   | 中药饮片真伪鉴别 | 中药饮片真伪鉴别有待二期。
no   | 车载终端开发 | 车载终端开发不含在内。
no   | cattle lameness detection | Cattle lameness detection: out of scope.
no   | fish counting in ponds | Fish counting is beyond what this product can do.
no   | speech transcription of Cantonese | For Cantonese transcription please look elsewhere.
no   | hull inspection under water | Hull inspection still has to be done by divers.
no   | detecting hair in food | Hair cannot be seen by X-ray, so do not expect hair detection.
no   | pedestrian detection at night | Pedestrian detection at night is still under development.
no   | insurance fraud detection | The fraud detection module was retired last year.
no   | weld inspection | We never took on weld inspection.
no   | dental image analysis | Dental image analysis is left to other vendors.
no   | noise source location | Noise source location is none of our business.
no   | patient scheduling | Patient scheduling has yet to be built.
no   | on-device translation | The app refuses to work without a connection; on-device translation is missing.
""")

FINE = table("""
fine | 冷藏车厢温度记录防篡改，断链责任可查 | 车厢温度记录上链不可篡改，断链责任可查。
fine | 主诉诊断不符、左右侧写反要提示 | 能在医生保存时提示左右侧写反、主诉诊断不符，每条提示附依据。
fine | 病历质控，左右侧写反、主诉与诊断矛盾 | 保存时提示左右侧写反、主诉诊断不符。
fine | 货站组板，锂电池隔离，异形货 | 货站打板靠组长经验：异形货、不可倒置、锂电隔离、冷链先卸。
fine | 铸件不良品分拣 | 铸件不良品自动分拣，良率提高两个点。
fine | 单证不一致核对 | 发票、箱单、提单互相核对，不一致处标红。
fine | 供热二网水力平衡 | 找出不平衡的支路，二网水力平衡自动调节。
fine | 刀盘滚刀磨损判断 | 不开仓判断滚刀磨损，三台盾构已用。
fine | 带钢表面测温 | 不接触带钢即可测温。
fine | 跌倒识别，保护隐私 | 不拍人像也能识别跌倒。
fine | 跌倒识别与呼救 | 不拍人像识别跌倒，毫米波雷达实现。
fine | 奶牛发情监测 | 相机装在通道上，奶牛不用戴项圈，发情监测照样准。
fine | 奶牛发情与跛行监测，最好不戴项圈 | 不戴项圈监测奶牛发情与跛行。
fine | 多家医院联合建模 | 多家医院联合建模，数据不出域。
fine | 焊缝未熔合、未焊透检出 | 用电弧声判断焊缝未熔合和未焊透。
fine | 火点识别不漏报 | 零漏报，火点识别连续三年没有漏过一次。
fine | 机器人编程 | 免编程机器人，工人当天会用。
fine | 未戴安全帽识别 | 自动识别未戴安全帽、没系安全带的工人。
fine | 安全带佩戴识别 | 能发现高处作业没有系安全带的人。
fine | 药品缺粒、缺标签检测 | 在线检出缺粒、无标签、缺说明书的药盒。
fine | 电子病历缺项提醒 | 病历没有签名、没有过敏史的当场提醒。
fine | 合同条款审查 | 标出合同里没有约定违约责任的条款。
fine | 螺栓松动检测 | 螺栓松动、不到位、缺垫片都能报出来。
fine | 图纸版本核对 | 找出图纸与实物不符之处。
fine | 老人用药提醒 | 老人没有按时服药就电话提醒子女。
fine | 路灯故障发现 | 路灯不亮、常亮自动报修。
fine | 电梯困人 | 电梯门不开、不平层时自动报警困人。
fine | 心电监测 | 心律不齐自动报警，心电监测不打扰睡眠。
fine | 血压管理 | 血压控制不佳的患者自动转给家庭医生。
fine | 课堂专注度 | 课堂专注度分析不留人脸。
fine | 瓷片三维拼接 | 缺失部位推演，不损伤瓷片。
fine | 碳排放核算 | 核算结果不可抵赖，碳排放数据可追溯。
fine | 设备远程诊断 | 设备远程诊断解决偏远矿区没有专家的难题。
fine | 排班优化 | 避免排班不公平，护士排班满意度提高。
fine | 手语翻译 | 面向听不见的人，手语翻译实时出字幕。
fine | 盲人导航 | 帮助看不见的人过马路，盲人导航误差半米。
fine | 农技问答 | 不识字的农户也能用语音问农技。
fine | 农技问答 | 农户不识字，语音问农技即可。
fine | 工单分派 | 派单不准的问题少了八成，工单分派有据可查。
fine | 泵站调度 | 雨前预排，泵站调度不靠经验。
fine | 无人值守泵站 | 无人值守泵站远程启停。
fine | 钢管表面检测 | 不改产线、不降速，钢管表面检测直接加装。
fine | 地铁隧道检测 | 不占天窗，地铁隧道检测随列车完成。
fine | 水质监测 | 无试剂水质监测，不产生废液。
fine | 鸟类识别 | 鸟类识别不惊扰鸟群。
fine | 骨科手术导航 | 骨科手术导航不增加辐射。
fine | 语音病历 | 没有网络时语音病历先存本机，连上后补传。
fine | 工艺参数推荐 | 经验不足的操作工也能调好工艺参数。
fine | 管网漏损定位 | 漏损定位不挖路面。
fine | 影像辅助阅片 | 影像辅助阅片不替医生下结论，只标可疑处。
fine | 除尘设备监测 | 除尘设备监测，除了风量，还看压差和温度。
fine | 除冰雪作业 | 除冰雪作业路线外的道路也能调度。
fine | lung nodule detection | Lung nodule detection that never sends images outside the hospital.
fine | detecting missing labels | Detects boxes with no label, without slowing the line.
fine | finding workers without helmets | Finds workers who do not wear helmets.
fine | mismatch of invoices | Flags invoices that do not match the order.
fine | tamper-proof temperature records | Temperature records cannot be altered after the fact.
fine | drone survey of dams | Unmanned aircraft survey dams; no pilot is needed.
fine | crack detection | Crack detection without scaffolding or road closure.
fine | milk yield forecast | No collar, no tag: milk yield forecast from cameras alone.
fine | pump scheduling | Pump scheduling which does not depend on a hydraulic model.
fine | anomaly detection | Works even where there are no labelled examples: anomaly detection in days.
fine | early warning of sepsis | Early warning of sepsis in patients who do not look ill.
fine | leak detection | Leak detection no one else offers.
fine | dialect speech recognition | Dialect speech recognition, out of the box.
fine | cold chain records | Cold chain records that nobody can forge.
fine | bus scheduling | We don't just schedule buses; drivers are scheduled too.
""")

LATER = table("""
no   | 渔船识别与违规捕捞取证 | 渔船识别我们没能力做，只做岸线垃圾。
no   | 芯片封装内部空洞检测 | 封装体内部的空洞请用X射线，光学这条路走不通。
no   | 阿尔茨海默早期筛查 | 阿尔茨海默筛查不列入本期服务清单。
no   | 夜间车牌识别 | 天黑以后车牌识别就不灵了。
no   | 数据全部留在厂内机房 | 图像须上传至我们的云服务器，由我方运算。
no   | 系统要能断网运行 | 离线环境用不了。
no   | 高炉炉温预测 | 除高炉以外的各类炉窑都能预测炉温。
no   | 棉花病害识别 | 棉花病害识别项目已经结题，代码不再维护，也不对外提供。
no   | 儿童自闭症行为评估 | 自闭症行为评估这块，建议咨询专科机构。
no   | 电缆接头局部放电监测 | 局部放电监测？我们不碰这个。
no   | 粮食重金属检测 | 粮食重金属检测需另配仪器，本机没有这项功能。
no   | 合同风险审查 | 合同风险审查的功能还没影子。
no   | 古建筑木构件虫蛀检测 | 木构件里的虫蛀听不出来。
no   | 井下人员定位 | 井下人员定位不归我们管。
no   | 手语播报 | 手语播报要等下一代产品。
no   | 挑出馅料里的头发、塑料膜 | 塑料膜能挑，头发挑不出。
no   | 海上风机叶片巡检 | 海上风机暂缓，陆上的随时可以飞。
no   | 骨龄评估 | 骨龄评估本软件不予支持。
no   | 车间噪声源定位 | 噪声源定位非我所长。
no   | 隧道火灾烟气预测 | 火灾烟气预测部分的授权已经到期，无法继续供货。
no   | stroke detection on CT | Stroke detection is not something we do.
no   | counting bats in caves | Bats are not covered by the current model.
no   | recordings must stay in our own building | Audio is processed on our servers abroad.
no   | tyre wear prediction | Tyre wear prediction remains future work.
no   | contract translation | Contract translation: sorry, no.
no   | hail damage assessment | Hail damage assessment? Not with this tool.
no   | gas leak localisation | The sensor was never meant to localise gas leaks.
no   | pulmonary embolism detection | The software reads nodules; pulmonary embolism detection needs another product.
no   | sewer robot | All pipes but sewers: our robot works in every water main except sewer pipes.
no   | pest recognition for cotton | We stopped offering cotton pest recognition in 2023.
fine | 溯源存证 | 存证一经写入不可撤回，溯源链条完整。
fine | 报关单证核对 | 单货不符、品名不一当场标红。
fine | 供热平衡 | 解决近端过热、远端不热的老问题。
fine | 无轨电车调度 | 无轨电车与公交统一调度。
fine | 焊缝气孔检测 | 肉眼看不见的气孔也能检出。
fine | 焊缝气孔检测 | 过去只能靠老师傅听声音，现在气孔检测由模型完成。
fine | 牛只盘点 | 牛不进栏、不上秤，盘点和估重一起完成。
fine | 管道泄漏监测 | 管道不开挖、不停输，泄漏监测装上就用。
fine | 病案首页质控 | 查出主要诊断选择不当、手术漏填。
fine | 应急广播 | 断电断网不断播，应急广播可靠。
fine | 婴儿哭声识别 | 婴儿哭声识别不录音、只算特征。
fine | 课堂分析 | 老师不必改变习惯，课堂分析自动生成。
fine | 缺陷检测 | 缺陷检测模型没见过的新缺陷也会报警。
fine | 老人看护 | 老人不会用手机也没关系，看护终端一按就通。
fine | 非机动车管理 | 非机动车乱停放识别。
fine | 数据共享平台 | 原始数据可用不可见，数据共享平台支持跨域计算。
fine | 公平排班 | 护士排班不偏不倚，规则公开。
fine | 车道占用识别 | 违停不离人、临停不超时的不抓。
fine | 隐患排查 | 隐患排查没有死角。
fine | 瓶盖检测 | 瓶盖不到位、歪盖、无盖一并剔除。
fine | defect detection on glass | Scratches the naked eye cannot see are found: defect detection on glass.
fine | meeting minutes | Meeting minutes without typing.
fine | sensor network | A sensor network with no batteries to change.
fine | flood forecast | Flood forecast for towns which have no gauges.
fine | detecting unsigned records | It reports records with no signature and doses not given.
fine | battery inspection | No false alarm in six months of battery inspection.
fine | translation of manuals | Translation of manuals never leaves your network.
fine | herd health | Herd health monitoring: cows wear nothing.
fine | grid forecasting | Grid forecasting that conventional models cannot match.
fine | inclusive tutoring | Tutoring for pupils who cannot read yet.
""")

LAST = table("""
no   | 地铁钢轨波磨检测 | 钢轨波磨暂时没有纳入检测项目。
no   | 果园采摘机器人 | 采摘末端执行器还在打样，今年交不了货。
no   | 病历语音录入 | 只做质控，不做语音录入。
no   | 粉尘浓度在线监测 | 粉尘浓度监测不是本仪器的用途。
no   | 系统须部署在院内 | 本服务为纯云端产品，没有本地版。
no   | 数据不得离开厂区 | 训练数据要传到我司机房处理。
no   | 老年人认知评估 | 认知评估须由医师完成，软件代替不了。
no   | 玉米倒伏面积估算 | 倒伏面积估算误差太大，不推荐使用。
no   | 发票验真 | 票据里除发票验真以外的环节都可以自动办。
no   | 学生心理测评 | 学生心理测评请向专业机构采购。
no   | 桥梁挠度监测 | 我公司未开展桥梁挠度监测业务。
no   | 危险驾驶识别 | 危险驾驶识别模块已停售。
no   | 医保控费 | 医保控费那一块我们一直没做起来。
no   | 挑出虾仁里的虾线和碎壳 | 碎壳可以，虾线做不到。
no   | 电梯维保排班 | 维保排班功能计划明年推出，当前版本没有。
no   | 水库大坝变形监测 | 大坝变形监测需用卫星雷达，不在无人机所能及的范围。
no   | 乡镇污水溯源 | 污水溯源本期不含。
no   | 地下管线探测 | 地下管线探测一律请委托测绘院。
no   | 蔬菜农残快检 | 农残是看不出来的。
no   | 燃气入户安检 | 入户安检我们退出了。
no   | automatic grading of essays | Essay grading is deliberately left out.
no   | wheat rust detection | Wheat rust detection has not been validated and is not for sale.
no   | must run without internet | An internet connection is mandatory; there is no offline mode.
no   | elevator vibration monitoring | We have no product for elevator vibration monitoring.
no   | speaker separation | Speaker separation does not work yet.
no   | museum guide in Japanese | Japanese is not among the languages of the museum guide.
no   | landslide warning | Landslide warning: not available.
no   | insulin dosing advice | The tool must not be used for insulin dosing advice.
no   | dairy mastitis detection | Mastitis detection was dropped from the product in spring.
no   | tunnel lining cavities | Cavities behind the lining cannot be detected by cameras.
fine | 钢轨波磨检测 | 不中断运营即可完成钢轨波磨检测。
fine | 果园采摘 | 采摘不碰伤果皮，破损率低于百分之二。
fine | 病历语音录入 | 医生不动手，病历语音录入自动成文。
fine | 粉尘监测 | 粉尘监测探头不怕潮。
fine | 院内部署的影像平台 | 影像平台院内部署，数据不上云。
fine | 发票查重 | 识别出不合规、无章、重复报销的发票。
fine | 课堂评价 | 课堂评价不排名不打分，只给建议。
fine | 挠度监测 | 挠度监测不受温度影响，无须基准点。
fine | 驾驶员疲劳识别 | 驾驶员没系安全带、闭眼、打电话都会提醒。
fine | 医保结算审核 | 查出诊断与收费不一致、无医嘱收费等情形。
fine | 虾仁分选 | 虾仁分选不掉线，每小时三吨。
fine | 电梯监测 | 电梯监测不接入控制系统，不影响维保。
fine | 大坝巡检 | 人到不了的坝坡，无人机照样巡检。
fine | 污水溯源 | 传统取样找不到的偷排口，污水溯源能锁定。
fine | 管线探测 | 地下管线探测不破路面。
fine | 窨井监测 | 窨井监测电池五年不换。
fine | 诉求分派 | 不该派的单退回率下降，诉求分派更准。
fine | 药品追溯 | 药品追溯码不可复制、不可转移。
fine | 鸡蛋分级 | 鸡蛋分级不破壳，能看出散黄。
fine | 数字人讲解 | 数字人讲解不会胡编，不知道就说不知道。
fine | 视力筛查 | 视力筛查无需散瞳。
fine | 客流统计 | 客流统计不重复计数。
fine | essay feedback | Essay feedback that does not replace the teacher.
fine | rust detection | Rust detection under paint that humans do not notice.
fine | offline translation | Offline translation with no internet connection.
fine | elevator monitoring | Elevator monitoring without access to the controller.
fine | sorting of eggs | Sorting of eggs without breaking them; no egg is touched twice.
fine | fall detection | Fall detection with no camera in the room.
fine | invoice audit | Invoice audit: finds payments not approved and goods not received.
fine | landslide monitoring | Landslide monitoring where no mobile signal reaches.
""")

UNSEEN = table("""
no   | 光伏板热斑巡检 | 热斑巡检我们目前做不来。
no   | 鱼病诊断 | 鱼病诊断请移步水产所。
no   | 仓库烟火识别 | 烟火识别没有包含在标准版里。
no   | 会议同声传译 | 同声传译功能已经关停。
no   | 系统须在内网运行 | 软件必须联网，内网环境无法使用。
no   | 数据不能出厂 | 样本数据一律存放在我公司机房。
no   | 高速匝道合流预警 | 匝道合流预警还处于预研阶段。
no   | 糖尿病视网膜筛查 | 眼底方向我们不涉及，糖尿病视网膜筛查请另选供应商。
no   | 竹简文字识别 | 除竹简外，其他材质的文字都能识别。
no   | 硬币分拣 | 硬币分拣恕难从命。
no   | 树木倒伏预警 | 树木倒伏没法提前知道。
no   | 猪只咳嗽识别 | 猪只咳嗽识别准不准我们不敢保证，暂不对外提供。
no   | 锅炉结焦预测 | 锅炉结焦预测尚缺数据，未能完成。
no   | 挑出米粒里的石子、虫壳 | 石子没问题，虫壳仍得靠人挑。
no   | 司法笔录生成 | 本产品禁止用于司法笔录生成。
no   | solar panel inspection | Solar panel inspection is not part of our business.
no   | live subtitles | Live subtitles were discontinued in May.
no   | fish disease diagnosis | Fish disease diagnosis must still be done by a vet.
no   | sign language recognition | All gestures except sign language can be recognised.
no   | must work offline | The device does not work offline.
no   | boiler fouling prediction | We have not built boiler fouling prediction.
no   | bird strike warning | There are no plans for bird strike warning.
fine | 光伏板巡检 | 不停电完成光伏板巡检，热斑一张不漏。
fine | 鱼群计数 | 鱼群计数不捞鱼、不伤鱼鳞。
fine | 烟火识别 | 烟火识别从未漏报。
fine | 字幕生成 | 字幕生成不分口音，不挑设备。
fine | 内网运行的质控软件 | 质控软件内网运行，不依赖互联网。
fine | 匝道预警 | 匝道上看不见主路来车的司机会提前收到预警。
fine | 眼底筛查 | 眼底筛查不散瞳，一分钟一位。
fine | 古籍修复 | 古籍修复不使用化学胶。
fine | 米粒色选 | 米粒色选剔除霉变、不完善粒和杂质。
fine | 结焦预测 | 结焦预测解决锅炉不定期停炉的难题。
fine | 笔录校对 | 标出前后不一、缺页、没有签字的笔录。
fine | 树木健康检测 | 树木健康检测不钻孔。
fine | 养老护理 | 卧床不起的老人也能用的养老护理床垫。
fine | 儿童识字 | 儿童识字不看广告、不收集隐私。
fine | 采购比价 | 采购比价公开透明，不可暗箱操作。
fine | 检修排程 | 检修排程不再靠拍脑袋。
fine | panel inspection | Panel inspection without a shutdown.
fine | subtitles | Subtitles with no noticeable delay.
fine | fish counting | Fish counting that does not hurt the fish.
fine | offline maps | Offline maps, no sign-up.
fine | bird monitoring | Bird monitoring where nobody has counted before.
fine | boiler efficiency | Boiler efficiency rises although nothing is rebuilt.
""")
