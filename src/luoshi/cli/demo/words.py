"""What `luoshi demo` says on the terminal, in Chinese and English."""

from luoshi.cli import edge

_TEXTS = {
    "another_run": (
        "另一个 luoshi demo 正在 {folder} 里制作数据；请等它完成。",
        "Another luoshi demo is making the data in {folder}; wait until it has finished.",
    ),
    "bad_day": ("{said!r} 不是日期；请写成 2026-03-05。", "{said!r} is not a date; write 2026-03-05."),
    "not_demo": (
        "{folder} 里的数据库不是演示数据，不能动它；请用 LUOSHI_HOME 指定另一个文件夹。",
        "The database in {folder} is not a demo's and will not be touched; name another folder in LUOSHI_HOME.",
    ),
    "other_data": (
        "{folder} 里已有另一份演示数据（{as_of}，种子 {seed}）；请用 LUOSHI_HOME 指定另一个文件夹，或者删掉它。",
        "{folder} holds the demo of {as_of}, seed {seed}; name another folder in LUOSHI_HOME, or delete it.",
    ),
    "half": (
        "{folder} 里的演示数据上次没有做完，现在重做。",
        "The demo in {folder} was not finished last time; making it anew.",
    ),
    "reused": (
        "沿用 {folder} 里已有的演示数据（{as_of}，种子 {seed}）；要重做，删掉这个文件夹。",
        "Using the demo that is in {folder} ({as_of}, seed {seed}); delete the folder to make it anew.",
    ),
    "making": (
        "正在 {folder} 制作虚构的{county}：{as_of} 以前的一年，种子 {seed}。",
        "Making the fictitious {county} in {folder}: the year until {as_of}, seed {seed}.",
    ),
    "ready": (
        "数据就绪，用时 {seconds} 秒：{items} 件事项，{acts} 次办理。",
        "Data ready in {seconds} s: {items} items, {acts} acts.",
    ),
    "steps": ("各步用时（秒）：{steps}", "Seconds by step: {steps}"),
    "troubles": ("{n} 次办理被规则拒绝，已跳过。", "{n} acts were refused by the rules and left out."),
    "documents": ("可以试着录入的文件在：{folder}", "Documents to try: {folder}"),
    "total": ("从命令到网址，共 {seconds} 秒。", "{seconds} s from the command to the address."),
    "cards": ("角色卡片（密码都是 {password}）", "Role cards (the password of all: {password})"),
    "card_role": ("角色", "role"),
    "card_person": ("姓名", "person"),
    "card_login": ("登录名", "login"),
    "step_tables": ("建表", "tables"),
    "step_county": ("启用规则，设立机构", "rules and offices"),
    "step_year": ("办理一年的事项", "a year of work"),
    "step_accounts": ("开账号，写文件", "accounts and documents"),
    "step_static": ("静态文件", "static files"),
}


def say(code: str, **values: object) -> str:
    """A sentence in the terminal's language."""
    chinese, english = _TEXTS[code]
    return (english if edge.language() == "en" else chinese).format(**values)
