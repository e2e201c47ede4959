"""Sealing: what nobody may read before its time is kept as ciphertext, under a key that lies elsewhere.

Each sealed thing has a data key of its own; that key is wrapped by the newest sealing key of a file which is in no
database, no folder of files and no backup. Whoever holds the database and the files without that file reads nothing.
AES-256-GCM throughout, with what the ciphertext belongs to as associated data: one put in another's place does not open.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import AppError
from app.core.i18n import gettext as _

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class NoKey(AppError):
    """The sealing key that is needed is not at hand."""


class Broken(AppError):
    """A ciphertext that does not open: changed, put in another's place, or sealed with another key."""


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """Nonce and ciphertext of `plain`; it opens only with `key` and as what it is `about`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """What `seal` was given. Raises `Broken`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise Broken(_("密封的内容无法打开：内容已损坏，或者密封密钥不对。请联系系统管理员。")) from error


@dataclass
class Keyring:
    """The sealing keys of a file: a line of 64 hexadecimal digits each, the newest first. An older one stays below it
    for what was sealed with it. `make` allows to make the file where there is none."""

    path: Path
    make: bool = False
    _keys: dict[str, bytes] = field(default_factory=dict)

    def wrap(self, data_key: bytes, about: str) -> tuple[str, bytes]:
        """The name of the newest sealing key, and `data_key` wrapped by it. Raises `NoKey` without a key."""
        name, key = next(iter(self._read().items()))
        return name, seal(key, data_key, about)

    def unwrap(self, name: str, wrapped: bytes, about: str) -> bytes:
        """The data key. Raises `NoKey` without the sealing key of this name, `Broken` where it does not fit."""
        key = self._read().get(name)
        if key is None:
            raise NoKey(_("密封密钥文件里没有所需的密钥，密封的内容无法打开。请联系系统管理员。"))
        return unseal(key, wrapped, about)

    def keyed_hash(self, text: str) -> str:
        """A hash that tells equal texts, and that nobody without the key can try guesses against."""
        key = next(iter(self._read().values()))
        return digest(key, text.encode(), "sha256").hex()

    def names(self) -> tuple[str, ...]:
        """Names of the keys, none of which tells its key. Raises `NoKey` without a file that holds some."""
        return tuple(self._read())

    def trouble(self) -> str:
        """What keeps things from being sealed, in a sentence; empty when nothing does."""
        try:
            self._read()
            exposed = self.path.stat().st_mode & 0o077
        except NoKey as missing:
            return missing.sentence
        if exposed:
            return _("密封密钥文件 {path} 可以被其他用户读取，请把权限改为 600。").format(path=self.path)
        return ""

    def _read(self) -> dict[str, bytes]:
        if not self._keys:
            if self.make and not self.path.exists():
                _make(self.path)
            self._keys = _keys_in(self.path)
        return self._keys


def _keys_in(path: Path) -> dict[str, bytes]:
    try:
        keys = [bytes.fromhex(line) for line in path.read_text("ascii").split()]
    except OSError as error:
        raise NoKey(
            _("读不到密封密钥文件 {path}（JINGHE_SEAL_KEY_FILE）：没有它，应标书不能密封，也打不开。").format(path=path)
        ) from error
    except ValueError:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise NoKey(_("密封密钥文件 {path} 的内容不对：每行应是 64 位十六进制数字，新的密钥在前。").format(path=path))
    return {sha256(b"jinghe sealing key" + key).hexdigest()[:16]: key for key in keys}


def _make(path: Path) -> None:
    """A new key; of two processes that make one at once the first wins, and nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder) / "key"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        with suppress(FileExistsError):
            path.hardlink_to(fresh)
