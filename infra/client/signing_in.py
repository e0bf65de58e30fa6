"""Signing in: a token of the platform's issuer, by a code that a person confirms in a browser, or as it is handed over.

The client has no password of anybody. Where the issuer offers it, the device authorization grant is used: the client
shows an address and a code, the person signs in there with what the authority gave her, and the token comes here.
A sending system brings a token that it got by its own credentials. It is kept in a file that only its owner reads.

Source: RFC 8628 (device authorization grant), OpenID Connect Discovery 1.0 § 4.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.client.service import NotSignedInError, RefusedError, Service, UnreachableError, ask, safe

TOKEN_VARIABLE = "XINYONG_TOKEN"  # noqa: S105 -- the name of a variable
HOME_VARIABLE = "XINYONG_HOME"
_DISCOVERY = "/.well-known/openid-configuration"
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_SLOWER_SECONDS = 5
_USUAL_SECONDS = 5
_LONGEST_SECONDS = 900


def device_token(issuer: str, client: str, *, tell: Callable[[str], None], sleep: Callable[[float], None]) -> str:
    """Return a token after a person has confirmed the code that is told.

    Raises: NotSignedInError where it was denied or lapsed, or the issuer has no such grant; as `ask`.
    """
    known = ask("GET", safe(issuer) + _DISCOVERY).json()
    if "device_authorization_endpoint" not in known:
        message = "该认证机构不支持设备授权，请用 login --token - 送入令牌。"
        raise NotSignedInError(message)
    begun = ask(
        "POST", safe(known["device_authorization_endpoint"]), data={"client_id": client, "scope": "openid"}
    ).json()
    tell(f"请在浏览器打开 {begun['verification_uri']} ，输入 {begun['user_code']} 并确认。")
    every = float(begun.get("interval", _USUAL_SECONDS))
    ends = time.monotonic() + min(float(begun["expires_in"]), _LONGEST_SECONDS)
    asked = {"grant_type": _GRANT, "device_code": begun["device_code"], "client_id": client}
    while time.monotonic() < ends:
        sleep(every)
        try:
            return str(ask("POST", safe(known["token_endpoint"]), data=asked).json()["access_token"])
        except RefusedError as error:
            every += _slower_by(error)
        except UnreachableError:
            every += _SLOWER_SECONDS
    message = "确认码已过期，请重新执行 login。"
    raise NotSignedInError(message)


def _slower_by(error: RefusedError) -> float:
    """Return by how much slower to ask on. Raises: NotSignedInError where asking on is in vain."""
    if error.code == "authorization_pending":
        return 0
    if error.code == "slow_down":
        return _SLOWER_SECONDS
    message = f"登录没有成功：{error}"
    raise NotSignedInError(message) from error


def keep(service: Service) -> Path:
    """Keep where the platform is and the token, in a file that only its owner reads; return where."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"service": safe(service.base), "token": service.token}, file)
    fresh.replace(path)
    return path


def kept(base: str | None = None) -> Service:
    """Return the platform that was signed in to; the environment's token goes before the file's.

    Raises: NotSignedInError where nobody is, or at another platform than the one that is named.
    """
    known = _read(_file())
    if base is not None and known.get("service") not in (None, safe(base)) and TOKEN_VARIABLE not in os.environ:
        message = f"已登录的是 {known['service']} ，不是 {base} ；请先执行 login。"
        raise NotSignedInError(message)
    where = base or known.get("service")
    token = os.environ.get(TOKEN_VARIABLE) or known.get("token")
    if not where or not token:
        message = "尚未登录，请先执行 login。"
        raise NotSignedInError(message)
    return Service(safe(where), token)


def forget() -> None:
    """Forget the token."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / "session.json" if home else Path.home() / ".xinyong-ziyang" / "session.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
