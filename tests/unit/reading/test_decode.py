"""What must hold of decoding: a page or a fault, never an exception."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.faults import Fault, FaultCode
from qc_service.model.page import Page
from qc_service.reading.decode import decode, page_of, shrink

PICTURE = np.random.default_rng(1).integers(0, 255, (1100, 850), np.uint8)


def encoded(kind: str) -> bytes:
    return cv2.imencode(kind, PICTURE)[1].tobytes()


@pytest.mark.parametrize("kind", [".png", ".tiff", ".bmp"])
def test_lossless_images_come_back_to_the_pixel(kind: str) -> None:
    page = decode(encoded(kind))
    assert isinstance(page, Page)
    assert (page.pixels == PICTURE).all()


def test_pixels_cannot_be_written() -> None:
    page = decode(encoded(".jpg"))
    assert isinstance(page, Page)
    assert not page.pixels.flags.writeable
    assert not page.small.flags.writeable


@pytest.mark.parametrize("data", [b"", b"no image", encoded(".jpg")[:300], encoded(".png")[:300]])
def test_what_is_no_image_is_a_fault(data: bytes) -> None:
    fault = decode(data)
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.UNDECODABLE


@given(st.binary(max_size=200))
def test_random_bytes_are_a_fault(data: bytes) -> None:
    assert isinstance(decode(data), Fault)


@pytest.mark.parametrize(
    ("size", "factor"),
    [((2200, 1700), 2), ((3300, 2550), 3), ((2800, 1700), 2), ((1100, 850), 1), ((1, 1), 1)],
)
def test_the_small_page_is_about_100_dpi(size: tuple[int, int], factor: int) -> None:
    page = page_of(np.full(size, 200, np.uint8))
    assert page.factor == factor
    assert page.small.shape == (size[0] // factor, size[1] // factor)


def test_shrinking_takes_the_mean_of_whole_blocks() -> None:
    pixels = np.arange(30, dtype=np.uint8).reshape(5, 6)
    assert shrink(pixels, 2).tolist() == [[4, 6, 8], [16, 18, 20]] or np.allclose(
        shrink(pixels, 2), [[3.5, 5.5, 7.5], [15.5, 17.5, 19.5]], atol=0.6
    )
