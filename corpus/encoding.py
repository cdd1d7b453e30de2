"""Turns the bytes of a page or a text into characters, by what they declare themselves to be."""

import codecs
import re

from corpus.errors import ReleaseError

DECLARED = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
HEAD = 8192
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As browsers read them: what calls itself by the older name is written in the newer, larger set.
LARGER = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "utf8": "utf-8",
    "utf-16": "utf-8",  # a declaration that can be read as ASCII is not in UTF-16
}
SUPPORTED = re.compile(
    r"utf-8|big5hkscs|gb18030|cp125\d|windows-125\d|iso-8859-(?:[2-9]|1[0-6])|koi8-[ru]|shift_jis|euc-(?:jp|kr)"
)


def decode_text(content: bytes) -> str:
    """The characters of a text in UTF-8, with or without a byte order mark; ReleaseError for any other."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReleaseError(f"not UTF-8 at byte {error.start}; save the file as UTF-8") from error


def decode_page(content: bytes, charset: str = "") -> str:
    """The characters of an HTML page, by its byte order mark, the charset that came with it or that it declares.

    Raises ReleaseError for a charset that is not supported, or bytes that are not in it.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return decode(content[len(mark) :], encoding)
    declared = DECLARED.search(content[:HEAD])
    name = (charset or (declared[1].decode("ascii", "replace") if declared else "utf-8")).lower()
    encoding = LARGER.get(name, name)
    if not SUPPORTED.fullmatch(encoding):
        raise ReleaseError(f"the page's charset {name!r} is not supported; save the page as UTF-8")
    return decode(content, encoding)


def decode(content: bytes, encoding: str) -> str:
    """The characters of some bytes, or ReleaseError."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReleaseError(f"not {encoding} at byte {error.start}; save the page as UTF-8") from error
