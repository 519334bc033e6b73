"""A certificate authority of the office's own, and a certificate of this server: `moiso tls init`. No internet, nobody to ask.

The authority may sign only for names and addresses of a private network, so whoever steals its key can play no bank. Its key stays in the
data folder. Source: RELIABILITY §5.2 (name-constrained root, leaf of at most 825 days, needs a clock that is believed).
"""

import hashlib
import ssl
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.errors import SettingError
from server.access.hashing import write_secret

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FOLDER = "tls"
CA_CERT, CA_KEY, CERT, KEY = "ca.crt", "ca.key", "server.crt", "server.key"
CA_YEARS = 10
LEAF_DAYS = 825
"""The most that browsers accept of a private authority."""
WARN_DAYS = 30
_NAMES_UNDER = ("local", "lan", "internal", "home.arpa", "localhost")
_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")


def init(data: Path, names: list[str], addresses: list[str], now: datetime) -> list[str]:
    """Make what is missing: the authority once, the server's certificate anew each time. Returns what the certificate is for.

    `now`: aware. Raises: SettingError for a name or an address that is not of a private network, or when nothing can be written.
    """
    wanted = _checked(names, addresses)
    folder = data / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        authority = _authority(folder, now, [name for name in names if "." not in name])
        _sign(folder, authority, wanted, now)
    except OSError as error:
        raise SettingError(f"{folder} cannot be written: {error.strerror}") from None
    return [str(one) for one in wanted]


def context(data: Path, now: datetime) -> tuple[ssl.SSLContext, int]:
    """What the server shows, and how many days it is good for. Raises: SettingError when there is none, or it has run out."""
    from cryptography import x509

    folder = data / FOLDER
    try:
        leaf = x509.load_pem_x509_certificate((folder / CERT).read_bytes())
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.load_cert_chain(folder / CERT, folder / KEY)
    except (OSError, ValueError) as error:
        raise SettingError(f"there is no certificate to use in {folder} ({error}); make one with: moiso tls init") from None
    days = (leaf.not_valid_after_utc - now).days
    if days < 0:
        raise SettingError(f"the certificate in {folder} has run out; make a new one with: moiso tls init")
    return made, days


def authority_certificate(data: Path) -> tuple[bytes, str] | None:
    """The certificate that browsers must trust, as DER, and its SHA-256 as people compare it ("AB:CD:…"). None when there is none."""
    try:
        pem = (data / FOLDER / CA_CERT).read_text(encoding="ascii")
        der = ssl.PEM_cert_to_DER_cert(pem)
    except (OSError, ValueError):
        return None
    digest = hashlib.sha256(der).hexdigest().upper()
    return der, ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _checked(names: list[str], addresses: list[str]) -> list[str | IPv4Address | IPv6Address]:
    wanted: list[str | IPv4Address | IPv6Address] = []
    for name in names:
        if "." in name and not name.endswith(tuple(f".{one}" for one in _NAMES_UNDER)):
            raise SettingError(
                f"{name} is not a name of a private network; such names have no dot or end in {', '.join(_NAMES_UNDER)}"
            )
        wanted.append(name)
    for address in addresses:
        try:
            found = ip_address(address)
        except ValueError:
            raise SettingError(f"{address} is not an address") from None
        if not any(found in ip_network(one) for one in _NETWORKS if ip_network(one).version == found.version):
            raise SettingError(f"{address} is not an address of a private network")
        wanted.append(found)
    if not wanted:
        raise SettingError("no name and no address: name at least one with --name or --address")
    return wanted


def _authority(folder: Path, now: datetime, bare_names: list[str]) -> "tuple[x509.Certificate, EllipticCurvePrivateKey]":
    """The one that is there, unless it does not allow one of the names; else a new one, which browsers must trust anew."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    if (folder / CA_KEY).exists() and (folder / CA_CERT).exists():
        known = x509.load_pem_x509_certificate((folder / CA_CERT).read_bytes())
        key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
        allowed = known.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        if isinstance(key, ec.EllipticCurvePrivateKey) and {x509.DNSName(one) for one in bare_names} <= set(allowed):
            return known, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Moiso {now:%Y-%m-%d}")])
    names = [x509.DNSName(one) for one in (*_NAMES_UNDER, *bare_names)]
    networks = [x509.IPAddress(ip_network(one)) for one in _NETWORKS]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=[*names, *networks], excluded_subtrees=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder, CA_KEY, key, CA_CERT, made)
    return made, key


def _sign(
    folder: Path,
    authority: "tuple[x509.Certificate, EllipticCurvePrivateKey]",
    wanted: list[str | IPv4Address | IPv6Address],
    now: datetime,
) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    ca, ca_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    names = [x509.DNSName(one) if isinstance(one, str) else x509.IPAddress(one) for one in wanted]
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(wanted[0]))]))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(min(now + timedelta(days=LEAF_DAYS - 1), ca.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    _write(folder, KEY, key, CERT, made)


def _usage(*, signs: bool) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _write(folder: Path, key_name: str, key: "EllipticCurvePrivateKey", cert_name: str, cert: "x509.Certificate") -> None:
    from cryptography.hazmat.primitives import serialization

    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_secret(folder / key_name, private.decode())
    write_secret(folder / cert_name, cert.public_bytes(serialization.Encoding.PEM).decode())
