"""Where the open scene names files, and where each of them lies in the world of POSIX paths.

A *place* is an absolute POSIX path: the one under which a node shows a file. For a scene made on Windows it is the one
that Blender itself looks at elsewhere: C:\\wood.png is /c/wood.png. Shared folders, which Blender does not find
elsewhere, are put at /unc: \\\\host\\share\\wood.png is /unc/host/share/wood.png.
"""
import posixpath
import re

import bpy

SHARES = "/unc/"
MOVED = "/moved"
DRIVE = re.compile(r"([A-Za-z]):[\\/]")
# Folders that belong to the box, and those that programs trust: no file of a scene is ever shown there.
PLACES_FORBIDDEN = (
    "/usr", "/etc", "/proc", "/dev", "/sys", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/boot", "/tmp",
    "/in", "/out", "/driver", "/blender", "/var/cache/fontconfig")
# Folders below which files may be shown, but which no file may be.
PLACES_ONLY_BELOW = ("/", "/run", "/var", "/var/cache", MOVED)


def is_relative(path):
    """Whether a path counts from the .blend that names it."""
    return path.startswith("//")


def is_foreign(path):
    """Whether an absolute path is one of Windows."""
    return path.startswith("\\\\") or bool(DRIVE.match(path))


def place_of(path):
    """The place of an absolute path, however it is written."""
    drive = DRIVE.match(path)
    if path.startswith("\\\\"):
        path = SHARES + path[2:]
    elif drive:
        path = f"/{drive[1].lower()}/{path[3:]}"
    return "/" + posixpath.normpath(path.replace("\\", "/")).lstrip("/")


def may_show(place):
    """Whether a box may show a file at this place."""
    return place not in PLACES_ONLY_BELOW and not any(
        place == folder or place.startswith(folder + "/") for folder in PLACES_FORBIDDEN)


def moved(place):
    """Where a place lies in a scene that is moved as a whole, because a box could not show all of it as it is."""
    return MOVED + place


class PathField:
    """One property of the open scene that names a file or a folder which is read."""

    def __init__(self, block, holder, name, use, required=True):
        self.block = block
        self.use = use
        self.required = required
        self._holder = holder
        self._name = name

    @property
    def path(self):
        """The path as it is written; empty for none."""
        return getattr(self._holder, self._name)

    @path.setter
    def path(self, path):
        setattr(self._holder, self._name, path)


def path_fields():
    """Every such property of the open scene, but for libraries and video strips."""
    for name, use in (("images", "image texture"), ("fonts", "font"), ("movieclips", "movie clip"),
                      ("volumes", "volume"), ("cache_files", "cache file"), ("sounds", "sound")):
        for block in getattr(bpy.data, name):
            if not getattr(block, "packed_file", None) and not block.filepath.startswith("<"):
                yield PathField(block, block, "filepath", use, required=use != "sound")
    for block in bpy.data.cache_files:
        for layer in getattr(block, "layers", ()):
            yield PathField(block, layer, "filepath", "cache file")
    for block, tree in node_trees():
        for node in tree.nodes:
            if node.bl_idname in {"ShaderNodeTexIES", "ShaderNodeScript"} and node.mode == "EXTERNAL":
                yield PathField(block, node, "filepath", "light profile" if "IES" in node.bl_idname else "shader")
    for block in bpy.data.objects:
        for modifier in block.modifiers:
            yield from _modifier_fields(block, modifier)
        for _, cache in point_caches(block):
            if cache.use_external:
                yield PathField(block, cache, "filepath", "physics cache")
    for scene in bpy.data.scenes:
        if scene.rigidbody_world and scene.rigidbody_world.point_cache.use_external:
            yield PathField(scene, scene.rigidbody_world.point_cache, "filepath", "physics cache")


def _modifier_fields(block, modifier):
    if modifier.type == "MESH_CACHE":
        yield PathField(block, modifier, "filepath", "mesh cache")
    elif modifier.type == "OCEAN":
        yield PathField(block, modifier, "filepath", "ocean cache", required=modifier.is_cached)
    elif modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN":
        yield PathField(block, modifier.domain_settings, "cache_directory", "fluid cache", required=False)
    elif modifier.type == "NODES":
        # Later Blenders bake simulations of geometry nodes to folders.
        for name in ("simulation_bake_directory", "bake_directory"):
            if hasattr(modifier, name):
                yield PathField(block, modifier, name, "simulation cache", required=False)
        for bake in getattr(modifier, "bakes", ()):
            yield PathField(block, bake, "directory", "simulation cache", required=False)


def node_trees():
    """Each tree of nodes with the datablock that it belongs to."""
    for blocks in (bpy.data.materials, bpy.data.lights, bpy.data.worlds, bpy.data.scenes, bpy.data.textures):
        for block in blocks:
            if block.node_tree:
                yield block, block.node_tree
    for group in bpy.data.node_groups:
        yield group, group


def point_caches(block):
    """The kind and the cache of each simulation of an object."""
    for modifier in block.modifiers:
        if hasattr(modifier, "point_cache"):
            yield modifier.type, modifier.point_cache
        elif modifier.type == "PARTICLE_SYSTEM":
            system = modifier.particle_system
            if system.settings.type == "EMITTER" or system.use_hair_dynamics:
                yield "PARTICLES", system.point_cache
        elif modifier.type == "DYNAMIC_PAINT" and modifier.canvas_settings:
            for surface in modifier.canvas_settings.canvas_surfaces:
                yield "DYNAMIC_PAINT", surface.point_cache
