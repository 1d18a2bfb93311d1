"""Pictures that are made for one document, such as a QR code. They have addresses of their own (`picture:qr`), which
lead to what the caller of the rendering handed over and to nothing else.
"""

from io import BytesIO

import segno

SCHEME = "picture"
_QUIET_MODULES = 2


def qr_code(text: str) -> bytes:
    """A QR code of `text` as an SVG file. It tells the same as the text beside it."""
    file = BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(
        file, kind="svg", border=_QUIET_MODULES, dark="#18272e", svgns=True, svgclass=None, lineclass=None
    )
    return file.getvalue()
