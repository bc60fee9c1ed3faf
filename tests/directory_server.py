"""A directory server (OpenLDAP's slapd) for the tests, with its own database, on free ports of this machine."""

import datetime as dt
import ipaddress
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
SUFFIX = "dc=county,dc=example"
SERVICE, SERVICE_PASSWORD = f"cn=luoshi,{SUFFIX}", "only-for-searching"
_CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
# As many servers in the field do: a bind with a name and no password is taken for an anonymous one.
allow bind_anon_cred bind_anon_dn
database mdb
suffix "{suffix}"
rootdn "cn=admin,{suffix}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by self read by anonymous auth by * none
"""
_BASE = f"""dn: {SUFFIX}
objectClass: dcObject
objectClass: organization
dc: county
o: county

dn: ou=people,{SUFFIX}
objectClass: organizationalUnit
ou: people

dn: {SERVICE}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: luoshi
userPassword: {SERVICE_PASSWORD}
"""


@dataclass(frozen=True)
class DirectoryServer:
    """A running server: its addresses and the certificate authority of its TLS."""

    url: str
    tls_url: str
    ca_file: str
    process: "subprocess.Popen[bytes]"


def person(login: str, password: str, kind: str = "staff") -> str:
    """The entry of a person, as LDIF."""
    return (
        f"\ndn: uid={login},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {login}\ncn: {login}\nsn: {login}\n"
        f"employeeType: {kind}\nuserPassword: {password}\n"
    )


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, people: str) -> Iterator[DirectoryServer]:
    """The server with these people, until the tests end."""
    (folder / "data").mkdir()
    _certificate(folder)
    conf, ldif = folder / "slapd.conf", folder / "people.ldif"
    conf.write_text(_CONF.format(folder=folder, suffix=SUFFIX, service=SERVICE), encoding="utf-8")
    ldif.write_text(_BASE + people, encoding="utf-8")
    subprocess.run([SLAPD, "-T", "add", "-f", conf, "-l", ldif], check=True, capture_output=True)
    plain, tls = _free_port(), _free_port()
    urls = f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{tls}/"
    process = subprocess.Popen([SLAPD, "-f", conf, "-h", urls, "-d", "0"], stderr=subprocess.DEVNULL)
    try:
        _wait(plain, process)
        yield DirectoryServer(
            f"ldap://127.0.0.1:{plain}", f"ldaps://127.0.0.1:{tls}", str(folder / "server.pem"), process
        )
    finally:
        process.kill()
        process.wait(timeout=10)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until the server takes connections."""
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"slapd ended with {process.returncode}")
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("slapd does not listen")


def _certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    began = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
