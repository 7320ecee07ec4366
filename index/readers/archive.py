"""Office files as zip archives of XML parts, opened so that neither zip nor XML tricks can hurt."""

import io
import zipfile
import zlib
from typing import TypeAlias

from lxml import etree

from index.errors import ReadError
from index.readers.limits import MAX_UNPACKED_BYTES, too_much

Element: TypeAlias = etree._Element

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_PARTS = 20_000
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


class OfficeFile:
    """The parts of a .docx or .xlsx file (ISO/IEC 29500-2), read one at a time under a common limit.

    Attributes:
        names: the parts there are.
        main: the part that holds the document.
    """

    def __init__(self, data: bytes, folder: str, suffix: str) -> None:
        self._archive = _opened(data, suffix)
        self._budget = MAX_UNPACKED_BYTES
        self.names = frozenset(self._archive.namelist())
        if (
            sum(info.file_size for info in self._archive.infolist()) > MAX_UNPACKED_BYTES
            or len(self.names) > _MAX_PARTS
        ):
            _bomb()

        self.main = self._main_part()
        if not self.main.startswith(f"{folder}/") or self.main not in self.names:
            raise ReadError(f"not a {suffix} file: it has no main part", zh=f"不是 {suffix} 文件：缺少主体部分")

    def _main_part(self) -> str:
        """The name of the part that holds the document, mostly word/document.xml or xl/workbook.xml."""
        root = self.xml("_rels/.rels")
        for relation in root if root is not None else ():
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        return next((name for name in ("word/document.xml", "xl/workbook.xml") if name in self.names), "")

    def read(self, name: str) -> bytes:
        """The bytes of one part.

        Raises:
            ReadError: the part is damaged or too large.
        """
        try:
            with self._archive.open(name) as part:
                data = part.read(self._budget + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            KeyError,
        ) as error:
            raise ReadError(f"damaged file: {name} cannot be unpacked", zh=f"文件损坏：{name} 无法解压") from error
        self._budget -= len(data)
        if self._budget < 0:
            _bomb()
        return data

    def xml(self, name: str) -> Element | None:
        """The root of one XML part; None if there is none. No entity is resolved and nothing outside is fetched.

        Raises:
            ReadError: the part is not XML, or declares a document type, which ISO/IEC 29500-2 forbids.
        """
        if name not in self.names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(_transitional(self.read(name)), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReadError(f"damaged file: {name} is not XML", zh=f"文件损坏：{name} 不是有效的 XML") from error
        if root.getroottree().docinfo.doctype:
            raise ReadError(
                f"refused: {name} declares a document type, which Office files never do",
                zh=f"拒绝读取：{name} 含文档类型声明，正常的 Office 文件没有",
            )
        return root


def _transitional(data: bytes) -> bytes:
    """The XML of a file in the strict form (ISO/IEC 29500-1) under the names of the usual, transitional form."""
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def _opened(data: bytes, suffix: str) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("encrypted: remove the password and try again", zh="文件已加密：请去除密码后再读")
        raise ReadError(
            f"an old binary Office file, not {suffix}: save it as {suffix}",
            zh=f"是旧版 Office 文件，不是 {suffix}：请另存为 {suffix}",
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(f"damaged, or not a {suffix} file", zh=f"文件损坏，或不是 {suffix} 文件") from error


def _bomb() -> None:
    limit = f"{MAX_UNPACKED_BYTES // 1048576} MB"
    too_much("unpacked", limit, "解压后")
