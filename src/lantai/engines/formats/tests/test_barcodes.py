"""Labels that machines read: checked against the standards' own numbers, and read back from what is drawn."""

import cv2
import numpy as np
import pytest

from lantai.engines.formats.barcodes import QUIET_BARS, code_128, qr_code, values_of


def drawn(code, scale=1):
    """The path as an image of its modules."""
    image = np.full((code.height, code.width), 255, np.uint8)
    for run in code.path.split(" M"):
        start, _, rest = run.removeprefix("M").partition("h")
        x, y = map(int, start.split(" "))
        image[y, x : x + int(rest.partition("v")[0])] = 0
    return np.kron(image, np.ones((scale, scale), np.uint8))


def test_a_qr_code_is_read_back():
    text = "https://dangan.example.cn/staff/storerooms/scan/B0000123"

    found, _, _ = cv2.QRCodeDetector().detectAndDecode(drawn(qr_code(text), 6))

    assert found == text


def test_bars_are_those_of_the_standard():
    code = code_128("PJJ123C")

    assert values_of("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]
    assert code.width == 2 * QUIET_BARS + 9 * 11 + 13
    assert drawn(code)[0, QUIET_BARS : QUIET_BARS + 11].tolist() == [0, 0, 255, 0, 255, 255, 0, 255, 255, 255, 255]


@pytest.mark.parametrize("text", ["", "档号", "a\n"])
def test_what_bars_cannot_say_is_refused(text):
    with pytest.raises(ValueError, match="Code 128"):
        code_128(text)
