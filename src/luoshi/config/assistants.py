"""Where the assistant is, read from the environment: a whole address with a model, or nothing."""

from urllib.parse import urlsplit

from luoshi.cli import environment


def assistant() -> tuple[str, str, str]:
    """Address, model and key; three empty texts without one. Raises SettingError for half a setting."""
    url = environment.text("LUOSHI_ASSISTANT_URL")
    model, key = environment.text("LUOSHI_ASSISTANT_MODEL"), environment.text("LUOSHI_ASSISTANT_KEY")
    if not url:
        return "", "", ""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise environment.SettingError(f"LUOSHI_ASSISTANT_URL={url!r}: write https://host/v1")
    if not model:
        raise environment.SettingError("LUOSHI_ASSISTANT_URL is set: write the model into LUOSHI_ASSISTANT_MODEL")
    return url, model, key
