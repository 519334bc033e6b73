"""The office's own certificate: made without internet, good for private names only, believed by whoever was given the root."""

import ssl
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from websockets.sync.client import connect

from drivers.ask import ask
from drivers.errors import SettingError
from drivers.feed import Feed, Frame
from drivers.settings import read_trust
from server.devices import Devices, Scope
from server.tls import CA_CERT, CERT, FOLDER, KEY, authority_certificate, context, init

NOW = datetime.now(UTC)


def read(data: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((data / FOLDER / name).read_bytes())


def test_the_authority_is_made_once_and_the_certificate_anew(tmp_path: Path) -> None:
    assert init(tmp_path, ["may-chu"], ["192.168.1.10"], NOW) == ["may-chu", "192.168.1.10"]
    root, leaf = read(tmp_path, CA_CERT), read(tmp_path, CERT)
    init(tmp_path, ["may-chu"], ["192.168.1.11"], NOW)
    assert read(tmp_path, CA_CERT) == root and read(tmp_path, CERT) != leaf
    read(tmp_path, CERT).verify_directly_issued_by(root)


def test_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    init(tmp_path, ["may-chu"], [], NOW)
    for file in (tmp_path / FOLDER).iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_the_authority_cannot_sign_for_the_world(tmp_path: Path) -> None:
    init(tmp_path, ["may-chu"], [], NOW)
    limits = read(tmp_path, CA_CERT).extensions.get_extension_for_class(x509.NameConstraints)
    permitted = limits.value.permitted_subtrees or []
    assert limits.critical and x509.DNSName("may-chu") in permitted
    assert not any(isinstance(one, x509.DNSName) and one.value in ("vn", "com", "") for one in permitted)


@pytest.mark.parametrize(
    ("names", "addresses"), [(["vietcombank.com.vn"], []), ([], ["8.8.8.8"]), ([], ["nowhere"]), ([], []), ([], ["2001:4860::1"])]
)
def test_nothing_is_made_for_names_of_others(tmp_path: Path, names: list[str], addresses: list[str]) -> None:
    with pytest.raises(SettingError):
        init(tmp_path, names, addresses, NOW)
    assert not (tmp_path / FOLDER).exists()


def test_a_new_short_name_needs_a_new_authority(tmp_path: Path) -> None:
    init(tmp_path, ["may-chu"], [], NOW)
    root = read(tmp_path, CA_CERT)
    init(tmp_path, ["may-moi"], [], NOW)
    assert read(tmp_path, CA_CERT) != root


def test_how_long_it_is_good_for(tmp_path: Path) -> None:
    init(tmp_path, ["may-chu"], [], NOW)
    assert context(tmp_path, NOW)[1] == 823
    with pytest.raises(SettingError, match="run out"):
        context(tmp_path, NOW + timedelta(days=900))


def test_without_a_certificate_it_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="moiso tls init"):
        context(tmp_path, NOW)
    assert authority_certificate(tmp_path) is None
    init(tmp_path, ["may-chu"], [], NOW)
    (tmp_path / FOLDER / KEY).write_text("spoilt")
    with pytest.raises(SettingError, match="moiso tls init"):
        context(tmp_path, NOW)


@pytest.fixture
def server(live_server: Callable[..., Any], tmp_path: Path) -> Any:
    (tmp_path / "data").mkdir()
    init(tmp_path / "data", ["localhost"], ["127.0.0.1"], NOW)
    return live_server(tls="127.0.0.1:0", lan="127.0.0.1:0")


def get(server: Any, path: str, trust: ssl.SSLContext, **headers: str) -> Any:
    connection = HTTPSConnection("localhost", server.tls_port, timeout=20, context=trust)
    connection.request("GET", path, headers=headers)
    reply = connection.getresponse()
    found = reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    connection.close()
    return found


def test_whoever_trusts_the_root_is_served_and_whoever_does_not_is_warned(server: Any) -> None:
    trust = read_trust(server.config.data / FOLDER / CA_CERT)
    assert trust is not None
    status, headers, _ = get(server, "/health", trust)
    assert status == 200 and headers["strict-transport-security"] == "max-age=31536000"
    with pytest.raises(ssl.SSLCertVerificationError):
        get(server, "/health", ssl.create_default_context())


def test_the_page_gives_the_root_and_its_fingerprint(server: Any) -> None:
    trust = read_trust(server.config.data / FOLDER / CA_CERT)
    der, fingerprint = authority_certificate(server.config.data) or (b"", "")
    assert fingerprint in server.request("GET", "/trust", port=server.lan_port)[1].decode()
    assert server.request("GET", "/trust/moiso-ca.crt", port=server.lan_port)[1] == der
    assert trust is not None and get(server, "/trust", trust)[0] == 200


def test_a_screen_and_a_kiosk_come_in_over_the_encrypted_line(server: Any, eventually: Any) -> None:
    trust = read_trust(server.config.data / FOLDER / CA_CERT)
    devices = Devices(server.config.data)
    token = {"Authorization": f"Bearer {devices.add('man-hinh', Scope.SCREEN)}"}
    feed = Feed(f"wss://localhost:{server.tls_port}/api/hear", token, trust)
    feed.start()
    assert eventually(lambda: [one for one in feed.heard() if isinstance(one, Frame)])
    feed.stop()
    kiosk = {"Authorization": f"Bearer {devices.add('kiosk', Scope.KIOSK)}"}
    body = b'{"ask_id": "press-0001", "kind": "issue", "service": "A"}'
    assert ask(f"https://localhost:{server.tls_port}/api/ask", body, headers=kiosk, trust=trust).status == 200


def test_a_plain_origin_is_not_the_encrypted_page(server: Any) -> None:
    trust = read_trust(server.config.data / FOLDER / CA_CERT)
    url = f"wss://localhost:{server.tls_port}/api/hear"
    cookie = {"Cookie": f"moiso={server.sign_in()}"}
    with (
        pytest.raises(Exception, match="403"),
        connect(url, ssl=trust, origin=f"http://localhost:{server.tls_port}", additional_headers=cookie),
    ):  # type: ignore[arg-type]
        pass


def test_an_authority_file_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    assert read_trust(None) is None
    (tmp_path / "ca.crt").write_text("spoilt")
    for file in (tmp_path / "ca.crt", tmp_path / "nowhere.crt"):
        with pytest.raises(SettingError, match="certificate file"):
            read_trust(file)
