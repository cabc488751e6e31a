"""All channels of a picture of several layers and passes: as they are rendered, cut, put together and kept."""
import numpy as np

import openexr

COMPOSITE = "Composite."
GROUP = 4


class Channels:
    """Named planes of one picture: float32, shape (height, width, channels), bottom row first."""

    def __init__(self, names, planes):
        self.names, self.planes = names, planes
        self.height, self.width = planes.shape[:2]

    def checked_pixels(self, layers):
        """The pixels before denoising and compositing: shape (layers, height, width, 4)."""
        found = []
        for layer in layers:
            noisy = f"{layer}.Noisy Image."
            source = noisy if noisy + "R" in self.names else f"{layer}.Combined."
            found.append(self.planes[..., [self._index_of(source + channel) for channel in "RGBA"]])
        return np.stack(found)

    def part(self, rows, columns):
        """A rectangle of it."""
        return Channels(self.names, self.planes[rows, columns])

    def with_composite(self, other):
        """With the composite of another one in place of its own."""
        mine = [(name, self.planes[..., index]) for index, name in enumerate(self.names)
                if not name.startswith(COMPOSITE)]
        theirs = [(name, other.planes[..., index]) for index, name in enumerate(other.names)
                  if name.startswith(COMPOSITE)]
        both = sorted(mine + theirs, key=lambda channel: channel[0].encode())
        return Channels([name for name, _ in both], np.stack([plane for _, plane in both], axis=-1))

    def packed(self):
        """As groups of four planes, of which the last one may have empty ones: shape (groups, height, width, 4)."""
        groups = -(-len(self.names) // GROUP)
        full = np.zeros((groups * GROUP, self.height, self.width), np.float32)
        full[:len(self.names)] = self.planes.transpose(2, 0, 1)
        return full.reshape(groups, GROUP, self.height, self.width).transpose(0, 2, 3, 1)

    def label(self):
        """The names in one line, by which two pictures are known to have the same channels."""
        return ",".join(self.names)

    def write(self, path, compress):
        """Writes it as a multilayer OpenEXR file."""
        openexr.write(path, self.names, self.planes, compress)

    def _index_of(self, name):
        if name not in self.names:
            raise openexr.NotReadable(f"there is no channel {name}")
        return self.names.index(name)


def read(path, layers=None):
    """All channels of a file; or those that the checked pixels of some layers are made of."""
    exr = openexr.Exr(path)
    wanted = tuple(f"{layer}.{name}." for layer in layers or () for name in ("Combined", "Noisy Image"))
    names = [name for name, _ in exr.channels if layers is None or name.startswith(wanted)]
    return Channels(names, exr.planes(names))


def of_picture(pixels):
    """A picture of one layer: float32, shape (height, width, 4)."""
    return Channels(list("RGBA"), pixels)


def stitched(size, files):
    """Puts together files that each hold a rectangle of a picture of this size, all with the same channels."""
    whole, names = None, None
    for path, (x, y, width, height) in files:
        part = read(path)
        if names is None:
            names = part.names
            whole = np.empty((size[1], size[0], len(names)), np.float32)
        if part.names != names or (part.width, part.height) != (width, height):
            raise openexr.NotReadable("a region has other channels or another size than it should have")
        whole[y:y + height, x:x + width] = part.planes
    return Channels(names, whole)
