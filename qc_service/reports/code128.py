"""Barcodes that any reader types as text: Code 128, set B (ISO/IEC 15417), drawn as SVG."""

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112"
)

PATTERNS = tuple(_WIDTHS.split())
"""Widths of bars and gaps in turn, by value; the last is the stop sign."""

START_B, STOP = 104, 106

FIRST, LAST = " ", "~"
"""The signs of set B that are text."""

QUIET = 10
"""Empty modules on both sides, without which no reader finds the bars."""


def values(text: str) -> list[int]:
    """Give the symbol values of a text, with start, check sign and stop.

    Raises:
        ValueError: a sign that set B does not have.
    """
    if not all(FIRST <= sign <= LAST for sign in text):
        raise ValueError(f"{text!r} has signs that are not in Code 128, set B")
    body = [ord(sign) - ord(FIRST) for sign in text]
    check = (START_B + sum(place * value for place, value in enumerate(body, 1))) % 103
    return [START_B, *body, check, STOP]


def bars(text: str) -> list[tuple[int, int]]:
    """Give each bar as its left edge and width, in modules from the left edge of the quiet zone."""
    found, x = [], QUIET
    for value in values(text):
        for index, width in enumerate(map(int, PATTERNS[value])):
            if index % 2 == 0:
                found.append((x, width))
            x += width
    return found


def barcode_svg(text: str, height: int = 40) -> str:
    """Draw the barcode of a text, one unit a module."""
    drawn = bars(text)
    width = drawn[-1][0] + drawn[-1][1] + QUIET
    shapes = "".join(f'<rect x="{x}" width="{w}" height="{height}"/>' for x, w in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'shape-rendering="crispEdges">{shapes}</svg>'
    )
