"""Read one room's section of the TOML file. Knows no room: the caller brings the model that checks it."""

import ssl
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from drivers.errors import SettingError

Model = TypeVar("Model", bound=BaseModel)

SECTIONS = ("server", "display", "kiosk", "print_agent", "keypad")
"""All sections that the one file may have; anything else is a typing error and is refused."""


def read_section(path: Path | None, section: str, model: type[Model], **over: Any) -> Model:
    """Return the checked section; defaults where the file or the section is missing from `path`.

    `over` are values from the command line; None means not given.
    Raises: SettingError with one sentence that names the file, the setting and what is wrong with it.
    """
    values: dict[str, Any] = {}
    if path is not None:
        values = dict(_whole(path).get(section, {}))
    values.update({key: value for key, value in over.items() if value is not None})
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join([section, *(str(part) for part in first["loc"])])
        where = f" in {path}" if path else ""
        reason = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise SettingError(f"setting {name}{where} cannot be used: {reason}") from None


def read_token(path: Path | None) -> dict[str, str]:
    """The header that carries the token in this file; none without a file. Raises: SettingError when it cannot be used."""
    if path is None:
        return {}
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"the token file {path} cannot be read: {error}") from None
    if not token or not token.isprintable() or " " in token:
        raise SettingError(f"the token file {path} must hold one token and nothing else")
    return {"Authorization": f"Bearer {token}"}


def read_trust(path: Path | None) -> ssl.SSLContext | None:
    """Whose certificates are believed: those that this authority has signed (moiso tls init makes one). None without a file.

    Raises: SettingError when it cannot be used.
    """
    if path is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError) as error:
        raise SettingError(f"the certificate file {path} cannot be used: {error}") from None


def _whole(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingError(f"the configuration file {path} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"the configuration file {path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"the configuration file {path} is not valid TOML: {error}") from None
    for name, section in data.items():
        if name in SECTIONS and not isinstance(section, dict):
            raise SettingError(f"the configuration file {path} has {name} = … where the section [{name}] should begin")
        if name not in SECTIONS:
            raise SettingError(f"the configuration file {path} has an unknown section [{name}]; known are: {', '.join(SECTIONS)}")
    return data
