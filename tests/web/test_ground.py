"""What every page stands on: the policy, the vendored files, plain templates, the guard of each address."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import luoshi.web
from luoshi.web import guard, middleware

WEB = Path(luoshi.web.__file__).parent
VENDOR = WEB / "static" / "vendor"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

#: Every address, and who may open it.
ROUTES = {
    "access_log": guard.SEATED,
    "act": guard.SEATED,
    "basis_file": guard.SEATED,
    "basis_picture": guard.SEATED,
    "basis_preview": guard.SEATED,
    "board": guard.SEATED,
    "change_password": guard.SIGNED_IN,
    "choose_language": guard.PUBLIC,
    "choose_post": guard.SIGNED_IN,
    "choose_theme": guard.PUBLIC,
    "code_picture": guard.SIGNED_IN,
    "code_setup": guard.SIGNED_IN,
    "desk": guard.SEATED,
    "directory": guard.SEATED,
    "document": guard.SEATED,
    "document_news": guard.SEATED,
    "document_near": guard.SEATED,
    "trial": guard.SEATED,
    "trial_board": guard.SEATED,
    "trial_columns": guard.SEATED,
    "trial_export": guard.SEATED,
    "trial_remove": guard.SEATED,
    "documents": guard.SEATED,
    "door_act": guard.SEATED,
    "doors": guard.SEATED,
    "draft": guard.SEATED,
    "evidence": guard.SEATED,
    "evidence_picture": guard.SEATED,
    "evidence_preview": guard.SEATED,
    "export": guard.SEATED,
    "export_access_log": guard.SEATED,
    "export_directory": guard.SEATED,
    "expungings": guard.SEATED,
    "hand_over": guard.SEATED,
    "healthz": guard.PUBLIC,
    "import_directory": guard.SEATED,
    "item": guard.SEATED,
    "job": guard.SEATED,
    "job_progress": guard.SEATED,
    "job_result": guard.SEATED,
    "jobs": guard.SEATED,
    "ledger": guard.SEATED,
    "metrics": guard.PUBLIC,
    "oidc": guard.PUBLIC,
    "oidc_back": guard.PUBLIC,
    "open_item": guard.SEATED,
    "own_passkey": guard.SIGNED_IN,
    "own_passkey_options": guard.SIGNED_IN,
    "passkey": guard.PUBLIC,
    "passkey_options": guard.PUBLIC,
    "person": guard.SEATED,
    "person_options": guard.SEATED,
    "persons": guard.SEATED,
    "post": guard.SEATED,
    "post_options": guard.SEATED,
    "ready": guard.PUBLIC,
    "seal": guard.SEATED,
    "search": guard.SEATED,
    "second_step": guard.PUBLIC,
    "security": guard.SIGNED_IN,
    "security_act": guard.SIGNED_IN,
    "sign_in": guard.PUBLIC,
    "sign_out": guard.PUBLIC,
    "status": guard.SEATED,
    "style": guard.PUBLIC,
    "take_card": guard.PUBLIC,
    "take_in": guard.SEATED,
    "unit": guard.SEATED,
    "units": guard.SEATED,
    "verify": guard.SEATED,
    "watermark": guard.SEATED,
}


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += _patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def test_every_address_is_listed_here_with_its_guard() -> None:
    shown = {one.name: getattr(one.callback, "guard", "open to everybody") for one in _patterns(get_resolver())}
    assert shown == ROUTES


def test_every_response_carries_the_strict_policy_and_pages_need_nothing_from_elsewhere() -> None:
    response = Client().get("/style")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == middleware.POLICY
    assert "unsafe" not in middleware.POLICY
    lost = Client().get("/no-such-page")
    assert lost.status_code == 404
    assert lost.headers["Content-Security-Policy"] == middleware.POLICY


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_or_script_and_no_foreign_address(path: Path) -> None:
    text = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|href|action)=\"https?:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_writes_carries_the_token(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
        assert "csrf_input" in form, form


def test_vendored_files_are_those_of_the_manifest() -> None:
    listed = tomllib.loads((VENDOR / "manifest.toml").read_text(encoding="utf-8"))["file"]
    for one in listed:
        assert hashlib.sha256((VENDOR / one["path"]).read_bytes()).hexdigest() == one["sha256"], one["path"]
        assert (VENDOR / one["licence_file"]).exists()
        assert one["version"] in one["path"]
    kept = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert kept == {"manifest.toml"} | {one["path"] for one in listed} | {one["licence_file"] for one in listed}


def test_colours_are_named_in_one_file_only() -> None:
    for path in sorted((WEB / "static" / "css").glob("*.css")):
        if path.name not in {"variables.css", "print.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", path.read_text(encoding="utf-8")), path.name


def test_light_and_dark_name_the_same_colours() -> None:
    text = (WEB / "static" / "css" / "variables.css").read_text(encoding="utf-8")
    chosen, by_system = re.findall(r'(?:data-theme="dark"\]|not\(\[data-theme="light"\]\)) \{(.*?)\}', text, re.DOTALL)
    assert re.sub(r"\s", "", chosen) == re.sub(r"\s", "", by_system)
