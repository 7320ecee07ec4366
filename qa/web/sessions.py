"""Who may ask and who may change the documents: passwords, signed sessions, and patience with wrong guesses."""

import hashlib
import hmac
import ipaddress
import secrets
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from index.settings import Passwords

Role = Literal["asker", "admin"]

COOKIE = "policyqa_session"
SESSION_SECONDS = 12 * 3600

FREE_GUESSES = 5
"""Wrong passwords from one address before the next has to wait."""
FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 60.0
_EVERYBODY = "everybody"
_GUESSES_OF_ALL = 200
"""The same for all addresses together: many machines may guess for one."""
_ADDRESSES = 4096
_FORGOTTEN_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Wait:
    """No password is looked at for so many seconds."""

    seconds: float


class Patience:
    """Counts wrong guesses by address; each beyond the free ones doubles the time to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._guesses: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds for which nothing from an address is looked at; 0 for none."""
        with self._lock:
            return max(
                self._left(_group(address), FREE_GUESSES),
                self._left(_EVERYBODY, _GUESSES_OF_ALL),
            )

    def wrong(self, address: str) -> None:
        """Remembers a wrong guess."""
        with self._lock:
            for name in (_group(address), _EVERYBODY):
                count, since = self._guesses.get(name, (0, 0.0))
                if self._clock() - since > _FORGOTTEN_SECONDS:
                    count = 0
                self._guesses[name] = (count + 1, self._clock())
                self._guesses.move_to_end(name)
            while len(self._guesses) > _ADDRESSES:
                self._guesses.popitem(last=False)

    def right(self, address: str) -> None:
        """Forgets the wrong guesses of an address."""
        with self._lock:
            self._guesses.pop(_group(address), None)

    def _left(self, name: str, free: int) -> float:
        count, since = self._guesses.get(name, (0, 0.0))
        if count < free:
            return 0.0
        wait = min(FIRST_WAIT_SECONDS * 2.0 ** min(count - free, 16), LONGEST_WAIT_SECONDS)
        return max(since + wait - self._clock(), 0.0)


class Keeper:
    """Knows the passwords, and makes and reads the sessions of those who gave one.

    Attributes:
        passwords: empty ones are not asked for.
    """

    def __init__(self, passwords: Passwords, clock: Callable[[], float] = time.time) -> None:
        self.passwords = passwords
        self.patience = Patience()
        self._clock = clock
        # A new one for each start: whoever had signed in signs in again.
        self._secret = secrets.token_bytes(32)

    def check(self, password: str, address: str) -> Role | Wait | None:
        """Whose password this is, None for nobody's; after too many wrong ones it is not looked at for a while."""
        wait = self.patience.wait(address)
        if wait:
            return Wait(wait)
        # Both are compared, whatever the first says, so that the time taken tells nothing.
        admin = _same(password, self.passwords.changing)
        asker = _same(password, self.passwords.asking)
        if not admin and not asker:
            self.patience.wrong(address)
            return None
        self.patience.right(address)
        return "admin" if admin else "asker"

    def given(self, authorization: str, address: str) -> Role | Wait | None:
        """The same for what a program sends: `Basic` with any name, or `Bearer`."""
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self.check(_as_sent(value).strip(), address)
        if scheme.lower() != "basic":
            return None
        try:
            _, _, password = b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
        except ValueError:
            password = ""
        return self.check(password, address)

    def session(self, role: Role) -> str:
        """A value for the cookie, good for SESSION_SECONDS."""
        said = f"{role}.{int(self._clock()) + SESSION_SECONDS}"
        return f"{said}.{self._signature(said)}"

    def role(self, session: str) -> Role | None:
        """Whose session this is; None if it is nobody's, forged, or over."""
        said, _, signature = session.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(said).encode()):
            return None
        role, _, until = said.partition(".")
        if int(until) < self._clock():
            return None
        return "admin" if role == "admin" else "asker"

    def _signature(self, said: str) -> str:
        return hmac.new(self._secret, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _same(given: str, wanted: str) -> bool:
    """Whether a password is the one wanted, found in a time that depends on neither; an empty one is nobody's."""
    one, other = (hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (given, wanted))
    return hmac.compare_digest(one, other) and bool(wanted)


def _as_sent(value: str) -> str:
    """A header's value, whose bytes come as Latin-1, in UTF-8 where it is that."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except ValueError:
        return value


def _group(address: str) -> str:
    """Whom an address belongs to: an IPv6 one counts with the 2^64 beside it, which one machine may have."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6 and not known.ipv4_mapped:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
