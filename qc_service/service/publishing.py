"""Writing a ledger's public bundle."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import SigningKey
from qc_service.flow.bundle_parts import bundle_results, bundle_rounds
from qc_service.flow.bundling import make_bundle
from qc_service.flow.replaying import replay
from qc_service.model.errors import ExitCode, QcError
from qc_service.recording.bundle import Bundle, BundleDocument, content_line, file_bytes
from qc_service.recording.bundle import signed_bytes as bytes_to_sign
from qc_service.recording.chain import seal
from qc_service.recording.checkpoints import fingerprint


def publish(
    ledger: Path, documents: Sequence[Path], key: SigningKey | None
) -> tuple[Bundle, bytes]:
    """Make the bundle of a whole ledger; give its content and its file's bytes.

    The same ledger, documents and key give the same bytes.

    Raises:
        QcError: `ledger.*`; `bundle.broken` where the ledger is not whole, `bundle.key` where the
            key is not the ledger's, `bundle.document` where a document cannot be read.
    """
    named = [_document(path) for path in documents]
    with Ledger.read(ledger) as opened:
        report = opened.verify()
        if report.broken:
            raise QcError(
                "bundle.broken",
                f"{ledger}: row {report.broken}: {report.complaint}",
                "Nothing is published of a ledger that is not whole: see `qc verify`.",
                ExitCode.FINDING,
            )
        _require_key(ledger, report.key, key)
        bundle = public_copy(opened, named)
    line = content_line(bundle)
    if key is None:
        return bundle, file_bytes(line)
    return bundle, file_bytes(line, key.public, key.sign(bytes_to_sign(line)))


def public_copy(ledger: Ledger, documents: Sequence[BundleDocument] = ()) -> Bundle:
    """Give what is public of an open ledger that is whole."""
    checks = replay(ledger.entries()).desk.checks
    rows = ((seal(row.salt, row.body), row.public) for row in ledger.rows())
    return make_bundle(rows, bundle_rounds(checks), bundle_results(ledger.entries), documents)


def _document(path: Path) -> BundleDocument:
    try:
        return BundleDocument(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError as error:
        raise QcError(
            "bundle.document",
            f"{path}: {error.strerror}",
            "Name the documents that are published with the bundle.",
            ExitCode.USAGE,
        ) from error


def _require_key(ledger: Path, named: str, key: SigningKey | None) -> None:
    ours = key.public if key else ""
    if named != ours:
        raise QcError(
            "bundle.key",
            f"{ledger}: its key is {fingerprint(named) or 'none'}, "
            f"--key is {fingerprint(ours) or 'none'}",
            "Sign the bundle with the ledger's own key: --key FILE, or none where it has none.",
            ExitCode.CONFIG,
        )
