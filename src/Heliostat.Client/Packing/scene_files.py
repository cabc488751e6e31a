"""The files that the open scene reads: found, missing and left out. Read inside Blender, by packer and node alike.

The packer asks on the submitter's machine, so that a scene which lacks something is refused before it is uploaded; the
node asks again, because it trusts nobody's packer.
"""
import glob
import os
import posixpath
import re

import bpy

import scene_paths

# Users of an image that do not show it in a render: reference pictures, brushes, the screen's layout.
USERS_NOT_RENDERED = {"Object", "Camera", "Screen", "Brush", "WorkSpace", "WindowManager"}
USERS_NAMED_MAX = 2
LINE_OF_DIGITS = re.compile(r"(.*?)(\d+)(\D*)$")
TILE_MARKS = (("<UDIM>", r"\d{4}"), ("<UVTILE>", r"u\d+_v\d+"))
TILE_FIRST, TILES_ACROSS = 1001, 10
# What no scene needs and strangers want. A link that leads there counts as lying there.
NEVER_READ = ("/etc", "/proc", "/dev", "/sys", "/boot")


class SceneFiles:
    """What a scene reads, by place (see scene_paths.py)."""

    def __init__(self, searches=False):
        self.found = {}
        self.missing = {}
        self.left_out = {}
        self.refused = {}
        self.listed = set()
        self.searched = False
        self._searches = searches
        self._roots = {}
        self._real_folders = {}

    def root(self, library):
        """The folder that relative paths count from: its place, and where it lies on this machine."""
        name = library.name_full if library else None
        if name not in self._roots:
            local = os.path.normpath(bpy.path.abspath(library.filepath) if library else bpy.data.filepath)
            self.set_root(library, scene_paths.place_of(local), local)
        return self._roots[name]

    def set_root(self, library, place, local):
        """Says where a .blend is, and where it lies on this machine."""
        name = library.name_full if library else None
        self._roots[name] = posixpath.dirname(place), os.path.dirname(local)

    def add(self, path, use, block, required=True, tiles=(), is_sequence=False):
        """Takes one path that a datablock names: a file, a folder with all in it, UDIM tiles, or a sequence."""
        if not path or path.startswith("<"):
            return None
        place, local = self.resolve(path, block.library)
        if place == "/":
            return None
        local = self._locate(path, place, local, block.library)
        if _has_tile_mark(place):
            self._add_tiles(place, local, (use, tiles), block, required)
        elif os.path.isdir(local):
            self._add_folder(place, local, use)
        elif os.path.isfile(local):
            self._take(place, local, use)
        elif required and not (is_sequence and self._siblings(local)):
            self.missing.setdefault(place, (use, user_of(block)))
        if is_sequence:
            for sibling in self._siblings(local):
                beside = posixpath.join(posixpath.dirname(place), os.path.basename(sibling))
                self._take(beside, sibling, "image sequence" if use == "image texture" else use)
        return local

    def leave_out(self, path, use, block):
        """Takes a file that is not needed, so that its owner can be told."""
        place, local = self.resolve(path, block.library)
        if os.path.isfile(local):
            self.left_out[place] = use, user_of(block)

    def resolve(self, path, library):
        """The place of a path, and where it lies on this machine."""
        if scene_paths.is_relative(path):
            place_root, local_root = self.root(library)
            inside = path[2:].replace("\\", "/")
            place = scene_paths.place_of(posixpath.join(place_root, inside))
            return place, os.path.normpath(os.path.join(local_root, inside))
        place = scene_paths.place_of(path)
        return place, os.path.normpath(path) if os.name == "nt" else place

    def place_of_local(self, path):
        """The place of a path on this machine, in a folder of a library that was found elsewhere than it should be."""
        for place_root, local_root in self._roots.values():
            if path.startswith(local_root + os.sep):
                return scene_paths.place_of(place_root + "/" + path[len(local_root) + 1:])
        return scene_paths.place_of(path)

    def _locate(self, path, place, local, library):
        """A path of another machine, made on Windows, is looked for near the .blend that names it."""
        if not self._searches or not scene_paths.is_foreign(path):
            return local
        self.searched = True
        if _is_there(local):
            return local
        near = self.root(library)[1]
        parts = place.strip("/").split("/")[1:]
        bases = [near, os.path.dirname(near), os.path.dirname(os.path.dirname(near))]
        for first in range(len(parts)):
            for number, base in enumerate(bases):
                # A mere name says little; folders above are only asked for a name with a folder.
                candidate = os.path.join(base, *parts[first:])
                if (number == 0 or first < len(parts) - 1) and _is_there(candidate):
                    return candidate
        return local

    def _siblings(self, local):
        """Every file that differs from this one only in its last number."""
        folder, name = os.path.split(local)
        parts = LINE_OF_DIGITS.match(name)
        if not parts or not os.path.isdir(folder):
            return []
        self.listed.add(folder)
        same = re.compile(re.escape(parts[1]) + r"\d+" + re.escape(parts[3]))
        return [os.path.join(folder, other) for other in sorted(os.listdir(folder)) if same.fullmatch(other)]

    def _take(self, place, local, use):
        if place in self.found or place in self.refused:
            return
        folder, name = os.path.split(local)
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(folder)
        real = os.path.realpath(local) if os.path.islink(local) else os.path.join(self._real_folders[folder], name)
        if os.name != "nt" and any(real.startswith(never + "/") for never in NEVER_READ):
            self.refused[place] = use, f"it leads to {real}"
        else:
            self.found[place] = use, local

    def _add_tiles(self, place, local, kind, block, required):
        use, tiles = kind
        self.listed.add(os.path.dirname(local))
        for path in sorted(_tiles(local)):
            self._take(posixpath.join(posixpath.dirname(place), os.path.basename(path)), path, use + " tile")
        for number in tiles if required else ():
            tile = _tile_name(place, number)
            if tile not in self.found and tile not in self.refused:
                self.missing[tile] = use + " tile", user_of(block)
        if required and not tiles and not _tiles(local):
            self.missing[place] = use, user_of(block)

    def _add_folder(self, place, local, use):
        for folder, _, names in os.walk(local):
            self.listed.add(folder)
            inside = os.path.relpath(folder, local).replace(os.sep, "/")
            for name in sorted(names):
                if os.path.isfile(os.path.join(folder, name)):
                    self._take(posixpath.normpath(posixpath.join(place, inside, name)),
                               os.path.join(folder, name), use)


def _has_tile_mark(path):
    return any(mark in path for mark, _ in TILE_MARKS)


def _tiles(local):
    pattern = re.escape(local)
    for mark, digits in TILE_MARKS:
        pattern = pattern.replace(re.escape(mark), digits)
    siblings = glob.glob(os.path.join(glob.escape(os.path.dirname(local)), "*"))
    return [name for name in siblings if re.fullmatch(pattern, name)]


def _tile_name(place, number):
    row, column = divmod(number - TILE_FIRST, TILES_ACROSS)
    return place.replace("<UDIM>", str(number)).replace("<UVTILE>", f"u{column + 1}_v{row + 1}")


def _is_there(local):
    return bool(_tiles(local)) if _has_tile_mark(local) else os.path.exists(local)


def user_of(block):
    """Who names a file, in the words that people see in Blender."""
    words = f"{block.bl_rna.name.lower()} '{block.name}'"
    users = bpy.data.user_map(subset=[block])[block] if block.users else ()
    named = sorted(f"{user.bl_rna.name.lower()} '{user.name}'" for user in users)[:USERS_NAMED_MAX]
    words += f" of {' and '.join(named)}" if named else ""
    library = getattr(block, "library", None)
    return words + (f" in {os.path.normpath(bpy.path.abspath(library.filepath))}" if library else "")


def external_files(searches=False):
    """Every file that the open scene reads, as far as Blender can tell without rendering it.

    With `searches`, paths of Windows are looked for near the .blend that names them, and libraries that were found so
    are opened; without, every file has to be at its place.
    """
    files = SceneFiles(searches)
    files.add(bpy.data.filepath, "scene", bpy.context.scene)
    _add_libraries(files)
    rendered = _rendered_images()
    for field in scene_paths.path_fields():
        _add_field(files, field, rendered)
    _add_strips(files)
    _add_disk_caches(files)
    for text in bpy.data.texts:
        if text.filepath:
            files.leave_out(text.filepath, "script", text)
    _add_others(files)
    return files


def _add_libraries(files):
    seen = set()
    while new := [library for library in bpy.data.libraries if library.name_full not in seen]:
        for library in new:
            seen.add(library.name_full)
            if not library.packed_file:
                _add_library(files, library)


def _add_library(files, library):
    # A library counts its own path from the scene's folder, whichever library it is linked into.
    path = library.filepath
    place, local = files.resolve(path, None)
    there = files.add(path, "library", library)
    files.set_root(library, place, there or local)
    if there and there != local and os.path.isfile(there):
        library.filepath = there
        library.reload()
        files.set_root(library, place, there)


def _rendered_images():
    users = bpy.data.user_map(subset=list(bpy.data.images)) if bpy.data.images else {}
    return {image for image in bpy.data.images
            if any(user.bl_rna.identifier not in USERS_NOT_RENDERED for user in users.get(image, ()))}


def _add_field(files, field, rendered):
    block, required, tiles = field.block, field.required, ()
    is_sequence = getattr(block, "is_sequence", False) or getattr(block, "source", "") == "SEQUENCE"
    if field.use == "image texture":
        if block.source not in {"FILE", "SEQUENCE", "TILED", "MOVIE"}:
            return
        required = block in rendered
        tiles = [tile.number for tile in block.tiles] if block.source == "TILED" else ()
    elif field.use == "font":
        required = block.users > 0
    elif field.use in {"movie clip", "volume", "cache file"}:
        required = block.users > int(block.use_fake_user)
    files.add(field.path, field.use, block, required, tiles, is_sequence)


def _add_strips(files):
    for scene in bpy.data.scenes:
        for strip in scene.sequence_editor.sequences_all if scene.sequence_editor else ():
            if strip.type == "IMAGE":
                for element in strip.elements:
                    files.add(posixpath.join(strip.directory, element.filename), "strip", scene, required=False)
            elif getattr(strip, "filepath", ""):
                files.add(strip.filepath, "strip", scene, required=False)


def _add_disk_caches(files):
    """Caches that Blender keeps in a folder beside the .blend, which no property names."""
    for block in bpy.data.objects:
        kept = any(cache.use_disk_cache for _, cache in scene_paths.point_caches(block))
        baked = any(modifier.type == "NODES" and hasattr(modifier, "bakes") for modifier in block.modifiers)
        if kept or baked:
            _add_disk_cache(files, block)
    for scene in bpy.data.scenes:
        if scene.rigidbody_world and scene.rigidbody_world.point_cache.use_disk_cache:
            _add_disk_cache(files, scene)


def _add_disk_cache(files, block):
    owner = block.library.filepath if block.library else bpy.data.filepath
    name = os.path.splitext(re.split(r"[\\/]", owner)[-1])[0]
    files.add(f"//blendcache_{name}", "physics cache", block, required=False)


def _add_others(files):
    """What Blender itself lists, and nothing above has named: at worst in the wrong words."""
    named = [(field.path, field.block.library) for field in scene_paths.path_fields()]
    named += [(text.filepath, text.library) for text in bpy.data.texts]
    named += [(strip.filepath, scene.library) for scene in bpy.data.scenes if scene.sequence_editor
              for strip in scene.sequence_editor.sequences_all if getattr(strip, "filepath", "")]
    known = {files.resolve(path, library)[0] for path, library in named if path}
    known.update(files.found, files.missing, files.refused)
    for path in bpy.utils.blend_paths(absolute=True, packed=False, local=False):
        place = files.place_of_local(path)
        if place not in known:
            files.add(place, "file", bpy.context.scene)
