"""Saves the render in the asked-for format, and reads pictures as plain numbers."""
import contextlib
import os
import struct
import zlib

import bpy
import numpy as np

import openexr

SETTINGS = ("file_format", "color_mode", "color_depth", "quality", "compression", "exr_codec", "color_management")
EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "EXR": ".exr", "MULTILAYER": ".exr"}
JPEG_QUALITY = 90
PNG_COMPRESSION = 15
SIDE_MAX = 16384


def delivered_settings(scene, wanted):
    """The image settings of a job's format: those of the scene where it says the same format, else the defaults."""
    own = scene.render.image_settings
    if wanted == "PNG":
        same = own.file_format == "PNG"
        return {"file_format": "PNG", "compression": PNG_COMPRESSION,
                "color_mode": own.color_mode if same else "RGBA",
                "color_depth": "16" if same and own.color_depth == "16" else "8"}
    if wanted == "EXR":
        return {"file_format": "OPEN_EXR", "color_mode": "RGBA", "color_depth": "32", "exr_codec": "ZIP"}
    if wanted == "MULTILAYER":
        return pass_settings("ZIP")
    return {"file_format": "JPEG", "color_mode": "RGB", "quality": JPEG_QUALITY}


def pass_settings(codec):
    """The image settings that keep every pass as it was rendered."""
    return {"file_format": "OPEN_EXR_MULTILAYER", "color_mode": "RGBA", "color_depth": "32", "exr_codec": codec,
            "color_management": "FOLLOW_SCENE"}


def save_render(scene, path, settings):
    """Writes the last render with these image settings, and puts the scene's own back."""
    result = next(image for image in bpy.data.images if image.type == "RENDER_RESULT")
    with _image_settings(scene, settings):
        result.save_render(path, scene=scene)


@contextlib.contextmanager
def _image_settings(scene, wanted):
    current = scene.render.image_settings
    before = {name: getattr(current, name) for name in SETTINGS if hasattr(current, name)}
    try:
        for name in SETTINGS:
            if name in wanted:
                setattr(current, name, wanted[name])
        yield
    finally:
        for name, value in before.items():
            # A value that the other format does not have was never in use.
            with contextlib.suppress(TypeError):
                setattr(current, name, value)


def decode(path):
    """A picture's numbers as they stand in the file: float32, shape (height, width, 4), bottom row first."""
    image = bpy.data.images.load(path, check_existing=False)
    try:
        # Before the pixels are read: neither may change what stands in the file.
        image.colorspace_settings.name = "Non-Color"
        image.alpha_mode = "CHANNEL_PACKED"
        width, height = image.size
        numbers = np.empty(len(image.pixels), np.float32)
        if not width or not height or len(numbers) != width * height * image.channels:
            raise openexr.NotReadable("the picture has no pixels")
        image.pixels.foreach_get(numbers)
        return _with_four_channels(numbers.reshape(height, width, image.channels))
    finally:
        bpy.data.images.remove(image)


def _with_four_channels(pixels):
    if pixels.shape[2] == 4:
        return pixels
    full = np.ones(pixels.shape[:2] + (4,), np.float32)
    colours = pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]
    full[..., :3] = colours
    return full


def stated_size(path, wanted):
    """Width and height as the header of a file of this format says; checked before anything decodes it."""
    with open(path, "rb") as file:
        head = file.read(1 << 16)
    try:
        width, height = _HEADERS[wanted](head, path)
    except (struct.error, IndexError, ValueError) as error:
        raise openexr.NotReadable(str(error)) from error
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
        raise openexr.NotReadable("size out of bounds")
    return width, height


def _png_size(head, _):
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        raise ValueError("not a PNG file")
    return struct.unpack(">II", head[16:24])


def _exr_size(_, path):
    exr = openexr.Exr(path)
    return exr.width, exr.height


def _jpeg_size(head, _):
    if head[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG file")
    at = 2
    while True:
        marker, size = head[at + 1], struct.unpack_from(">H", head, at + 2)[0]
        if head[at] != 0xFF:
            raise ValueError("not a JPEG file")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        at += 2 + size


_HEADERS = {"PNG": _png_size, "EXR": _exr_size, "MULTILAYER": _exr_size, "JPEG": _jpeg_size}


def write_numbers(path, arrays):
    """Writes arrays one after the other as raw little-endian float32, under a name that is new."""
    with open(path, "xb") as file:
        for array in arrays:
            np.ascontiguousarray(array, "<f4").tofile(file)


def write_png(path, pixels):
    """Writes pixels of 0 to 1, bottom row first, as PNG of 8 bits a channel, with alpha, under a name that is new."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = np.rint(np.clip(pixels[::-1], 0, 1) * 255).astype(np.uint8).reshape(height, 4 * width)
    with open(path, "xb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        _write_chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        _write_chunk(file, b"IDAT", zlib.compress(rows.tobytes()))
        _write_chunk(file, b"IEND", b"")


def _write_chunk(file, name, body):
    file.write(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))


def remove(path):
    """Deletes a file of ours that may already be gone."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)
