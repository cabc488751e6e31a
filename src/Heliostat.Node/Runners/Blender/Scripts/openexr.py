"""Reads and writes scanline OpenEXR files as Blender does, uncompressed or ZIP, without its colour handling.

Blender opens a multilayer file as one picture and hides its passes, and the checked pixels are a pass. Files may
come from another node and are not trusted: sizes are checked before anything is allocated.
"""
import struct
import zlib

import numpy as np

MAGIC = 20000630
NOT_SCANLINE_FLAGS = 0x200 | 0x800 | 0x1000
LINES_PER_BLOCK = {0: 1, 2: 1, 3: 16}
PIXEL_TYPES = {0: np.dtype("<u4"), 1: np.dtype("<f2"), 2: np.dtype("<f4")}
SIDE_MAX = 16384
CHANNELS_MAX = 1024
FLOAT = 2
LONG_NAMES_FLAG = 0x400
SHORT_NAME_MAX = 31
ZIP_LEVEL = 4


class NotReadable(Exception):
    """The file is not an OpenEXR file of the kinds that are read here."""


class Exr:
    """One file; channels are read when asked for."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self._bytes = file.read()
        try:
            self._read_header()
        except (struct.error, ValueError, IndexError) as error:
            raise NotReadable(str(error)) from error

    def planes(self, names):
        """The named channels as float32, shape (height, width, channels), with the bottom row first."""
        places = [self._place_of(name) for name in names]
        result = np.empty((self.height, self.width, len(names)), np.float32)
        try:
            for first, lines in self._blocks():
                for index, (offset, kind) in enumerate(places):
                    end = offset + self.width * kind.itemsize
                    plane = np.ascontiguousarray(lines[:, offset:end]).view(kind)
                    rows = self.height - first - len(lines), self.height - first
                    result[rows[0]:rows[1], :, index] = plane[::-1]
        except (struct.error, ValueError, IndexError, zlib.error) as error:
            raise NotReadable(str(error)) from error
        return result

    def _read_header(self):
        magic, version = struct.unpack_from("<II", self._bytes, 0)
        if magic != MAGIC or version & NOT_SCANLINE_FLAGS:
            raise ValueError("not a scanline OpenEXR file of one part")
        attributes, self._offsets_at = self._read_attributes(8)
        left, top, right, bottom = struct.unpack("<4i", attributes["dataWindow"])
        self.width, self.height, self._top = right - left + 1, bottom - top + 1, top
        self._compression = attributes["compression"][0]
        if not (0 < self.width <= SIDE_MAX and 0 < self.height <= SIDE_MAX):
            raise ValueError("size out of bounds")
        if self._compression not in LINES_PER_BLOCK:
            raise ValueError("compression is neither none nor ZIP")
        self.channels = self._read_channels(attributes["channels"])
        self._line_bytes = sum(self.width * kind.itemsize for _, kind in self.channels)

    def _read_attributes(self, at):
        found = {}
        while self._bytes[at]:
            name, at = self._read_text(self._bytes, at)
            _, at = self._read_text(self._bytes, at)
            size, = struct.unpack_from("<I", self._bytes, at)
            found[name] = self._bytes[at + 4:at + 4 + size]
            at += 4 + size
        return found, at + 1

    @staticmethod
    def _read_text(data, at):
        end = data.index(b"\0", at)
        return data[at:end].decode("utf-8", "replace"), end + 1

    def _read_channels(self, data):
        channels, at = [], 0
        while data[at]:
            name, at = self._read_text(data, at)
            kind, _, across, down = struct.unpack_from("<4i", data, at)
            if kind not in PIXEL_TYPES or (across, down) != (1, 1) or len(channels) >= CHANNELS_MAX:
                raise ValueError("channels are not plain")
            channels.append((name, PIXEL_TYPES[kind]))
            at += 16
        return channels

    def _place_of(self, wanted):
        offset = 0
        for name, kind in self.channels:
            if name == wanted:
                return offset, kind
            offset += self.width * kind.itemsize
        raise NotReadable(f"there is no channel {wanted}")

    def _blocks(self):
        """The number of the first line, from the top, of each block, and its lines as rows of bytes."""
        lines = LINES_PER_BLOCK[self._compression]
        count = -(-self.height // lines)
        offsets = struct.unpack_from(f"<{count}Q", self._bytes, self._offsets_at)
        for number, at in enumerate(offsets):
            line, size = struct.unpack_from("<iI", self._bytes, at)
            first = number * lines
            if line - self._top != first:
                raise ValueError("lines are out of order")
            expected = min(lines, self.height - first) * self._line_bytes
            data = self._bytes[at + 8:at + 8 + size]
            yield first, self._unpack(data, expected).reshape(-1, self._line_bytes)

    def _unpack(self, data, expected):
        if len(data) < expected:
            data = _undo_zip(zlib.decompressobj().decompress(data, expected))
        if len(data) != expected:
            raise ValueError("a block has not the size that it should have")
        return np.frombuffer(data, np.uint8)


def write(path, names, planes, compress):
    """Writes float32 planes, shape (height, width, channels) with the bottom row first, under names in their order."""
    height, width, _ = planes.shape
    compression = 3 if compress else 0
    header = struct.pack("<II", MAGIC, 2 | (LONG_NAMES_FLAG if max(map(_bytes_of, names)) > SHORT_NAME_MAX else 0))
    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    listed = b"".join(name.encode() + b"\0" + struct.pack("<4i", FLOAT, 0, 1, 1) for name in names) + b"\0"
    for name, kind, value in (
            ("channels", "chlist", listed), ("compression", "compression", bytes([compression])),
            ("dataWindow", "box2i", window), ("displayWindow", "box2i", window),
            ("lineOrder", "lineOrder", b"\0"), ("pixelAspectRatio", "float", struct.pack("<f", 1)),
            ("screenWindowCenter", "v2f", struct.pack("<2f", 0, 0)),
            ("screenWindowWidth", "float", struct.pack("<f", 1))):
        header += name.encode() + b"\0" + kind.encode() + b"\0" + struct.pack("<I", len(value)) + value
    header += b"\0"
    step = LINES_PER_BLOCK[compression]
    blocks = []
    for first in range(0, height, step):
        lines = planes[::-1][first:first + step].transpose(0, 2, 1)
        data = np.ascontiguousarray(lines, "<f4").tobytes()
        packed = zlib.compress(_do_zip(data), ZIP_LEVEL) if compress else data
        # What does not get smaller is stored as it is: the reader knows by the size.
        packed = packed if len(packed) < len(data) else data
        blocks.append(struct.pack("<iI", first, len(packed)) + packed)
    at = len(header) + 8 * len(blocks)
    with open(path, "xb") as file:
        file.write(header)
        for block in blocks:
            file.write(struct.pack("<Q", at))
            at += len(block)
        file.writelines(blocks)


def _bytes_of(name):
    return len(name.encode())


def _do_zip(data):
    """The other way round than _undo_zip."""
    plain = np.frombuffer(data, np.uint8)
    split = np.concatenate([plain[0::2], plain[1::2]]).astype(np.int16)
    split[1:] = (split[1:] - split[:-1] + 384) & 255
    return split.astype(np.uint8).tobytes()


def _undo_zip(data):
    """OpenEXR stores differences of bytes, and the even bytes before the odd ones."""
    steps = np.frombuffer(data, np.uint8).astype(np.int64)
    steps[1:] -= 128
    bytes_apart = (np.cumsum(steps) & 255).astype(np.uint8)
    half = (len(bytes_apart) + 1) // 2
    result = np.empty_like(bytes_apart)
    result[0::2] = bytes_apart[:half]
    result[1::2] = bytes_apart[half:]
    return result.tobytes()
