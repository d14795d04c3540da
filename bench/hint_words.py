# ruff: noqa: E501 - a wording is read best as it would stand on its page
"""Wordings of the labelled set for hints: what records of a county say, written by us for this set alone.

`{name}` and the like are filled by `bench.hint_corpus`. `TUNED` was looked at while rules were written; of `HELD_OUT`,
by the same people, only the figures were. A wording says which subjects a reviewer should be shown.
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
