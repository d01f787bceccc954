"""Encryption of a stream with a key from BACKUP_KEY: whoever changes, cuts or reorders it is found out.

AES-256-GCM over pieces of 1 MiB; the nonce is the number of the piece and whether it is the last one, as in the STREAM
construction (Hoang, Reyhanitabar, Rogaway and Vizar, 2015). The key is derived anew, with a salt, for each file.
"""

import os
import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.services.backup.problems import BackupFailed

MAGIC = b"WSIBAK1\n"
SALT_BYTES, TAG_BYTES, PIECE = 16, 16, 1 << 20
_LENGTH = struct.Struct(">I")


def seal(plain: Iterable[bytes], secret: str) -> Iterator[bytes]:
    """The stream, encrypted."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(secret, salt)
    yield MAGIC + salt
    number, held = 0, b""
    for piece in _pieces(plain):
        if number or held:
            yield _framed(cipher, number - 1, held, last=False)
        held, number = piece, number + 1
    yield _framed(cipher, max(number - 1, 0), held, last=True)


def unseal(sealed: Iterable[bytes], secret: str | None) -> Iterator[bytes]:
    """The stream as it was. Raises BackupFailed where the key is another one, or the stream is not whole."""
    if not secret:
        raise BackupFailed("This backup is encrypted: set BACKUP_KEY to the key it was made with.")
    source = _Source(sealed)
    head = source.take(len(MAGIC) + SALT_BYTES)
    if not head.startswith(MAGIC):
        raise BackupFailed("This file is no encrypted backup.")
    cipher, number, last = _cipher(secret, head[len(MAGIC) :]), 0, False
    while not last:
        (length,) = _LENGTH.unpack(source.take(_LENGTH.size))
        if length > PIECE + TAG_BYTES:
            raise BackupFailed("This backup is damaged.")
        frame = source.take(length)
        last = source.at_end()
        try:
            yield cipher.decrypt(_nonce(number, last=last), frame, None)
        except InvalidTag as error:
            raise BackupFailed("BACKUP_KEY is not the key of this backup, or the file is damaged.") from error
        number += 1


def _cipher(secret: str, salt: bytes) -> AESGCM:
    info = b"workspaces-inventory/backup/v1"
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _framed(cipher: AESGCM, number: int, piece: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(_nonce(number, last=last), piece, None)
    return _LENGTH.pack(len(sealed)) + sealed


def _pieces(plain: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for part in plain:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


class _Source:
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._held = iter(chunks), bytearray()

    def _fill(self, size: int) -> bool:
        while len(self._held) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                return False
            self._held += chunk
        return True

    def take(self, size: int) -> bytes:
        """Exactly so many bytes. Raises BackupFailed where there are fewer."""
        if not self._fill(size):
            raise BackupFailed("This backup is cut off.")
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def at_end(self) -> bool:
        """Whether nothing follows."""
        return not self._fill(1)
