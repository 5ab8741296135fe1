import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bundles import DOCUMENT, OURS, TAMPERINGS, bundle_of, public_of
from qc_service.flow.verifying import CHECKS, Asked, first_broken, verify_bundle
from qc_service.recording.checkpoints import fingerprint


def is_signed(public: str, message: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


FILES = {"log.pdf": hashlib.sha256(DOCUMENT).hexdigest()}
ASKED = Asked(is_signed, fingerprint(public_of(OURS)), FILES)


def test_a_whole_bundle_passes_every_check() -> None:
    steps = verify_bundle(bundle_of(), ASKED)
    assert first_broken(steps) is None
    assert tuple(step.check for step in steps) == CHECKS


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named_by_the_right_check(name: str) -> None:
    check, make = TAMPERINGS[name]
    broken = first_broken(verify_bundle(make(), ASKED))
    assert broken is not None
    assert broken.check == check, broken.broken
