"""A vocabulary of its own, from which titles and reports are put together; nothing of it is taken from a document."""

import functools

_WHAT = (
    "道路改造", "老旧小区改造", "供热管网更新", "农村饮水提升", "高标准农田建设", "中小学校新建改扩建",
    "县医院迁建",
    "养老服务中心建设", "污水处理扩容", "垃圾分类", "河道治理", "造林绿化", "光伏电站并网", "产业园标准厂房建设",
    "招商引资签约", "企业技术改造", "市场主体培育", "电商物流园建设", "特色农产品基地建设", "乡村旅游示范点建设",
    "危房改造", "防汛物资储备", "安全生产整治", "信访积案化解", "政务大厅一窗受理", "数据共享平台建设",
    "城乡客运一体化",
    "应急广播建设", "文化馆修缮", "全民健身中心建设",
)  # fmt: skip
_WHERE = (
    "城东片区", "城西片区", "北部新区", "沿河片区", "工业园区", "高铁站前区", "老城区", "柳林片区", "石桥片区",
    "南山片区",
    "沿黄片区", "东关片区", "西关片区", "开发区", "物流园区", "示范园区", "中部乡镇", "山区乡镇", "平川乡镇",
    "库区移民村",
)  # fmt: skip
_HOW = ("推进", "完成", "启动", "实施", "落实", "做好", "加快")
_DONE = (
    "已完成立项批复", "施工图设计通过审查", "完成招标并签订合同", "主体工程正在施工", "完成基础开挖",
    "管线迁改完成过半",
    "征地补偿款已兑付到户", "设备已进场安装", "完成隐蔽工程验收", "正在组织竣工验收", "资金已拨付到位",
    "用地手续已报批",
    "环评报告已公示", "完成入户调查", "建立了工作台账", "召开了推进会", "与三家企业签订意向协议",
    "完成年度投资计划的六成",
    "进度比上月加快", "夜间错峰施工减少扰民",
)  # fmt: skip
_NEXT = (
    "下一步抓紧办理用地手续", "下一步倒排工期", "下一步协调解决拆迁遗留问题", "下一步做好冬季施工准备",
    "下一步督促中标单位增加人手",
    "下一步完善档案资料", "下一步开展质量抽检", "下一步组织群众代表现场查看", "下一步对接上级部门争取资金",
    "下一步开展试运行",
    "下一步组织第三方评估", "下一步形成长效管护办法",
)  # fmt: skip
TITLES, TEXTS = 8_009, 20_011  # both prime: a stride reaches every one of them


@functools.cache
def titles() -> tuple[str, ...]:
    """Titles of items, all different."""
    made = (f"{how}{where}{what}" for what in _WHAT for where in _WHERE for how in _HOW)
    every = [f"{title}（{n % 9 + 1}期）" for n, title in enumerate(made)]
    return tuple((every * 2)[:TITLES])


@functools.cache
def texts() -> tuple[str, ...]:
    """Texts of reports, all different."""
    return tuple(
        f"{_WHERE[n % 20]}{_WHAT[n // 20 % 30]}{_DONE[n * 7 % 20]}，{_DONE[(n * 3 + 11) % 20]}，"
        f"累计完成投资{n % 977 + 12}万元、工程量{n * 13 % 89 + 8}%；{_NEXT[n * 5 % 12]}。"
        for n in range(TEXTS)
    )
