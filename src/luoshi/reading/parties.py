"""Who: units of the directory, collective names, the grammar of responsibility; posts and groups of persons."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable

import ahocorasick

from luoshi.reading.lexicon import VERB
from luoshi.reading.records import PersonSaid, UnitSaid
from luoshi.reading.words import any_of

#: (name, unit id) as the office's directory gives it: full, short and old names.
Directory = tuple[tuple[str, int], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """The office's directory as a search machine, and the document's own places."""

    automaton: ahocorasick.Automaton | None
    places: re.Pattern[str] | None


_FIELD = any_of(
    r"""
    发展和?改革 发改 教育(?:体育|和体育)? 教体 教科 科技 科学技术 (?:工业|经济)和信息化
    经发 经济发展 法制 扶贫 农机 畜牧 国土(?:资源)? 环保 卫计 工商 质监 安监 食药监 旅游 房产
    工信 经信 公安 民政 司法 财政
    人社 人力资源和?社会保障 自然资源(?:和规划)? 规划和自然资源 生态环境 住建 住房和?城乡建设 交通(?:运输)? 水利
    水务 农业农村 商务 文化和?旅游 文旅 文广旅 文化广电和?旅游(?:体育)? 文化体育和?旅游 营商环境(?:建设)?
    城市管理 林草 数据(?:资源)?(?:管理)? 金融监管 地方金融(?:监督)?管理
    卫健 卫生健康 退役军人(?:事务)? 应急(?:管理)? 审计
    市场(?:监督管理|监管) 统计 医保 医疗保障 信访 行政审批(?:服务)?(?:管理)? 林业(?:和草原)?
    城市?管理?(?:综合)?(?:行政)?执法 城管 乡村振兴 国资 金融(?:工作|办)? 投资促进 招商 营商 税务 气象
    消防(?:救援)? 体育 民族宗教 民宗 外事 能源 粮食(?:和物资储备)? 大数据(?:管理|发展)? 政务服务(?:管理)? 地方志
    供销 残疾人 妇女 文物 园林 房管 人防 国防动员 机关事务
    """
)
_OWNER = "省|市|县|区|州|旗|[\u4e00-\u9fff]{2,4}[省市县区州旗]"
_PARTY_ORGAN = any_of(
    r"""
    (?:人民)?政府办公?[室厅]? 人民政府督查室 府办
    委办公?室? 委组织部 委宣传部 委统战部 委政法委 委编办 委督查室 政府督查室 委政研室 人大常委会
    (?<!人民)政协(?!民主|委员|提案|协商|的|代表)
    纪委监委 纪委 总工会 团委 妇联 工商联 科协 残联 法院 检察院 供电公司 组织部 宣传部 统战部 政法委
    四大班子办公室
    """
)
_ORGAN = re.compile(
    rf"(?:{_OWNER})?公安局(?:交警|特警|治安|刑侦|交管)(?:总队|支队|大队)"
    rf"|(?:{_OWNER})?(?:{_FIELD})(?:局|委员会|委|厅|办公室|办)"
    rf"|(?:{_OWNER})(?:{_FIELD})(?:部门|中心|总队|支队|大队)"
    rf"|(?:{_OWNER})?(?:消防(?:救援)?|交警|公安|特警|市场监管|执法)(?:总队|支队|大队)"
    rf"|(?:{_OWNER})?(?:{_PARTY_ORGAN})(?![\u4e00-\u9fff]{{0,2}}书记)"
    r"|[省市县区](?:委|(?:人民)?政府)?(?:两办)?(?:督查|督导|督考|督办|考核)(?:组|室|办)(?![理法公])"
    rf"|(?:{_OWNER})(?:规划|配套|创城|文明|双创|工业发展)(?:局|办|委)(?![理法事公员])"
    r"|(?:^|(?<=[，；：、。是]))[\u4e00-\u9fff]{2,8}(?:局|办|厅|室|组|专班|指挥部|大队)(?=要(?!素|求)|牵头|会同|负责)"
    r"|(?:[\u4e00-\u9fff]{2,6})(?:经济(?:技术)?开发区|高新区|经开区|管委会)(?=牵头|负责|要|配合|、|，|等|党工委|管委会)"
    r"|(?:[\u4e00-\u9fff]{2,6})(?:示范区|管理区)(?=牵头|负责|要(?!素|求)|配合|党工委|管委会)"
)
_COLLECTIVE = re.compile(
    r"[省市县区](?:级|直)各(?:有关|相关)?(?:部门|单位)|全[省市县区]各级各(?:部门|单位)"
    r"|各?(?:主要|其他|相关|有关)?(?:责任|牵头|配合|捆绑|承办)(?:单位|部门)(?=要(?!素|求)|应(?!急)|须|每|负责|适时|统筹)"
    r"|各(?:县市区|区县市?|区市县|区、县级市|县（市）区|有关单位|相关单位|部门各单位|设区市|市州|盟市|州市|市（州）|行业主管部门|行业监管部门|行业部门|主管部门|级各部门|级各单位|地各部门|地各单位|县区各部门|县\(市、区\)|县（市、区）|乡镇（街道）|乡镇街道|县区|市县|乡镇|镇街|街道|园区"
    r"|开发区|部门|单位|科室|有关部门|相关部门|责任单位|牵头单位|配合单位|事项牵头单位|成员单位|县|市|区|镇)(?:人民政府|政府)?"
    r"|(?:[省市县区]直|有关|相关|各|职能|(?<![\u4e00-\u9fff]))(?:职能)?部门(?:单位)?(?=要|牵头|负责|配合|按|应|$)|[省市县区]直(?:各)?(?:有关)?(?:部门|单位)"
    rf"|(?<![\u4e00-\u9fff])(?:{_FIELD})部门(?=要|应|须|将|牵头|负责|会同|按|每|、)|(?:金融|银行业?|医疗|保险)机构(?=要(?!素|求)|应(?!急|用|对)|须|按)"
    r"|每个(?:乡镇|县区|街道|村|社区|园区|部门|单位)(?=要|至少|都|每|明确|确定|选派|应)"
    r"|有关(?:部门|单位)|相关(?:部门|单位|职能部门)|全[省市县区]上下|[省市县区](?:人民)?政府各?(?:有关|相关|职能)部门|(?<![\u4e00-\u9fff])[省市县区]委、?[省市县区]政府"
    r"|(?<![\u4e00-\u9fff全])[省市县区](?:委|政府)(?=要|将|牵头|负责|每[年月季周]|也)"
    r"|(?<=[向报])[省市县区](?:委、?[省市县区]政府|委|政府)(?!办|督)"
    r"|[省市县区][\u4e00-\u9fff]{2,10}?(?:指挥部|领导小组)(?:办公室)?"
)
#: Companies, and places that are told to act.
_NAMED = re.compile(
    r"[\u4e00-\u9fff（）]{2,16}(?:有限公司|有限责任公司|集团(?!军))"
    r"|(?<![\u4e00-\u9fff])(?:全[省市县区]|[\u4e00-\u9fff]{2,3}[市县区镇乡])(?=要(?!素|求|点|件|道)|将|一定|必须)"
)
#: A firm by its short name before what it builds (名称100兆瓦光伏发电), and schools that work is done with.
_BUILDERS = re.compile(
    r"(?:^|(?<=[、，])|(?<=抓好)|(?<=加快)|(?<=推进))(?P<who>[\u4e00-\u9fff]{2,6})(?=\d[\d.]*(?:兆瓦|万千瓦)|年产\d)"
    r"|(?<=[与和、同接托])(?P<school>[\u4e00-\u9fff]{2,6}大学)(?![生城学])"
)
_FIRMS = re.compile(
    r"(?:支持|突出|依托|发挥|推动|引导|抓好|培育)(?P<who>[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6})*)等[\u4e00-\u9fff]{0,4}企业"
)
_PLACE = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}?)[省市县区](?![\u4e00-\u9fff]?级)")
_NO_PLACE = re.compile(
    "[各全我本该在年哪并于和由请得的被对从到了个是]|城|市|县|区|省|部分|地方|上级|周边|相关|先进|有关|开发|经济|新|民族|贫困|边疆|工业|港口"
)
_BEFORE = re.compile(
    "^(?:[一二三四五六七八九十]{1,2}是|(?:会议)?(?:原则)?(?:上)?同意|(?:牵头|责任|配合|协办|主办)(?:责任)?单位|会同|由|请|向|和|与|经(?!发|济|信)|同)+"
)
#: What leads up to a place and is none of its name (先期由北京市, 通过阿坝州).
_LEAD_IN = re.compile(
    "[\u4e00-\u9fff]{0,2}?(?:依托|通过|或者|经由|[由向在与和对并请经被])+(?=[\u4e00-\u9fff]{2,3}[省市县区州旗])"
    "|[\u4e00-\u9fff]{0,2}?[由向请](?=[省市县区州旗])"
)
_LIST = r"[^，。；：（）\n]{2,60}"
_NAMES = r"(?:[^。；（）()\n，]|（街道）){2,80}"
_ROLES = (
    (
        "lead",
        re.compile(rf"(?:牵头(?:责任)?(?:单位|部门)|主办单位|主责单位)\s*(?:[:：]\s*|(?=[省市县区]))(?P<who>{_NAMES})"),
    ),
    (
        "co",
        re.compile(rf"(?:配合|协办|参与|协助)(?:责任)?(?:单位|部门)\s*(?:[:：]\s*|(?=[省市县区]))(?P<who>{_NAMES})"),
    ),
    ("answer", re.compile(rf"(?:责任|承办|落实)(?:单位|部门)\s*[:：]\s*(?P<who>{_NAMES})")),
    ("lead", re.compile(rf"(?:由|请)(?P<who>{_LIST}?)(?:共同)?(?:牵头|主办|负总责)")),
    ("lead", re.compile(rf"(?:^|[，；、。（])(?P<who>{_LIST}?)(?:共同)?(?:牵头|主办|负总责)")),
    (
        "co",
        re.compile(
            rf"(?:^|[，；、。（])(?P<who>{_LIST}?)(?:等)?(?:积极|密切)?(?:配合|协办|参与(?=[，。；）]|$)|履行属地)"
        ),
    ),
    (
        "answer",
        re.compile(
            r"[（(，；](?P<who>[^（）()。，；]{2,60}?)(?:等)?(?:按(?:照)?职责分工)?"
            r"(?:负责|落实)(?=[）)，；])"
        ),
    ),
    ("lead", re.compile(r"由(?P<who>[^，。；：（）\n由]{2,40}?)(?:负责|组织|承担|统筹实施)")),
    ("co", re.compile(rf"会同(?P<who>{_LIST}?)(?:等|共同|[，。；]|$)")),
)
_GROUP = (
    "(?:"
    + any_of(
        """
    分管 主要 各级各部门 各级各单位 各级 各部门 单位 基层 帮包 包联 包抓 包保 挂点 分线 责任 挂联 相关 有关 牵头
    全体 全市各级 每名 各 党政 市级 县级 处级 科级 二级机构 驻村
    """
    )
    + ")*"
)
_PERSON = re.compile(
    r"(?:书记、[省市县区镇乡]长"
    r"|(?:[省市县区](?:人民)?政府|[省市县区]级)?(?:分管|分线|包抓|包联|包保|联系|挂点|挂联)[省市县区]?领导(?:同志|干部)?)"
    rf"|(?:[省市县区镇乡村]委、?[省市县区]?政府的?|[省市县区](?:人民)?政府)?{_GROUP}(?:(?:常务)?副?(?:省长|市长|县长|区长|镇长|乡长|州长)"
    r"(?:[ \u3000]?(?!要|都|牵头|负责|[任每对主召为会的和、亲带统分出等同在及指报逐])[\u4e00-\u9fff]{2,3}"
    r"(?=任|牵头|负责|为|，|；|。|、|$|\n|）))?|"
    + any_of(
        r"""
    主要负责(?:人|同志) 主要领导(?:同志|干部)? 分管领导(?:同志)? 牵头领导 包联领导 “?一把手”? 领导干部
    (?:[省市县区]级|[县处科]级|县处级|乡科级|厅级)(?:领导(?:干部|同志)?|干部)
    (?<=每名)[\u4e00-\u9fff]{2,8}?(?=每|要|须|至少|联系|包)
    帮包干部 基层干部 党员干部 党政负责人 党(?:委|组|工委)书记 支部书记 负责人 责任人
    (?:河长|林长|田长|路长|湖长|链长)(?!制) 网格员 联络员 科股长们? 驻村工作队 包保干部
    """
    )
    + ")"
)
_WEAK = {"领导干部", "党员干部", "负责人", "责任人"}


def places(text: str) -> re.Pattern[str] | None:
    """A pattern for the places of a document (X that stands as X市, X县, X区 twice) told to act; None without any."""
    named = Counter(match.group(1) for match in _PLACE.finditer(text))
    known = sorted(
        (name for name, count in named.items() if count > 1 and not _NO_PLACE.search(name) and not VERB.search(name)),
        key=len,
    )
    if not known:
        return None
    return re.compile(
        rf"(?:^|(?<=[，；：“。于]))(?:{'|'.join(reversed(known))})(?:[省市县区]?(?=要|将|一定|必须|会|明确|而言|决)"
        r"|[市县区](?:经济(?:技术)?开发区|高新区|经开区)?(?=扎实|坚持|积极|全力|持续|大力|着力|深入|聚焦|紧扣|紧紧|推行|实施|建立|成立|组建))"
    )


def units(text: str, start: int, end: int, known: Known) -> tuple[UnitSaid, ...]:
    """Organisations named in `text[start:end]`, in order; names of the directory win, then the longest."""
    clause = text[start:end]
    spans: dict[tuple[int, int], int | None] = {(a, b): unit_id for a, b, unit_id in _known(clause, known.automaton)}
    for pattern in (_ORGAN, _COLLECTIVE):
        for match in pattern.finditer(clause):
            spans.setdefault(_own(match), None)
    spans |= {span: None for span in _others(clause) if span not in spans}
    subjects = {match.span() for match in known.places.finditer(clause)} if known.places else set()
    spans |= {span: None for span in subjects if span not in spans}
    roles = _roles(clause)
    for a, b in roles:
        for piece in _pieces(clause, a, b):
            if not any(x < piece[1] and y > piece[0] for x, y in spans) and _like_unit(clause[piece[0] : piece[1]]):
                spans.setdefault(piece, None)
    return tuple(
        UnitSaid(
            clause[a:b], "owner" if (a, b) in subjects else _role(clause, a, b, roles), start + a, start + b, unit_id
        )
        for (a, b), unit_id in _longest(spans)
    )


def _own(match: re.Match[str]) -> tuple[int, int]:
    """The span of a name without the words that lead up to it (会同, 对标)."""
    said = _BEFORE.sub("", match.group(), count=1)
    said = said if len(said) > 2 else match.group()
    lead_in = _LEAD_IN.match(said) if match.re is _ORGAN else None
    said = said[lead_in.end() :] if lead_in else said
    said = (
        re.sub("^.*(?:[由请](?=[\u4e00-\u9fff]{3})|[报送给在](?=[省市县区州旗]))", "", said)
        if match.re is _ORGAN
        else said
    )
    verb = VERB.match(said) if match.re is _ORGAN else None
    return match.end() - len(said) + (verb.end() if verb and verb.end() < len(said) - 3 else 0), match.end()


#: What leads up to the name of a company.
_TO_NAME = re.compile(
    rf"主动|与|和|同|向|对|将|由|在|以|扶持|培育|支持|依托|推动|加强|大力|积极|全力|加快|推进|{VERB.pattern}"
)


def _others(clause: str) -> Iterable[tuple[int, int]]:
    """Companies, listed firms and places that are subjects; verbs before a name do not belong to it."""
    for match in _NAMED.finditer(clause):
        a, b = match.span()
        while (lead := _TO_NAME.match(clause, a)) and lead.end() < b - 3:
            a = lead.end()
        yield a, b
    for match in _BUILDERS.finditer(clause):
        a, b = match.span()
        while (lead := _TO_NAME.match(clause, a)) and lead.end() < b - 1:
            a = lead.end()
        yield a, b
    for match in _FIRMS.finditer(clause):
        yield from _pieces(clause, *match.span("who"))


def listed(text: str, start: int, end: int, known: Known) -> tuple[UnitSaid, ...]:
    """Every name of a cell that lists units, known or not."""
    found = list(units(text, start, end, known))
    for a, b in _pieces(text[start:end], 0, end - start):
        inside = any(unit.start < start + b and start + a < unit.end for unit in found)
        if not inside and 2 <= b - a <= 20:
            found.append(UnitSaid(text[start + a : start + b], "named", start + a, start + b))
    return tuple(sorted(found, key=lambda unit: unit.start))


def people(text: str, start: int, end: int) -> tuple[PersonSaid, ...]:
    """Every name of a cell that lists persons."""
    return tuple(
        PersonSaid(text[start + a : start + b], "named", start + a, start + b)
        for a, b in _pieces(text[start:end], 0, end - start)
        if 2 <= b - a <= 12
    )


def automaton(directory: Directory) -> ahocorasick.Automaton | None:
    """The directory as a search machine; None for an empty one. Names of one character are left out."""
    machine = ahocorasick.Automaton()
    for name, unit_id in directory:
        if len(name) > 1:
            machine.add_word(name, (len(name), unit_id))
    if not len(machine):
        return None
    machine.make_automaton()
    return machine


def _known(clause: str, machine: ahocorasick.Automaton | None) -> Iterable[tuple[int, int, int]]:
    """Places of directory names in a clause."""
    if machine is None:
        return
    for last, (length, unit_id) in machine.iter(clause):
        start, end = last + 1 - length, last + 1
        if not _RUNS_ON.match(clause, end - 1) and not _of_others(clause, start, end, machine):
            yield start, end, unit_id


#: The last sign of a unit's name that begins another word (组织部署, 财政局势).
_RUNS_ON = re.compile("部(?=[署门])|局(?=[面势限])|办(?=[理法事结好])|委(?=[员托派])")
_LEVELS = "省市县区州旗"
_SAYS_LEVEL = re.compile("[省州旗]|市(?![场政容域])|[县区](?!域)")


def _of_others(clause: str, start: int, end: int, machine: ahocorasick.Automaton) -> bool:
    """Whether a name without a level stands behind a level that is not its own (市委组织部, 省财政局).

    A directory that knows this unit by no level says nothing of it.
    """
    level = re.search(f"[{_LEVELS}]委?$", clause[max(0, start - 2) : start])
    if level is None or _SAYS_LEVEL.search(clause[start:end]):
        return False
    name = clause[start:end]
    leveled = any(sign + name in machine or f"{sign}委{name}" in machine for sign in _LEVELS)
    return leveled and level.group() + name not in machine


def _longest(spans: dict[tuple[int, int], int | None]) -> list[tuple[tuple[int, int], int | None]]:
    """Spans without overlap: names of the directory first, the longer first; in order."""
    kept: list[tuple[tuple[int, int], int | None]] = []
    for span, unit_id in sorted(spans.items(), key=lambda s: (s[1] is None, s[0][0] - s[0][1], s[0][0])):
        if not any(a < span[1] and b > span[0] for (a, b), _ in kept):
            kept.append((span, unit_id))
    return sorted(kept, key=lambda s: s[0])


def _roles(clause: str) -> dict[tuple[int, int], str]:
    """The stretches of a clause that the grammar gives a role."""
    found: dict[tuple[int, int], str] = {}
    for role, pattern in _ROLES:
        for match in pattern.finditer(clause):
            if not any(a < match.end("who") and b > match.start("who") for a, b in found):
                found[match.span("who")] = role
    # Who answers (责任单位, 负责) leads, unless somebody else is said to lead: then those help.
    answers = "co" if "lead" in found.values() else "lead"
    return {span: answers if role == "answer" else role for span, role in found.items()}


def _pieces(clause: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names of a list, parted at 、 and 和."""
    found = []
    for match in re.finditer(r"[^、，,；和及与]+", clause[start:end]):
        a, b = start + match.start(), start + match.end()
        said = clause[a:b]
        cut = len(said) - len(said.lstrip("由请 ：:"))
        tail = len(said) - len(said.rstrip(" 等"))
        if b - tail > a + cut:
            found.append((a + cut, b - tail))
    return found


def _like_unit(name: str) -> bool:
    """Whether a name out of a role list can be an organisation."""
    return not re.search("[由都每的要把]", name) and bool(
        re.fullmatch(
            r"[\u4e00-\u9fff（）()“”]{2,24}(?:局|委|办|厅|部|镇|乡|街道|办公室|办事处|公司|集团|中心|政府|管委会|单位|部门|院|会|校|站|馆|社|班|指挥部|小组|区|县|队)",
            name,
        )
    )


#: Who is asked to act (请县财政局……), and not who is asked to agree (报请).
_ASKED = re.compile("由$|(?<![报提邀申商])请$")
#: What a unit that opens a clause does of itself.
_ACTS = re.compile(rf"(?:适时|定期|及时|积极|主动|依法|具体|统一|牵头)(?:{VERB.pattern})")


def _role(clause: str, start: int, end: int, roles: dict[tuple[int, int], str]) -> str:
    """lead or co where the grammar says so; owner for a subject told to act; otherwise named."""
    for word, role in (("牵头单位", "lead"), ("牵头部门", "lead"), ("配合单位", "co")):
        if clause[start:end].endswith(word):
            return role
    for (a, b), role in roles.items():
        if a <= start and end <= b:
            return role
    after = clause[end : end + 6]
    told = re.match(
        r"(?:[、和与]|也|都)?(?:也都?|都)?(?:要|将|应当?|须|建立|组织|同步|鼓励|明确|会同|负责|必须|每|切实|统筹|充分|全面|进一步|靠前|全程)",
        after,
    )
    acts = re.search("(?:^|[，；：。])$", clause[:start]) and _ACTS.match(clause, end)
    return "owner" if told or acts or _ASKED.search(clause[:start]) else "named"


#: Who is called to account or written to does not act.
_ADDRESSED = re.compile("(?:追究|约谈|问责|处分|批评)[^，。；、]{0,16}$")
_ANSWERABLE = re.compile(
    "(?:及有关人员)?(?:的责任|(?:进行|予以|给予|实行|启动)[^，。；]{0,4}(?:约谈|问责|通报|提醒|追究|批评|处理|处分|诫勉))"
)


def persons(text: str, start: int, end: int) -> tuple[PersonSaid, ...]:
    """Posts and groups of persons in `text[start:end]` that act, lead or are reported to."""
    clause = text[start:end]
    found = []
    for match in _PERSON.finditer(clause):
        if _ADDRESSED.search(clause, 0, match.start()) or _ANSWERABLE.match(clause, match.end()):
            continue
        role = _person_role(clause, match)
        if match.group() in _WEAK and role in {"named", "owner"}:
            continue
        found.append(PersonSaid(match.group(), role, start + match.start(), start + match.end()))
    return tuple(found)


def _person_role(clause: str, match: re.Match[str]) -> str:
    """lead, report_to, owner or named from the words around a post."""
    before, after = clause[max(0, match.start() - 2) : match.start()], clause[match.end() : match.end() + 4]
    if before.endswith(("向", "报")):
        return "report_to"
    if "牵头" in match.group() or re.match("牵头|领衔|挂帅|包抓", after) or before.endswith("由"):
        return "lead"
    return "owner" if re.match("要|都|每|对|须|应|也|亲自|亲临|统筹|带队|带头|召集|靠前", after) else "named"
