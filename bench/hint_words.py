# ruff: noqa: E501 - a wording is read best as it would stand on its page
"""Wordings of the labelled set for hints: what records of a county say, written by us for this set alone.

`{name}` and the like are filled by `bench.hint_corpus`. `TUNED` and `WIDENED` were looked at while rules were written. Of
the misses in `HELD_OUT` and `FRESH` only figures were seen; after those of `FRESH`, written when the rules were first widened,
the rules were changed twice. `LATER` was written with the last of these changes, before anything was measured on it. `NEXT` was
looked at when they were widened again; `LAST` was written beside it: its misses were not seen, but its words were known to who
wrote the rules, and some stand in them. `UNSEEN` was written after that, measured once, and looked at then; `FINAL` was written at the very
end and measured once: nothing was changed afterwards. A wording says which subjects a reviewer should be shown.
"""

from __future__ import annotations

Wording = tuple[tuple[str, ...], str]

TUNED: tuple[Wording, ...] = (
    ((), "结婚登记申请书\n男方：{name}，{date}出生，身份证号：{id}，住址：{address}。\n女方：{name}，身份证号码 {id}，电话{phone}。\n经办人：{officer}"),
    ((), "离婚协议书\n男方{name}与女方{name}因感情不和自愿离婚。婚生子{name}由女方抚养，男方每月付抚养费{amount}元，汇入卡号 {card}。"),
    (("minors",), "收养登记申请书\n收养人：{name}\n身份证件号：{id}\n家庭住址：{address}\n送养人：{name}\n被收养人：{name}，系弃婴，{date}在{town}捡拾。\n登记员：{officer}"),
    ((), "关于{name}同志来信反映问题的调查报告\n来信人{name}，现年四十六岁，家住{address}，联系电话：{phone}。来信反映其夫{name}被精简下放，要求落实政策。信访件编号：{serial}。"),
    (("case_files",), "刑事判决书\n{docno}\n被告人{name}，男，{date}生，住{address}。因盗窃于{date}被逮捕。\n本院查明，被告人{name}伙同{name}盗窃仓库粮食，价值{amount}元。\n审判长：{officer}\n书记员：{officer}"),
    ((), "关于给予{name}同志行政记过处分的决定\n{docno}\n{name}，男，{date}出生，身份证号{id}，在任供销社营业员期间，挪用公款{amount}元。经局党组研究，决定给予{name}行政记过处分。"),
    (("health",), "住院病历\n姓名：{name}  性别：男  住院号：{short}\n家庭住址：{address}  电话：{phone}\n主诉：反复咳嗽三月。诊断：肺结核。\n主治医师：{officer}"),
    (("health",), "县精神病院证明\n患者{name}，女，{date}生，身患精神分裂症，自{date}起在我院住院治疗，家属{name}（电话 {phone}）陪护。"),
    ((), "知识青年困难补助花名册\n姓名 性别 出生年月 身份证号\n{name} 男 {ym} {id}\n{name} 女 {ym} {id}\n{name} 男 {ym} {id}\n合计金额：{amount}元"),
    ((), "户口登记表\n户主：{name}\n配偶：{name}\n长子：{name}\n公民身份号码：{id}\n住址：{address}"),
    (("informers",), "治安耳目登记表（密）\n姓名：{name}  化名：老赵\n联系方式：{phone}\n每月活动费{amount}元，由{officer}局长签批。"),
    (("religion",), "反动会道门人员登记\n姓名：{name}，男，一贯道点传师，{date}登记退道。同案人{name}、{name}已坦白自首。"),
    (("cadre_appraisal",), "干部考察材料\n{name}同志，{date}出生，中共党员。现实表现：工作认真。主要缺点：急躁。考察组谈话对象：{name}同志。"),
    (("trade_secret",), "关于大曲酒配方管理的规定\n我厂大曲酒配方及工艺参数严禁外泄，车间主任{officer}负责保管，编号{serial}。"),
    (("ethnicity",), "关于白果乡回汉纠纷事件的情况报告\n{date}，双方群众因水源发生冲突，互殴致伤七人，经调解平息。"),
    (("state_interest", "secrecy"), "{secrecy}\n关于战备仓库储存情况的报告\n{docno}\n北山战备仓库位于县城以北，武器弹药储存量另表。"),
    (("secrecy",), "{secrecy}\n中共盐城县委文件\n{docno}\n关于召开三级干部会议的通知"),
    ((), "借条\n今借到{name}人民币{amount}元整，还款汇入账号：{card}。\n借款人：{name}\n身份证：{id}\n手机：{phone}\n{date}"),
    ((), "遗嘱公证书\n立遗嘱人{name}，身份证号码：{id}，现住{address}。遗产由长女{name}、次子{name}继承。\n公证员：{officer}"),
    (("minors",), "关于{name}、{name}二人劝退的处理意见\n初中生{name}多次打架斗殴，家长{name}到校（电话{phone}）。"),
    (("case_files",), "复查结论\n{name}，{date}被错划为右派分子，受开除公职处分。经复查，予以平反。其妻{name}、其子{name}户口迁回。"),
    ((), "工伤死亡抚恤审批表\n死者：{name}，工种钳工。遗属：{name}（妻）、{name}（子）。银行卡号：{card}，开户人{name}。"),
    ((), "关于{town}供水工程的批复\n{docno}\n同意投资{amount}元，合同编号：{code}，发票号码{serial}，工期自{date}至{date}。局长{officer}。"),
    ((), "设备台账\n型号 出厂编号 单价\nX62W {serial} {amount}\nC620 {code} {amount}\n仓库主任：{officer}\n档号：J013-WS-1987-D30-0012"),
    ((), "会议纪要\n出席：县长{officer}、局长{officer}\n会议讨论{town}公社春耕，听取农业局汇报，决定拨款{amount}元，文号{docno}。订单 {code}，流水号：{serial}。"),
    ((), "财务凭证\n凭证号：{serial}\n金额：{amount}元\n发票代码 {code}\n邮编 224001\n会计{officer} 出纳{officer}"),
)  # fmt: skip

WIDENED: tuple[Wording, ...] = (
    ((), "民事调解协议\n甲方{name}与乙方{name}系邻居，因宅基地界址发生争执，{name}之子{name}将{name}打伤。经大队干部{officer}主持，{name}赔礼道歉，赔医药费{amount}元。"),
    ((), "遗失声明\n本人{name}不慎将户口簿遗失，户口簿内有{name}、{name}、{name}四人。声明人：{name}，电话{phone}。"),
    (("case_files",), "逮捕证存根\n犯罪嫌疑人{name}涉嫌诈骗，经批准予以逮捕。其叔{name}曾到所打听。{name}的哥哥{name}已于{date}到案。"),
    ((), "困难补助申请书\n我叫{name}，全家五口人，爱人{name}长年卧病，大儿子{name}在外务工，小女儿{name}在读。恳请领导照顾。申请人{name}"),
    ((), "证明\n查我队社员{name}家庭成分中农，本人历史清楚，无不良表现。{name}之兄{name}现在部队服役。特此证明。"),
    (("health",), "疾病诊断证明\n{name}　女　{short}床\n该患者于{date}由其丈夫{name}送来我院，诊断为急性肝炎。陪同人员：{name}。"),
    ((), "死亡人员户口注销登记\n注销人 {name}\n与户主关系 父\n户主 {name}\n死亡原因 病故\n申报人 {name}（签名）"),
    (("case_files",), "检查交代材料\n我和{name}两人在{date}晚上一起赌博，在场的还有{name}和{name}，输给{name}{amount}元。检查人{name}"),
    ((), "离婚案件谈话笔录\n问：{name}，你为什么要离婚？\n答：{name}经常打我。{name}的母亲也骂我。我要求小孩归我抚养。"),
    ((), "社会救济金发放表\n编号 姓名 金额 签收\n01 {name} {amount} {name}\n02 {name} {amount} {name}\n03 {name} {amount} {name}\n制表 {officer}"),
    ((), "关于{name}要求恢复工作的信访答复\n{name}来信收悉。你反映{date}被精简回乡一事，经与原单位核实，{name}所述属实，已按规定给{name}发放生活补助。"),
    (("minors",), "学生处分登记\n我校学生{name}（{date}生）偷窃同学{name}财物，经教育{name}认识了错误。家长{name}、班主任{officer}谈话在场。"),
    ((), "招工政审表\n家庭主要成员：父{name}，农民；母{name}，务农；妹{name}，在校。社会关系：舅父{name}，{date}因反革命罪被捕。姨母{name}，居民。"),
    ((), "工伤事故报告\n{date}，我厂锻工{name}操作不慎被机器轧断右手，当时{name}在旁帮忙，{name}、{name}两人将其送医。厂部给予{name}补助{amount}元。"),
    ((), "房产继承公证申请\n被继承人{name}于{date}死亡，遗有房屋三间。{name}生前无遗嘱。其配偶{name}早于{name}死亡。由{name}、{name}二人共同继承。"),
    ((), "知青回城申请\n知青{name}，{date}下放{town}，因其母{name}患病无人照料，拟迁回城。经调查，{name}家中确有困难，同意{name}回城。"),
    (("case_files",), "起诉书\n被告人{name}，又名{name}，男，{date}生。{name}于{date}窜至{name}家，窃得现金{amount}元。上述事实有{name}证言证实。\n检察员 {officer}"),
    ((), "婚前医学检查证明\n男 {name} 身份证 {id}\n女 {name} 身份证 {id}\n检查医师 {officer}"),
    ((), "抚恤金领取证\n烈士{name}之父{name}、之母{name}、之妻{name}，每季发放{amount}元。领取人盖章：{name}"),
    ((), "会道门骨干登记\n坛主{name}，点传师{name}、{name}，道徒{name}等七人。{name}交出经书两本。经教育，{name}表示退道。"),
    ((), "土地纠纷调解记录\n申请方：{name}，被申请方：{name}。{name}称：界沟原有。{name}说：不是。支书{officer}说可以各让一半。{name}无异议。"),
    ((), "借款合同\n贷款人：{name}；借款人：{name}；保证人：{name}。{name}借给{name}{amount}元，到期由{name}归还。违约则由{name}承担纠纷费用。"),
    ((), "自愿送养协议\n我们夫妻{name}、{name}生育四个女儿，生活困难，自愿将四女{name}送给{name}夫妇收养，今后{name}与我们无关。立据{name}"),
    ((), "劳资科工资调整名单（附：政审）\n{name}　{name}　{name}\n{name}　{name}　{name}\n以上六人本次调资，{name}暂缓，因其受记过处分未满一年。"),
    (("health",), "法医鉴定书\n送检材料：{name}伤情照片。{name}被{name}用木棍击伤头部，鉴定为轻伤。被鉴定人{name}，鉴定人{officer}医师。"),
    ((), "党员处分审批\n{name}，男，{date}入党，{amount}元公款被其私分。支部大会讨论，应到党员二十人，一致同意开除{name}出党。{name}本人意见：无。"),
)  # fmt: skip

HELD_OUT: tuple[Wording, ...] = (
    ((), "婚姻状况证明\n兹有本街道居民{name}（{id}），经查与{name}于{date}办理复婚手续，现居{address}，联系人手机 {phone}。\n证明机关负责人 {officer}"),
    (("minors",), "事实收养证明\n养父{name}、养母{name}于{date}抱养一女婴，取名{name}，户口随养父落于{address}。邻居{name}、{name}可作证。"),
    ((), "上访登记\n上访人姓名 {name}\n身份证 {id}\n反映事项：原大队会计{name}侵占救济款{amount}元。\n接待人 {officer}"),
    (("case_files",), "询问笔录\n被询问人{name}，性别女，{date}生，户籍地{address}，电话 {phone}。\n问：你与{name}是什么关系？答：{name}是我丈夫。\n记录人：{officer}"),
    ((), "关于开除{name}党籍的通知\n经查，{name}在任保管员期间贪污粮款{amount}元，案发后指使{name}作伪证。\n{docno}"),
    (("health",), "因病提前退休审批表\n职工{name}  身份证号 {id}\n经医院诊断患有肝硬化，劳动能力鉴定为三级。\n家属签字：{name}  联系电话 {phone}"),
    (("health",), "死亡医学证明书\n死者姓名{name}，{date}因脑出血病故于县人民医院，直系亲属{name}办理。医生{officer}。"),
    ((), "扶贫户花名册（村）\n序号 户主 人口 卡号\n1 {name} 4 {card}\n2 {name} 3 {card}\n3 {name} 5 {card}\n制表：{officer}"),
    ((), "调解书\n原告{name}诉被告{name}赡养纠纷一案，双方达成协议：被告{name}每月给付赡养费{amount}元。\n{docno}\n审判员 {officer}"),
    (("informers",), "群众检举材料摘要\n检举人{name}要求保密，其反映信用社主任违规放贷。回访电话{phone}。"),
    (("secrecy",), "{secrecy}\n县革命委员会人民保卫组\n{docno}\n关于加强值班的通知"),
    ((), "抚养权变更申请\n申请人{name}，身份证号码{id}，请求将婚生女{name}变更为由本人抚养。现住{address}。"),
    ((), "劳动教养决定书\n{docno}\n{name}，绰号三毛，男，{date}出生，因聚众赌博被拘留。决定对{name}劳动教养一年。"),
    ((), "退伍军人伤残抚恤登记\n{name}，{date}入伍，左腿残疾。存折账号 {card}。代领人：{name}，与本人关系：侄子。"),
    ((), "工程招标公告\n招标编号：{code}，资质证书号{serial}，预算{amount}元，开标时间{date}。批准文号{docno}，负责人{officer}。"),
    ((), "粮油供应统计\n{date}至{date}，全县供应粮食{amount}斤，票证起讫号 {serial}，仓单{code}，科长{officer}审定。"),
)  # fmt: skip

FRESH: tuple[Wording, ...] = (
    ((), "军婚保护请示\n现役军人{name}之未婚妻{name}被{name}以恋爱为名诱骗同居，军属意见很大。公社已对{name}进行批评，请示如何处理。联系电话{phone}。"),
    ((), "计划生育罚款决定\n{name}、{name}夫妇于{date}计划外生育第三胎，征收{amount}元。缴款人{name}，经办{officer}。"),
    (("case_files",), "撤销缓刑建议书\n罪犯{name}在缓刑考验期内，两次未按时报到，且与同伙{name}再度行窃。监督人{name}反映其夜不归宿。"),
    ((), "工人子女顶替登记\n退休工人：{name}\n顶替子女：{name}\n身份证：{id}\n退休工人之妻{name}同意由{name}顶替，其余子女{name}无意见。"),
    (("health",), "麻风村留养人员情况\n{name}，{date}入村，四肢残疾，双目失明，由{name}护理。家中尚有一女{name}，已嫁到{town}。"),
    ((), "借粮清单\n{name} 稻谷 {short}斤\n{name} 小麦 {short}斤\n{name} 玉米 {short}斤\n以上各户秋后归还，{name}作保，如有纠纷由{name}负责。"),
    ((), "投诉处理单\n投诉人：{name} 手机：{phone}\n被投诉人：个体户{name}\n{name}称在{name}处所购彩电有质量问题，要求退货。处理：{name}退款{amount}元。"),
    (("case_files",), "刑满释放证明书\n兹有{name}，因抢劫罪判处有期徒刑五年，现刑期届满，予以释放。释放后投靠其舅父{name}，地址{address}。"),
    ((), "分家析产契约\n立契人{name}有子三人，长{name}，次{name}，三{name}，今邀族亲{name}、{name}为中，将房产田地三股均分，老母由{name}供养，恐后无凭立此存证，继承各安其分。"),
    (("minors",), "少年犯管教通知\n{name}，现年十五岁，伙同{name}、{name}撬窃门市部。决定送少年管教所，通知其父{name}。"),
    ((), "信访初次谈话摘录\n{name}：我丈夫{name}是矿上职工，井下塌方砸死的，矿里只认{name}的工龄，不认抚恤。{name}可以给我证明。"),
    ((), "落实政策退还房产协议\n产权人{name}（已故）之女{name}，代表兄妹{name}、{name}，就{address}房屋退还事宜，与房管所达成协议。{name}签章。"),
    ((), "户籍迁移审批\n迁移人{name}，随迁{name}、{name}，理由：投靠丈夫{name}。申请人签名：{name}　日期{date}"),
    ((), "人身损害赔偿收条\n今收到{name}赔偿我儿{name}被其拖拉机撞伤的医疗费{amount}元。收款人：{name}。在场人：{name}、{name}。账号{card}"),
    (("case_files",), "右派改正通知\n{name}同志：你{date}被划为右派的问题，经复查属错划，予以改正。你爱人{name}、女儿{name}随同下放问题，由原单位安排。抄送{name}同志现所在单位。"),
    (("health",), "职业病诊断登记\n编号 姓名 工龄 期别\n{short} {name} 22 Ⅰ期\n{short} {name} 19 Ⅱ期\n{short} {name} 30 Ⅰ期\n矽肺患者{name}已转市院治疗。"),
    ((), "招生政审函调证明\n你校函查{name}的父亲{name}历史问题：{name}{date}参加三青团，任小队长，{date}已交代清楚。证明人{name}现在{town}务农。"),
    ((), "村干部经济问题举报信\n我们是{town}村民，举报村主任{name}吃喝公款，出纳{name}做假账，二人合伙把救济粮卖给{name}。举报人{name}等十二户。"),
    ((), "孤儿安置协议\n孤儿{name}，父{name}母{name}均于{date}车祸身亡，由其祖父{name}监护，每月领取生活费{amount}元，存折户名{name}。"),
    ((), "离婚登记审查处理表\n男 {name}　女 {name}\n子女抚养：儿子{name}归男方，女儿{name}归女方。\n债务：欠{name}{amount}元由男方偿还。\n登记员 {officer}"),
    (("religion",), "天主教徒退教具结书\n具结人{name}，受神甫{name}影响入教，现认识错误，声明退教，今后不与{name}来往。其妻{name}亦一并退教。"),
    ((), "生产队评工记分争执记录\n{name}与{name}为半个工吵起来，{name}动手推了{name}一下，队长{officer}劝开。晚上{name}家属来队部哭闹，要求{name}赔不是。"),
    (("cadre_appraisal",), "干部任前公示反映问题核查\n反映{name}借女儿{name}出嫁收受礼金。核查：{name}的女儿{name}{date}结婚，收礼{amount}元，均系亲友。{name}解释属实。"),
    ((), "水利工程验收单\n工程编号{code}，造价{amount}元，验收组组长{officer}，成员{officer}、{officer}，验收日期{date}，批文{docno}。"),
)  # fmt: skip

LATER: tuple[Wording, ...] = (
    ((), "收回承包地通知\n{name}户全家迁往外省，所承包责任田荒芜两年。其弟{name}代种未交公粮。经研究收回，转包给本组{name}。"),
    (("health",), "县医院手术同意书\n患者{name}拟行胃切除术，术中术后可能出现意外，已向家属{name}说明。家属意见：同意。与患者关系：夫妻。主刀{officer}医生。"),
    (("case_files",), "治安处罚裁决书\n违法行为人{name}于{date}酒后将{name}家玻璃砸碎，并用砖头砸伤前来劝阻的{name}。决定对{name}拘留十日。"),
    ((), "申请结婚登记介绍信\n兹介绍我厂职工{name}与{town}社员{name}前来办理结婚登记手续，双方自愿，{name}系初婚，{name}系丧偶再婚。"),
    (("minors",), "学籍异动登记\n{name}　休学　因肾炎住院\n{name}　转学　随父{name}调动\n{name}　退学　家长{name}申请"),
    ((), "群众来访记录\n来访人{name}同其女{name}反映：{date}其夫{name}在修水库时被石头砸死，当时领导{officer}答应把{name}招进厂，至今没有解决。"),
    ((), "遗产分配协议\n先父{name}遗有存款{amount}元，经{name}、{name}、{name}姐弟三人商定，由{name}分得一半，其余归母亲{name}养老。"),
    (("case_files",), "同案犯对质笔录\n{name}说赃款是{name}提议分的，{name}分到{amount}元；{name}辩解说自己只望风。{name}听后低头不语，承认{name}讲的是事实。"),
    ((), "精简职工生活困难救济呈报表\n姓名 {name} 身份证号 {id}\n家庭人口 五人 本人患高血压，妻{name}体弱，子{name}痴呆\n单位意见：{name}情况属实，报请每月救济{amount}元。"),
    (("cadre_appraisal",), "退党人员审查\n{name}，{date}入党，{date}自行脱党。据同村{name}、{name}证明，{name}未出卖组织，但曾替伪保长{name}写过账。"),
    ((), "工会慰问困难职工名单\n细纱车间 {name} 丈夫病故\n织布车间 {name} 工伤在家\n后勤科 {name} 儿子{name}白血病\n经办 {officer}"),
    ((), "道路维修合同\n工程款{amount}元，合同号{code}，甲方代表{officer}经理，乙方代表{officer}经理，{date}开工。"),
)  # fmt: skip

NEXT: tuple[Wording, ...] = (
    ((), "宅基地审批表\n申请户主 {name}，家庭人口六人。四邻意见：东邻{name}同意，西邻{name}同意，北邻{name}外出，由其父{name}代签。经现场丈量，{name}所占未超标准。"),
    ((), "职工家属随迁报告\n我矿职工{name}之妻{name}、之子{name}均在农村，{name}两地分居十余年，生活困难，恳请准予{name}母子随迁落户。"),
    (("case_files",), "失踪人员查找登记\n{name}，{date}离家未归，其母{name}报案。据{name}讲，当天曾见{name}搭乘{name}的拖拉机往县城方向去。报案人电话{phone}。"),
    (("health",), "交通事故伤者救治情况\n伤者{name}右腿骨折，{name}颅脑损伤，{name}抢救无效死亡。肇事人{name}已被拘留。家属{name}要求赔偿丧葬费{amount}元。"),
    ((), "生活困难补助评议会记录\n大家评议：{name}家五口人一个劳力，应补；{name}儿子当工人，不补；{name}瘫痪在床，{name}孤身一人，都补。记录{officer}。"),
    ((), "私房改造申诉书\n申诉人{name}，原房主{name}之长子。{date}我父{name}被定为房产主，房屋由房管会经租，{name}曾多次申诉未果。"),
    (("case_files",), "检察院不起诉决定书\n被不起诉人{name}，男，{date}生。经审查，{name}故意伤害{name}一案，情节轻微，且{name}已取得被害人{name}谅解，决定对{name}不起诉。"),
    ((), "下乡知青结婚后生活安排意见\n知青{name}与当地社员{name}结婚，生一子{name}。现{name}要求到{name}所在大队落户，女方父亲{name}愿提供住房一间。"),
    ((), "家庭暴力告诫书\n{name}：经查，你于{date}在家中对妻子{name}实施殴打，致其面部受伤。现告诫你立即停止施暴。社区民警已告知{name}维权途径，{name}的姐姐{name}在场见证。"),
    (("minors",), "留守儿童登记\n{name}，九岁，父母{name}、{name}均在外打工，随祖母{name}生活。{name}，七岁，母{name}改嫁，随伯父{name}生活。"),
    ((), "复员军人定期定量补助审批\n{name}　{date}入伍　{date}复员　体弱多病　妻{name}无业\n{name}　{date}入伍　{date}复员　孤老　由侄{name}照料"),
    ((), "控告信\n控告人{name}控告{name}霸占其妻{name}一事：{date}夜，{name}翻墙入室，被{name}当场捉住，{name}、{name}闻声赶来。望组织为我做主。"),
    ((), "房屋租赁纠纷调处\n房东{name}，房客{name}。{name}欠租四月，{name}要求腾房。经调解，{name}限月底前搬出，{name}免收欠租{amount}元。"),
    (("cadre_appraisal",), "干部档案更正报告\n{name}档案中父亲姓名写作{name}，经查实为{name}。其岳父{name}、妻兄{name}的政治面貌栏漏填，现予补正。"),
    ((), "工亡职工善后协议\n{name}因公死亡，其配偶{name}、父{name}、母{name}、子{name}与厂方协商：一次性抚恤{amount}元，由{name}领取，{name}满十八岁后优先招工。"),
    ((), "村民小组征地补偿分配表\n户主 面积 金额\n{name} {short} {amount}\n{name} {short} {amount}\n{name} {short} {amount}\n说明：{name}户已死亡，由女婿{name}代领，引起{name}不满，多次上访。"),
    (("religion",), "信教群众登记\n{name}（户主）一家四口信教；{name}受其婆婆{name}影响入教；{name}原信教，现已退出，由{name}帮教。"),
    ((), "除名通知\n{name}自{date}起旷工，经车间派{name}、{name}两同志到家催促，{name}拒不上班，按规定予以除名。其家长{name}已签收。"),
)  # fmt: skip

LAST: tuple[Wording, ...] = (
    ((), "水库移民安置登记\n移民户{name}，妻{name}，子女{name}、{name}。原住淹没区，现安置{town}。{name}反映其兄{name}一户漏登，要求补助。"),
    (("case_files",), "保外就医审批\n罪犯{name}患严重心脏病，由其姐{name}具保。监区意见：{name}服刑期间表现尚可，同犯{name}、{name}证明其多次昏厥。"),
    ((), "邻里纠纷派出所接警记录\n报警人{name}称：{name}把垃圾倒在他家门口，双方发生争执，{name}之妻{name}抓伤{name}脸部。民警到场后，{name}表示愿意道歉。"),
    ((), "离休干部遗属生活困难报告\n已故干部{name}遗孀{name}，年老多病，养子{name}下岗，孙女{name}在读。建议每月给{name}补助{amount}元。"),
    (("health",), "结核病密切接触者调查\n患者{name}确诊后，对其同住人{name}、{name}，同事{name}作了检查，{name}胸片异常，已转诊。{name}拒绝检查。"),
    ((), "孤寡老人入院协议\n老人{name}无儿无女，由其外甥{name}送入敬老院，{name}名下房屋二间委托{name}看管。见证：{name}。"),
    ((), "停薪留职申请\n我是机修车间{name}，因父亲{name}中风、妻子{name}下岗，家中困难，申请停薪留职两年。申请人：{name}"),
    (("minors",), "未成年人保护案件线索\n{name}（女，十三岁）长期被继父{name}打骂，其生母{name}不敢声张。邻居{name}向居委会反映，班上同学{name}也曾见其身上有伤。"),
    ((), "错案纠正补发工资表\n{name} 错判 {amount}\n{name} 错划 {amount}\n{name} 错处 {amount}\n领款签章：{name}由其子{name}代领，{name}本人领取。"),
    ((), "民间借贷判决摘要\n{name}向{name}借款{amount}元，{name}作为保证人签字。到期后{name}拒不归还，{name}遂将二人诉至法院。法院认为{name}应承担连带责任。"),
    (("case_files",), "自首笔录\n问：你叫什么？答：我叫{name}。问：来做什么？答：我和{name}、{name}偷了供销社的布，{name}望风，{name}把布卖给了{name}。"),
    ((), "婚姻纠纷调解申请\n申请人{name}与丈夫{name}结婚七年，近来{name}与同厂女工{name}来往密切，{name}多次劝说无效，婆母{name}亦护短。请求调解。"),
    ((), "抚恤对象年审名册\n烈属 {name} 八十一岁 随孙{name}居住\n伤残 {name} 七级 与妻{name}分居\n病故军人遗属 {name} 改嫁 停发"),
    ((), "道路养护计划\n养护里程{short}公里，预算{amount}元，负责人{officer}，监理{officer}工程师，合同编号{code}，{date}前完工。"),
)  # fmt: skip

UNSEEN: tuple[Wording, ...] = (
    ((), "调整自留地的报告\n我队{name}、{name}两户要求对换自留地，{name}的地靠近猪圈，{name}嫌远，经双方协商同意，{name}另补{name}树苗二十棵。"),
    (("case_files",), "侦查卷宗摘要\n{date}晚，{name}将{name}骗至河边，{name}持刀威逼，抢走手表一块。{name}跑到{name}家求救。次日{name}被抓获归案，{name}闻风潜逃。"),
    ((), "亲属关系公证书\n申请人{name}。兹证明{name}是{name}的父亲，{name}是{name}的母亲，{name}是其胞弟。公证员{officer}"),
    (("health",), "地方病患者摸底\n{name}，甲状腺肿大，服碘油丸后好转；{name}，大骨节病，丧失劳力；{name}，克汀病，生活不能自理，由其嫂{name}喂饭穿衣。"),
    ((), "私人诊所医疗纠纷投诉\n{name}因牙痛到{name}诊所拔牙，术后流血不止，转院抢救。{name}之子{name}要求{name}退还医药费{amount}元并赔偿误工费。"),
    ((), "转业军人安置函\n{name}，{date}由部队转业，其爱人{name}随调，子{name}入托问题请一并解决。{name}本人愿到基层工作。"),
    (("minors",), "工读学校入学审批\n学生{name}，父母离异，跟随外婆{name}生活，结交社会青年{name}，先后三次偷自行车。父亲{name}同意送工读学校。"),
    ((), "承包鱼塘合同纠纷申诉\n{name}与生产队订了三年合同，次年{name}眼红，唆使{name}往塘里投毒，死鱼两千斤。{name}告到公社，{name}反咬一口。"),
    ((), "职工食堂亏空调查\n据{name}揭发，{name}每月私拿粮票二十斤，{name}知情不报。{name}开始抵赖，后在证据面前低了头，愿意退赔{amount}元。"),
    ((), "老人赡养协议\n父亲{name}、母亲{name}年事已高，由{name}、{name}兄弟轮流供养，每家一季；女儿{name}负责看病花销。{name}不在家时由其妻{name}代为照看。"),
    (("cadre_appraisal",), "民主评议党员登记\n{name}：工作踏实，但脾气暴躁，与妻子{name}时常吵架。{name}：学习不够，家属{name}参与赌博被派出所罚款。"),
    ((), "房屋买卖契约\n立约人{name}，因母{name}治病缺钱，自愿将祖遗瓦房三间卖给{name}为业，三面言定价{amount}元。中见人{name}，代笔{name}。此房{name}兄弟不得异言。"),
    ((), "救灾款物发放榜\n{name} 棉被一床\n{name} 棉衣两件\n{name} 大米五十斤\n{name}（孤儿）现金{amount}元"),
    ((), "桥梁检测通知\n检测单位编号{code}，费用{amount}元，检测负责人{officer}，复核{officer}，{date}前提交报告。"),
)  # fmt: skip

FINAL: tuple[Wording, ...] = (
    ((), "入伍青年走访材料\n应征青年{name}，家中独子，祖母{name}年迈。走访邻人{name}、{name}，均称{name}老实本分，曾与{name}同在砖瓦厂做工。"),
    (("case_files",), "监舍打架事件经过\n{date}，{name}嫌{name}打鼾，两人互骂，{name}用饭盆砸中{name}额头，{name}上前拉架被误伤。值班干部{officer}到场制止。"),
    ((), "合伙办厂散伙清算\n{name}出资{amount}元，{name}出资{amount}元，{name}以机器作价入股。因{name}私自取走货款，{name}提出散伙，余货归{name}。"),
    (("health",), "献血反应登记\n{name}，献血后头晕，平卧后缓解；{name}，穿刺处血肿；{name}，晕厥两分钟。随访人{officer}。"),
    ((), "迁坟补偿争议\n{name}祖坟三座，与{name}家坟地相连，{name}称其中一座属其曾祖。{name}请来族长{name}辨认，{name}仍不认可。"),
    (("minors",), "少年宫走失儿童认领\n{name}，约五岁，{date}在少年宫门口被{name}发现，次日由其姑妈{name}认领，父亲{name}来电致谢。电话{phone}"),
    ((), "拖欠工资投诉\n{name}等八人在{name}承包的工地干活，{name}只付了一半工钱就不见人影。{name}代表大家来访，{name}、{name}也签了名。"),
    ((), "农机站采购清单\n型号{code}，金额{amount}元，采购人{officer}，验收人{officer}，发票{serial}，{date}入库。"),
)  # fmt: skip
