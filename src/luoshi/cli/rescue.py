"""`luoshi rescue`: the way back in for an administrator who has lost her second factors or her password."""

import click

from luoshi import cli
from luoshi.cli import edge

_TEXTS = {
    "sure": {
        "zh": "将解除 {login} 的全部二次验证并结束其登录，记入访问记录。是否继续",
        "en": "All second factors of {login} will be removed and the sittings ended; the access log tells it. Go on",
    },
    "done": {
        "zh": "已解除 {login} 的二次验证。请本人用密码登录，马上重新绑定，并告诉审计员。",
        "en": "The second factors of {login} are removed. Sign in, set up new ones, tell the auditor.",
    },
    "sure_password": {
        "zh": "将为 {login} 设置一次性密码并结束其登录，记入访问记录。是否继续",
        "en": "{login} gets a one-time password and the sittings end; the access log tells it. Go on",
    },
    "password": {
        "zh": "{login} 的一次性密码：{password}\n请本人马上登录并更改，并告诉审计员。二次验证不变。",
        "en": "One-time password of {login}: {password}\nSign in, change it, tell the auditor. Second factors stay.",
    },
}


@click.command("rescue")
@click.argument("login")
@click.option("--reason", required=True, help="Why; stands in the access log.")
@click.option("--password", "is_password", is_flag=True, help="Set a one-time password instead.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(login: str, reason: str, is_password: bool, yes: bool) -> None:
    """Remove the second factors of the system or security administrator LOGIN, from the machine itself.

    For everybody else the two administrators do it on the page “Account safety”, which needs both of them. With
    --password: set a one-time password, which no administrator may do for another.
    """
    cli.prepare()
    from luoshi.org import operations as org
    from luoshi.record import messages
    from luoshi.record.refusals import Refused

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    texts = {code: said[language] for code, said in _TEXTS.items()}
    if not yes:
        click.confirm(texts["sure_password" if is_password else "sure"].format(login=login), abort=True)
    password = org.made_password() if is_password else ""
    try:
        if is_password:
            org.rescue_password(at=edge.now(), login=login, reason=reason, password=password)
        else:
            org.rescue_administrator(at=edge.now(), login=login, reason=reason)
    except Refused as refused:
        why = " ".join(messages.refusal(one, language=language) for one in refused.reasons)
        raise click.ClickException(why) from refused
    click.echo(texts["password" if is_password else "done"].format(login=login, password=password))
