"""`luoshi rescue`: the way back in for an administrator who has lost phone, passkeys and recovery codes."""

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
}


@click.command("rescue")
@click.argument("login")
@click.option("--reason", required=True, help="Why; stands in the access log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(login: str, reason: str, yes: bool) -> None:
    """Remove the second factors of the system or security administrator LOGIN, from the machine itself.

    For everybody else the two administrators do it on the page “Account safety”, which needs both of them.
    """
    cli.prepare()
    from luoshi.org import operations as org
    from luoshi.record import messages
    from luoshi.record.refusals import Refused

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    if not yes:
        click.confirm(_TEXTS["sure"][language].format(login=login), abort=True)
    try:
        org.rescue_administrator(at=edge.now(), login=login, reason=reason)
    except Refused as refused:
        why = " ".join(messages.refusal(one, language=language) for one in refused.reasons)
        raise click.ClickException(why) from refused
    click.echo(_TEXTS["done"][language].format(login=login))
