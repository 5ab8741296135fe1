"""Ed25519 keys as files, signing and checking (RFC 8032, by the `cryptography` library)."""

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from qc_service.adapters.out_folder import make_folder
from qc_service.model.errors import ExitCode, QcError

PRIVATE = 0o600
"""The owner may read and write, nobody else anything."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class SigningKey:
    """A private key in memory; its public half is given as hexadecimal text."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Keep the key; use `make_key` or `load_key` instead."""
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Give the signature, 128 hexadecimal digits: the same message gives the same."""
        return self._private.sign(message).hex()


def make_key(path: Path) -> SigningKey:
    """Make a new key and write it as PEM (PKCS 8) that only its owner may read; its folder, too.

    Raises:
        QcError: `key.exists`, `key.unwritable`, `out.unwritable`. No key is ever written over.
    """
    private = Ed25519PrivateKey.generate()
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_folder(path.parent)
    try:
        # O_EXCL: nothing that stands there, not even a link, is written over or followed.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            # Whatever the umask has taken away or left.
            os.fchmod(file.fileno(), PRIVATE)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise QcError(
            "key.exists",
            f"{path}: there is a file already",
            "Name another file; what a lost key has signed can never be signed again.",
            ExitCode.CONFIG,
        ) from error
    except OSError as error:
        raise QcError(
            "key.unwritable",
            f"{path}: {error.strerror}",
            "Mend the rights, or name another place for the key.",
            ExitCode.CONFIG,
        ) from error
    return SigningKey(private)


def load_key(path: Path) -> SigningKey:
    """Read a private key.

    Raises:
        QcError: `key.missing`, `key.open` where others than its owner may read the file, `key.kind`
            where it holds no Ed25519 key.
    """
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise QcError(
            "key.missing",
            f"{path}: {error.strerror}",
            "`qc key make --out FILE` makes a key.",
            ExitCode.CONFIG,
        ) from error
    if mode & OTHERS:
        raise QcError(
            "key.open",
            f"{path}: others than its owner may read or write it (mode {stat.S_IMODE(mode):o})",
            f"Run `chmod 600 {path}`; if others had access to it, make a new key.",
            ExitCode.CONFIG,
        )
    try:
        private = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise QcError(
            "key.kind",
            f"{path}: this is no private Ed25519 key in PEM without a password",
            "`qc key make --out FILE` makes a key.",
            ExitCode.CONFIG,
        )
    return SigningKey(private)


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Tell whether a signature is that of the key over the message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True
