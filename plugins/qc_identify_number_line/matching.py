"""Correlates many patches of a strip with many templates at once: one product of two matrices."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qc_service.model.units import Grey
from qc_service.reading.windows import windows_of

Rows = npt.NDArray[np.float32]

ONE_THREAD = 200_000
"""Multiplications up to which numpy's BLAS keeps to one thread: a worker has one core."""

FLAT = 1e-6
"""Norm under which a patch or a template is flat: it correlates with nothing."""


def normed(patches: npt.NDArray[np.generic]) -> Rows:
    """Give patches (n, pixels) with mean 0 and length 1; flat ones are all 0."""
    rows = patches.astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    rows /= np.where(length < FLAT, np.float32(np.inf), length)
    return rows


def patches(strip: Grey, corners: Sequence[tuple[int, int]], shape: tuple[int, int]) -> Grey:
    """Give the patches (n, pixels) of a strip at corners (x, y); all must lie inside."""
    windows = windows_of(strip, shape)
    x, y = np.array(corners).T
    cut: Grey = windows[y, x].reshape(len(corners), -1)
    return cut


def correlate(cut: Grey, templates: Rows) -> Rows:
    """Give the correlation (patches, templates) of patches with templates that are normed."""
    rows, across = normed(cut), templates.T
    piece = max(1, ONE_THREAD // templates.size)
    parts = [rows[first : first + piece] @ across for first in range(0, len(rows), piece)]
    return np.concatenate(parts)
