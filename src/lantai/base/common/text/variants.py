"""Character variants that neither Unicode nor OpenCC folds, written down by hand: each line is `standard variants`.

Folding is for finding only, never for display, so a pair belongs here when a reader who types one form wants the other.
The table must stay character by character: a rule that looks at neighbours would make part of a phrase unfindable.
"""

from __future__ import annotations

# Traditional characters that OpenCC turns differently from phrase to phrase (計畫 计划, 畫 画; 批覆 批复, 覆 覆). Both
# outcomes are made one, so that a fragment, a line break or a period spelling never decides whether a page is found.
CONTEXT = """
沉沈 干乾 借藉 复覆 于於 炼鍊链 升昇陞 坏坯 征徵 钟鍾锺 径逕迳 了瞭 搜蒐 修脩 秘祕 么麼麽幺 泛氾 巨鉅钜 厘釐 克剋
咤吒 只衹祇 苏甦 里哩 划畫画 苔薹 溪谿 捍扞 夹袷 蒙濛 具俱 仿彷 札劄 着著 恶噁𫫇 余馀 宁甯 计計 蔑衊
"""

# Variant forms of the 1955 list and of hand-written and pre-war documents.
FORMS = """
峰峯 群羣 国囯囻圀 回囬囘迴廻 参叅 步歩 启啓啟 产産 户戸戶 黑黒 收収 同仝衕 铁鉄鐡 赞賛 并併並竝 妆粧 吃喫 床牀 村邨
灯燈 雕彫鵰琱 冰氷 册冊 厕廁 厨廚 厅廳 历歴厯 却卻 吊弔 咏詠 唇脣 图圗圖 坟墳 垒壘 埋薶 塔墖 墙墻牆 夜亱 够夠 奔犇
姊姉 姻婣 娘孃 婶嬸 宝寳寶 寇宼 寝寢 实実 岁歳 岳嶽 岩巖嵒喦 岛嶋嶌島 崖崕 嵩崧 巢巣 年秊 庵菴 弦絃 弥彌瀰 彩綵 往徃
得淂 德徳悳 恒恆 恩㤙 悦悅 惠恵 愧媿 慎愼昚 懒嬾 才纔 扎紮 托託 抛拋 挂掛罣 挽輓 捆綑 略畧 携擕攜㩗 敕勅勑 效効傚
教敎 敛歛 斗鬥鬦鬪鬭 斩斬 旗旂 暖煖煗 曆歷 朵朶 杂襍雜 杯盃桮 松鬆枩 果菓 枪鎗 栀梔 栖棲 梁樑 梅楳槑 棋碁棊 榨搾
概槩 欢懽歓歡 款欵 歌謌 歪𠱈 毁毀燬譭 毡氊 气氣気 污汚汙 决決 况況 冲沖衝 凄淒悽 净凈淨浄 凉涼 减減 凑湊 法灋 泄洩
泪淚 洒灑 洁潔 浅淺 浚濬 涌湧 涛濤 渊淵渕 温溫 湾灣 溯泝遡 滩灘 澄澂 灾災烖菑 炮砲礮 烟煙菸 焰燄 照炤 熏燻 照曌 牦犛
狸貍 猫貓 猿猨 珍珎 琉瑠 瑶瑤 瓶缾 痴癡 疏疎 皂皁 皋皐臯 皑皚 盐塩鹽 盗盜 盘盤 睹覩 瞰矙 矮躷 碗椀盌 砧碪 碍礙 磁礠
秋秌 秆稈 稿稾 窑窯窰 窗窓窻牕 竖豎 笋筍 笔筆 筏栰 筑築 箸筯 管筦 粗觕麤 粮糧 糊餬 系係繫 绣繡綉 线線綫 绳縄 绵綿緜
罪辠 罚罰罸 羁覊羈 羹𦎟 翻繙飜 耻恥 肤膚 胁脅脇 胆膽 胳肐 脚腳 脉脈衇 脑腦 脸臉 膻羶 舍捨 舰艦 艳豔艷 花芲蘤 苍蒼
草艸 荐薦 荡蕩盪 萱蕿 葱蔥 蒂蔕 蓑簑 蕊蕋蘂 薯藷 藤籐 虎虝 虫蟲 蚊螡 蛙鼃 蛇虵 蜂蠭 蜡蠟 蝶蜨 衅釁 裙裠 裤袴褲 览覧
觉覚 誓誓 谋謀 谣謡 谱譜 剩賸 赃贓贜 赖頼 跖蹠 跡迹蹟 踊踴 踪蹤 躬躳 躯軀 软輭 逃迯 迫廹 递逓遞 逊遜 遁遯 遍徧
酬酧醻詶 醇醕 采採寀 里裏裡 野埜 针鍼針 钩鈎鉤 钵鉢缽 铲剷鏟 锈銹鏽 锄鋤鉏 镰鎌鐮 阴隂陰 阵陣 险険 邻隣鄰 隶隸隷
雁鴈 雇僱 雕鵰 霉黴 霸覇 鞋鞵 鞍鞌 韵韻 颓頽 颜顔 飘飄 饼餅 饱飽 馆館舘 驱駆驅 验騐驗 骂罵駡 髒脏臟 鬓鬂 鱼魚 鳖鱉
鸡鷄雞 鹅鵞鵝 麻蔴 麦麥 黄黃 黾黽 鼓皷 齐斉齊 龙竜龍 龟亀龜 丘坵 个個箇 丰豐 丽麗 亏虧 亘亙 仇讎讐 伙夥 伞傘繖
佛彿髴 你妳 侠俠 侣侶 侄姪妷 俯俛頫 倏倐 假叚 偷媮 傅傅 傻儍 兔兎 冤寃 兹茲 冒冐 剑劎劍劔 劫刧刦 勋勳勛 勤懃 匆怱悤
匹疋 升陞 协恊協 卧臥 卫衞衛 厂廠 发發髮 台臺檯颱 吴呉吳 呆獃騃 员貟 和咊龢 咒呪 咱喒 哗嘩譁 哲喆 唤喚 喧諠 嗔瞋
嘱囑 嚣囂 因囙 坚堅 堤隄 塚冢 墩墪 声聲 壮壯 备備偹 多夛 奈柰 奖奬獎 奸姦 姬姫 嫂㛮 学學斈 宫宮 容㝐 尸屍 尝嘗甞
尽盡儘 居凥 屡屢 峡峽 嵌𡸢 巅巔 帮幫幇 庄莊荘 床牀 廉亷 强強彊 当當 彻徹 志誌 忧憂 怪恠 总總緫 恤卹賉 恼惱 恳懇 悍猂
愤憤 慨嘅 戏戲戯 战戦戰 才纔 扣釦 执執 抵牴觝 拐柺 拿拏挐 捏揑 捣搗擣 据據拠 授授 掩揜 插挿揷 搁擱 撑撐 撰譔 撵攆
救捄 敌敵 数數 斋齋 无無 既旣 咨谘諮 昆崑崐 晃㨪 晋晉 晒曬 暂暫蹔 曜燿 札箚 杠槓 条條 杰傑 柳桺 柴祡 栗慄 档檔 桥橋
桩樁 梨棃 检検 樱櫻桜 欲慾 残残殘 殡殯 每毎 毕畢 汇匯彙滙 没沒 沾霑 浏瀏 浸寖 涂塗 清淸 潜潛濳 濒瀕 灵靈霊 炉爐鑪
点點奌 焊銲釬 熔鎔 爱愛 犁犂 状狀 独獨 瑰瓌 璇璿 瓮甕罋 略畧 疆畺 疏疎踈 瘦痩 皃貌 皱皺 监監 真眞 眠眠 睁睜 研硏
禀稟 禅禪 税稅 穗穂 稚穉 穷窮 竞競 笃篤 策筞 算祘 粽糉 糖餹 紧緊 纪紀 绝絶 绪緒 绘絵 罐鑵 群羣 考攷 耽躭 聪聡聰
联聯聨 肃肅 背揹 膝厀 臀臋 致緻 舆輿 船舩 芦蘆 苹蘋 荆荊 莅涖蒞 菱蔆 蒸烝 藏蔵 虑慮 虚虛 蝎蠍 蝉蟬 补補 袖褏 装装裝
角觔 誊謄 说説說 谊誼 谥諡謚 资資 贮貯 质貭質 赎贖 赏賞 趟蹚 跃躍 踏蹋 辉輝煇 辞辭辤 农農辳 边邊辺 迟遅遲 逼偪 遗遺
郁鬱 醉酔 释釋釈 銮鑾 锁鎖鎻鏁 锅鍋 镇鎮鎭 镜鏡 闲閑閒 闹鬧 阅閱閲 阔闊濶 陇隴 隐隱 隙𨻶 难難 雾霧 静靜 鞠鞫 项項
颇頗 餐歺飡湌 馈饋餽 駄驮 骡驘騾 髓髄 髯髥 魂䰟 鲜尠鱻 鳞鱗 鹤鶴 黏粘 齿齒歯 信伩
"""

# Zero is written five ways in years and numbers (二○○五年, 二零零五年, 二〇〇五年).
ZERO = "〇○◯零"

# Radical signs that badly made PDF text layers use for whole characters and that Unicode does not fold.
RADICALS = """
车⻋ 见⻅ 贝⻉ 长⻓⻒⻑ 门⻔ 青⻘ 页⻚ 风⻛ 飞⻜ 食⻝⻞⻟⻠ 马⻢ 骨⻣ 鬼⻤ 鱼⻥ 鸟⻦ 卤⻧ 麦⻨ 黄⻩ 黾⻪ 齐⻫⻬
齿⻭⻮ 龙⻯⻰ 民⺠ 虎⻁ 西⻄⻃ 角⻆ 韦⻙ 巳⺒ 么⺓ 月⺝ 王⺩ 目⺫ 示⺬⺭ 竹⺮ 网⺳⺲⺱⺴ 羊⺶⺷⺸ 肉⺼ 衣⻂ 言⻈
金⻐ 雨⻗
"""


def groups() -> list[tuple[str, str]]:
    """Every (variant, standard) pair, in the order written; the generator resolves chains and refuses rings."""
    words = [*CONTEXT.split(), *FORMS.split(), ZERO, *RADICALS.split()]
    return [(variant, word[0]) for word in words for variant in word[1:] if variant != word[0]]
