"""Which parts does a zipped document hold, within limits, and how is it saved with all others untouched?"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, NoReturn

from bangban.skills.documents.read import xml
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.problems import (
    DocumentBomb,
    DocumentBroken,
    DocumentEncrypted,
    DocumentTooLarge,
)

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_DESCRIPTOR = 0x8
_UTF8 = 0x800


@dataclass(slots=True)
class _Entry:
    """One member of the archive: where its packed bytes stand in the file, or its new content."""

    info: zipfile.ZipInfo
    raw_name: bytes
    start: int
    end: int
    content: bytes | None = None


def key(name: str) -> str:
    """Return how part names are compared: without case and with forward slashes (ISO/IEC 29500-2, 6.2.2)."""
    return name.replace("\\", "/").lstrip("/").lower()


class Package:
    """An opened archive. Parts are unpacked and parsed when they are asked for; saving copies the rest."""

    def __init__(self, data: bytes, *, name: str = "", limits: Limits = LIMITS) -> None:
        """Raises DocumentBroken, DocumentBomb, DocumentTooLarge or DocumentEncrypted."""
        self.source = data
        self.name = name
        self.limits = limits
        self.strict = False
        """Whether the parts use the namespaces of ISO 29500 strict; set when the main part is read."""
        self.main = ""
        """The name of the main part, set by the reader of the format."""
        self._opened = 0
        self._trees: dict[str, Any] = {}
        self._entries: dict[str, _Entry] = {}
        self._read_directory()

    # ── opening ──

    def _broken(self, chinese: str, english: str) -> NoReturn:
        raise DocumentBroken(name=self.name, what={"zh": chinese, "en": english})

    def _read_directory(self) -> None:
        # Before the directory is read at all: millions of its entries fit into a small file.
        if (marks := self.source.count(b"PK\x01\x02")) > 4 * self.limits.entries:
            raise DocumentBomb(name=self.name, what={"zh": f"含 {marks} 个成员", "en": f"{marks} members"})
        try:
            with zipfile.ZipFile(io.BytesIO(self.source)) as archive:
                infos = archive.infolist()
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            ValueError,
            OverflowError,
            struct.error,
            NotImplementedError,
            UnicodeDecodeError,
            IndexError,
            EOFError,
        ):
            self._broken("压缩包的目录不完整或不正确", "the archive's directory is incomplete or wrong")
        limits = self.limits
        if len(infos) > limits.entries:
            raise DocumentBomb(
                name=self.name,
                what={"zh": f"含 {len(infos)} 个成员", "en": f"{len(infos)} members"},
            )
        total = sum(info.file_size for info in infos)
        if total > limits.unpacked:
            size = total // (1024 * 1024)
            raise DocumentBomb(
                name=self.name, what={"zh": f"解压后 {size} MB", "en": f"{size} MB when unpacked"}
            )
        for info in infos:
            if not info.is_dir():
                self._admit(info)
        self._refuse_overlaps()

    def _admit(self, info: zipfile.ZipInfo) -> None:
        limits = self.limits
        if info.flag_bits & _ENCRYPTED:
            raise DocumentEncrypted(name=self.name)
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            ratio = info.file_size // max(info.compress_size, 1)
            raise DocumentBomb(
                name=self.name, what={"zh": f"压缩比 {ratio} 倍", "en": f"packed {ratio} to 1"}
            )
        offset = info.header_offset
        header = self.source[offset : offset + _LOCAL.size] if offset >= 0 else b""
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            self._broken("压缩包的成员位置不正确", "a member of the archive is not where it should be")
        name_length, extra_length = _LOCAL.unpack(header)[9:11]
        start = offset + _LOCAL.size + name_length + extra_length
        raw_name = self.source[offset + _LOCAL.size : offset + _LOCAL.size + name_length]
        end = start + info.compress_size
        if end > len(self.source):
            self._broken("压缩包不完整", "the archive is cut off")
        entry = _Entry(info, raw_name, start, end)
        known = self._entries.setdefault(key(info.filename), entry)
        if known is not entry and (known.info.CRC, known.info.file_size) != (info.CRC, info.file_size):
            self._broken("压缩包中有两个同名而内容不同的成员", "two members of one name differ")

    def _refuse_overlaps(self) -> None:
        """Members that share packed bytes are how a small file unpacks to petabytes."""
        last = 0
        for entry in sorted(self._entries.values(), key=lambda one: one.info.header_offset):
            if entry.info.header_offset < last:
                raise DocumentBomb(name=self.name, what={"zh": "成员互相重叠", "en": "its members overlap"})
            last = entry.end

    # ── reading ──

    @property
    def names(self) -> list[str]:
        """The parts' names as the file writes them, in its order."""
        return [entry.info.filename for entry in self._entries.values()]

    def has(self, name: str) -> bool:
        return key(name) in self._entries

    def size(self, name: str) -> int:
        """Return a part's unpacked size in bytes as declared; 0 for a part that is not there."""
        entry = self._entries.get(key(name))
        if entry is None:
            return 0
        return entry.info.file_size if entry.content is None else len(entry.content)

    def digest(self, name: str) -> str:
        """Return a digest that is equal for equal parts, without unpacking; "" for a part that is not there."""
        entry = self._entries.get(key(name))
        if entry is None:
            return ""
        if entry.content is not None:
            return "n" + hashlib.sha256(entry.content).hexdigest()
        packed = memoryview(self.source)[entry.start : entry.end]
        return f"{entry.info.compress_type}{self.strict:d}" + hashlib.sha256(packed).hexdigest()

    def data(self, name: str) -> bytes:
        """Return a part's bytes. Raises DocumentBroken when it is missing, damaged or not what it declares."""
        entry = self._entries.get(key(name))
        if entry is None:
            self._broken(f"缺少部件 {name}", f"the part {name} is missing")
        if entry.content is not None:
            return entry.content
        info = entry.info
        if info.file_size > self.limits.part or self._opened + info.file_size > self.limits.opened:
            raise DocumentTooLarge(
                name=self.name,
                what={"zh": f"部件 {name}", "en": f"the part {name}"},
                limit=f"{self.limits.part // (1024 * 1024)} MB",
            )
        packed = self.source[entry.start : entry.end]
        if info.compress_type == zipfile.ZIP_STORED:
            data = packed
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            try:
                # One byte more than declared, and never more: a part that goes on is lying about its size.
                data = zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
            except zlib.error:
                self._broken(f"部件 {name} 无法解压", f"the part {name} cannot be unpacked")
        else:
            self._broken(f"部件 {name} 的压缩方式不受支持", f"the part {name} is packed in an unknown way")
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            self._broken(f"部件 {name} 的内容与校验值不符", f"the part {name} does not match its checksum")
        self._opened += len(data)
        return data

    def part(self, name: str) -> Any:
        """Return the root of a part's tree, parsed once; change it, then `replace(name, serialise(tree))`."""
        at = key(name)
        if at not in self._trees:
            self._trees[at] = xml.parse(self._transitional(self.data(name)), name=self.name, part=name)
        return self._trees[at]

    def find(self, name: str) -> Any:
        """Return a part's root, or None when the package has no such part."""
        return self.part(name) if name and self.has(name) else None

    def _transitional(self, data: bytes) -> bytes:
        return xml.to_transitional(data) if self.strict else data

    # ── changing ──

    def serialise(self, tree: Any) -> bytes:
        """Return a tree as the bytes of a part, in the namespaces that this package uses."""
        data = xml.serialise(tree)
        return xml.to_strict(data) if self.strict else data

    def replace(self, name: str, data: bytes) -> None:
        """Give a part new bytes, or add it at the end when there is none of that name."""
        at = key(name)
        entry = self._entries.get(at)
        if entry is None:
            info = zipfile.ZipInfo(name.lstrip("/"))
            info.external_attr = 0o600 << 16
            self._entries[at] = _Entry(info, info.filename.encode(), 0, 0, data)
        else:
            entry.content = data
        self._trees.pop(at, None)

    def remove(self, name: str) -> None:
        self._entries.pop(key(name), None)
        self._trees.pop(key(name), None)

    def save(self) -> bytes:
        """Return the file: packed bytes of every untouched part are copied, the order is kept.

        Where no part was changed the very same file comes back.
        """
        entries = list(self._entries.values())
        if all(entry.content is None for entry in entries):
            return self.source
        out = io.BytesIO()
        directory = []
        for entry in entries:
            directory.append(self._write(out, entry))
        start = out.tell()
        for record in directory:
            out.write(record)
        size = out.tell() - start
        out.write(_END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), size, start, 0))
        return out.getvalue()

    def _write(self, out: io.BytesIO, entry: _Entry) -> bytes:
        info = entry.info
        if entry.content is None:
            packed = self.source[entry.start : entry.end]
            method, crc, size = info.compress_type, info.CRC, info.file_size
        else:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(entry.content) + packer.flush()
            method, crc, size = zipfile.ZIP_DEFLATED, zlib.crc32(entry.content), len(entry.content)
        flags = info.flag_bits & ~_DESCRIPTOR
        if not entry.raw_name.isascii():
            flags |= info.flag_bits & _UTF8 or (_UTF8 if entry.start == 0 else 0)
        year, month, day, hour, minute, second = info.date_time
        date = (max(year, 1980) - 1980) << 9 | month << 5 | day
        time = hour << 11 | minute << 5 | second // 2
        at = out.tell()
        common = (flags, method, time, date, crc, len(packed), size, len(entry.raw_name))
        out.write(_LOCAL.pack(b"PK\3\4", 20, *common, 0))
        out.write(entry.raw_name)
        out.write(packed)
        made = (info.create_system << 8) | 20
        return (
            _CENTRAL.pack(b"PK\1\2", made, 20, *common, 0, 0, 0, info.internal_attr, info.external_attr, at)
            + entry.raw_name
        )
