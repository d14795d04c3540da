"""Readings of surnames that dictionaries of common words get wrong, and surnames of two characters."""

from __future__ import annotations

# Simplified and traditional forms alike; the first reading is the usual one. ü is written v.
_SINGLE = """
曾:zeng 单單:shan 仇:qiu 解:xie 区區:ou 查:zha 朴:piao,pu 吕呂:lv 种:chong 任:ren 华華:hua 盖蓋:ge,gai 员員:yun
翟:zhai,di 洗冼:xian 缪繆:miao,mou 宓:mi,fu 覃:qin,tan 秘祕:bi,mi 折:she,zhe 黑:he,hei 乜:nie 逄:pang 佴:nai 逯:lu
郇:xun,huan 郗:xi,chi 隗:wei,kui 牟:mu,mou 乐樂:yue,le 车車:che 那:na 召:shao,zhao 长長:chang,zhang 尉:wei,yu
繁:po,fan 祭:zhai,ji 炅:gui,jiong 能:nai 要:yao 臧:zang 藏:zang 柏:bai,bo 葛:ge 过過:guo 哈:ha 纪紀:ji 应應:ying
宁寧:ning 甯:ning 卜:bu 都:du 冯馮:feng 盛:sheng 沈:shen 燕:yan 曲:qu 粘:nian 句:gou,ju 瞿:qu 么幺:yao 观觀:guan
干:gan 俞:yu,shu 谌諶:chen,shen 阚闞:kan 殷:yin 隽雋:juan,jun 靳:jin 钭鈄:tou 訾:zi 郄:qie,xi 郤:xi 妫媯:gui
郏郟:jia 费費:fei,bi 薄:bo 宿:su 强強:qiang,jiang 相:xiang 不:fou 褚:chu,zhu 蔚:yu,wei 难難:ning 呙咼:guo 角:jue
撒:sa 降:jiang 厘:li 令:ling 谯譙:qiao 石:shi 叶葉:ye 邢:xing 行:xing 朝:chao 重:chong 便:pian 晁:chao 贲賁:ben
亓:qi 颉頡:xie,jie 颜顏:yan 眭:sui 郜:gao 麴麹:qu 昝:zan 辟:bi 仉:zhang 爨:cuan 禚:zhuo 夏:xia 侯:hou 会會:gui 系:xi
"""
_DOUBLE = """
尉迟尉遲:yu,chi 万俟萬俟:mo,qi 单于單于:chan,yu 澹台澹臺:tan,tai 长孙長孫:zhang,sun 令狐:ling,hu 宇文:yu,wen
欧阳歐陽:ou,yang 司马司馬:si,ma 上官:shang,guan 诸葛諸葛:zhu,ge 司徒:si,tu 司空:si,kong 夏侯:xia,hou 皇甫:huang,fu
东方東方:dong,fang 公孙公孫:gong,sun 慕容:mu,rong 鲜于鮮于:xian,yu 呼延:hu,yan 轩辕軒轅:xuan,yuan 赫连赫連:he,lian
独孤獨孤:du,gu 南宫南宮:nan,gong 端木:duan,mu 百里:bai,li 闻人聞人:wen,ren 拓跋:tuo,ba 宗政:zong,zheng
濮阳濮陽:pu,yang 淳于:chun,yu 太史:tai,shi 申屠:shen,tu 钟离鍾離鐘離:zhong,li 仲孙仲孫:zhong,sun 东郭東郭:dong,guo
西门西門:xi,men 第五:di,wu 纳兰納蘭:na,lan 叶赫葉赫:ye,he 完颜完顏:wan,yan 乐正樂正:yue,zheng 公冶:gong,ye
公羊:gong,yang 子车子車:zi,ju
"""


def single() -> dict[str, tuple[str, ...]]:
    """Surname character → its readings as a surname."""
    pairs = (entry.split(":") for entry in _SINGLE.split())
    return {character: tuple(readings.split(",")) for characters, readings in pairs for character in characters}


def double() -> dict[str, tuple[str, str]]:
    """Surname of two characters → one reading a character."""
    found: dict[str, tuple[str, str]] = {}
    for entry in _DOUBLE.split():
        characters, readings = entry.split(":")
        first, second = readings.split(",")
        found.update({characters[i : i + 2]: (first, second) for i in range(0, len(characters), 2)})
    return found
