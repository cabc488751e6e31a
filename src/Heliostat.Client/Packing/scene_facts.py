"""What a Blender scene needs, is and cannot: read inside Blender, by the packer and by the node alike.

The packer asks on the submitter's machine, so that a scene which cannot be rendered is refused before it is
uploaded; the node asks again, because it trusts nobody's packer.
"""
import glob
import os
import re

import bpy

# Users of an image that do not show it in a render: reference pictures, brushes, the screen's layout.
USERS_NOT_RENDERED = {"Object", "Camera", "Screen", "Brush", "WorkSpace", "WindowManager"}
LINE_OF_DIGITS = re.compile(r"(.*?)(\d+)(\D*)$")
TILE_MARKS = (("<UDIM>", r"\d{4}"), ("<UVTILE>", r"u\d+_v\d+"))


class SceneFiles:
    """The external files of the open scene, and those that it names but that are not there."""

    def __init__(self):
        self.found = {}
        self.missing = {}
        self._optional = set()

    def add(self, path, use, required=True):
        """Takes one path that the scene names: a file, a folder with all in it, or a set of UDIM tiles."""
        path = os.path.normpath(path)
        if path in ("", "/", ".") or path.startswith("<builtin>"):
            return
        if any(mark in path for mark, _ in TILE_MARKS):
            self._add_tiles(path, use, required)
        elif os.path.isdir(path):
            self._add_folder(path, use)
        elif os.path.isfile(path):
            self.found.setdefault(path, use)
        elif required and path not in self._optional:
            self.missing.setdefault(path, use)
        else:
            self._optional.add(path)

    def add_sequence(self, path, use):
        """Takes every file that differs from this one only in its last number."""
        folder, name = os.path.split(os.path.normpath(path))
        parts = LINE_OF_DIGITS.match(name)
        if not parts or not os.path.isdir(folder):
            return
        same = re.compile(re.escape(parts[1]) + r"\d+" + re.escape(parts[3]))
        for other in sorted(os.listdir(folder)):
            if same.fullmatch(other):
                self.found.setdefault(os.path.join(folder, other), use)

    def _add_tiles(self, path, use, required):
        pattern = re.escape(path)
        for mark, digits in TILE_MARKS:
            pattern = pattern.replace(re.escape(mark), digits)
        siblings = glob.glob(os.path.join(glob.escape(os.path.dirname(path)), "*"))
        tiles = [name for name in siblings if re.fullmatch(pattern, name)]
        for tile in sorted(tiles):
            self.found.setdefault(tile, use + " tile")
        if not tiles and required:
            self.missing.setdefault(path, use)

    def _add_folder(self, path, use):
        for folder, _, names in os.walk(path):
            for name in names:
                self.found.setdefault(os.path.join(folder, name), use)


def external_files():
    """Every file that the open scene reads, as far as Blender can tell without rendering it."""
    files = SceneFiles()
    files.add(bpy.data.filepath, "scene")
    for library in bpy.data.libraries:
        if not library.packed_file:
            files.add(bpy.path.abspath(library.filepath), "library")
    _add_images(files)
    _add_single_files(files)
    _add_caches(files)
    for path in bpy.utils.blend_paths(absolute=True, packed=False, local=False):
        files.add(path, "file")
    return files


def absolute(path, owner):
    """The absolute path of a datablock's file, which counts from the library that the datablock came from."""
    return bpy.path.abspath(path, library=owner.library)


def _add_images(files):
    users = bpy.data.user_map(subset=list(bpy.data.images)) if bpy.data.images else {}
    for image in bpy.data.images:
        if image.packed_file or not image.filepath or image.source not in {"FILE", "SEQUENCE", "TILED", "MOVIE"}:
            continue
        rendered = any(user.bl_rna.identifier not in USERS_NOT_RENDERED for user in users.get(image, ()))
        path = absolute(image.filepath, image)
        files.add(path, "image texture", required=rendered)
        if image.source == "SEQUENCE":
            files.add_sequence(path, "image sequence")


def _add_single_files(files):
    for font in bpy.data.fonts:
        if not font.packed_file:
            files.add(absolute(font.filepath, font), "font", required=font.users > 0)
    for sound in bpy.data.sounds:
        files.add(absolute(sound.filepath, sound), "sound", required=False)
    for text in bpy.data.texts:
        if text.filepath:
            files.add(absolute(text.filepath, text), "text", required=False)
    sequences = [("movie clip", bpy.data.movieclips, lambda clip: clip.source == "SEQUENCE"),
                 ("volume", bpy.data.volumes, lambda volume: volume.is_sequence),
                 ("cache file", bpy.data.cache_files, lambda cache: cache.is_sequence)]
    for use, blocks, is_sequence in sequences:
        for block in blocks:
            path = absolute(block.filepath, block)
            files.add(path, use, required=block.users > int(block.use_fake_user))
            if is_sequence(block):
                files.add_sequence(path, use)
    for scene in bpy.data.scenes:
        for strip in scene.sequence_editor.sequences_all if scene.sequence_editor else ():
            _add_strip(files, scene, strip)


def _add_strip(files, scene, strip):
    if strip.type == "IMAGE":
        for element in strip.elements:
            files.add(os.path.join(absolute(strip.directory, scene), element.filename), "strip", required=False)
    elif getattr(strip, "filepath", ""):
        files.add(absolute(strip.filepath, scene), "strip", required=False)


def _add_caches(files):
    for block in bpy.data.objects:
        for modifier in block.modifiers:
            if modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN":
                files.add(absolute(modifier.domain_settings.cache_directory, block), "fluid cache", required=False)
            elif modifier.type == "OCEAN":
                files.add(absolute(modifier.filepath, block), "ocean cache", required=modifier.is_cached)
        for _, cache in point_caches(block):
            _add_point_cache(files, block, cache)


def _add_point_cache(files, block, cache):
    owner = bpy.path.abspath(block.library.filepath) if block.library else bpy.data.filepath
    if cache.use_disk_cache:
        folder = "blendcache_" + os.path.splitext(os.path.basename(owner))[0]
        files.add(os.path.join(os.path.dirname(owner), folder), "physics cache", required=False)
    if cache.use_external:
        files.add(absolute(cache.filepath, block), "physics cache")


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


def unbaked_physics(scene):
    """The simulations of a scene that are computed while it plays, so that no single frame repeats."""
    unbaked = []
    for block in scene.objects:
        for kind, cache in point_caches(block):
            if not (cache.is_baked or cache.use_external):
                unbaked.append({"object": block.name, "kind": kind})
        for modifier in block.modifiers:
            if modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN" and not _fluid_is_baked(block, modifier):
                unbaked.append({"object": block.name, "kind": "FLUID"})
    world = scene.rigidbody_world
    if world and world.enabled and world.collection and world.collection.objects and not world.point_cache.is_baked:
        unbaked.append({"object": scene.name, "kind": "RIGID_BODY"})
    return unbaked


def _fluid_is_baked(block, modifier):
    domain = modifier.domain_settings
    if not modifier.show_render or domain.has_cache_baked_data:
        return True
    folder = absolute(domain.cache_directory, block)
    return domain.cache_type == "REPLAY" and bool(glob.glob(os.path.join(glob.escape(folder), "data", "*")))


def frame_size(render):
    """Pixels across and up of a finished frame, as Blender rounds them."""
    percent = render.resolution_percentage
    return render.resolution_x * percent // 100, render.resolution_y * percent // 100


def composites(scene):
    """Whether the compositor makes the delivered picture, rather than just passing it on."""
    tree = scene.node_tree
    if not (scene.render.use_compositing and scene.use_nodes and tree):
        return False
    output = next((node for node in tree.nodes if node.type == "COMPOSITE" and not node.mute), None)
    if output is None or not output.inputs["Image"].is_linked:
        return False
    layers = [layer.name for layer in scene.view_layers if layer.use]
    link = output.inputs["Image"].links[0]
    passes_on = (link.from_node.type == "R_LAYERS" and link.from_socket.name == "Image" and output.use_alpha
                 and link.from_node.scene == scene and [link.from_node.layer] == layers and not link.from_node.mute)
    return not passes_on


def wants_denoising(scene):
    """Whether any rendered view layer is to be denoised by Cycles."""
    return scene.cycles.use_denoising and any(layer.cycles.use_denoising for layer in scene.view_layers if layer.use)


def unsupported(scene):
    """What of a scene could not be verified, each with what its author can do about it."""
    render = scene.render
    found = []
    editor = scene.sequence_editor
    if render.use_sequencer and editor and any(not strip.mute for strip in editor.sequences_all):
        found.append(("sequencer", "The scene renders its video sequencer. Switch off Post Processing > Sequencer."))
    if render.use_border:
        found.append(("region", "The scene renders a region only. Switch off Format > Render Region."))
    if render.use_multiview:
        found.append(("stereo", "The scene renders stereo pictures. Switch off Stereoscopy."))
    if render.use_freestyle and any(layer.use_freestyle for layer in scene.view_layers if layer.use):
        found.append(("freestyle", "The scene draws Freestyle lines. Switch off Freestyle."))
    if composites(scene) and any(other != scene for other in _composited_scenes(scene.node_tree)):
        found.append(("other-scene", "The compositor uses another scene. Render that scene by itself first."))
    if composites(scene) and any(node.type == "CRYPTOMATTE_V2" and node.source == "RENDER"
                                 for tree in _composited_trees(scene.node_tree, set()) for node in tree.nodes):
        found.append(("cryptomatte", "The compositor uses Cryptomatte of the render. Render to EXR without it."))
    return [{"code": code, "advice": advice} for code, advice in found]


def _composited_trees(tree, seen):
    if tree is None or tree.name in seen:
        return
    seen.add(tree.name)
    yield tree
    for node in tree.nodes:
        if node.type == "GROUP":
            yield from _composited_trees(node.node_tree, seen)


def _composited_scenes(tree):
    for part in _composited_trees(tree, set()):
        yield from (node.scene for node in part.nodes if node.type == "R_LAYERS" and node.scene)


def scene_facts(scene):
    """Everything about a scene that decides how, where and whether it can be rendered."""
    render = scene.render
    width, height = frame_size(render)
    is_cycles = render.engine == "CYCLES"
    return {
        "engine": render.engine,
        "has_camera": scene.camera is not None,
        "frame_first": scene.frame_start, "frame_last": scene.frame_end, "frame_step": scene.frame_step,
        "frames_per_second": render.fps / render.fps_base,
        "width": width, "height": height,
        "width_full": render.resolution_x, "height_full": render.resolution_y,
        "samples": scene.cycles.samples if is_cycles else 0,
        "adaptive": bool(is_cycles and scene.cycles.use_adaptive_sampling),
        "wants_denoising": bool(is_cycles and wants_denoising(scene)),
        "composites": composites(scene),
        "view_layers": [layer.name for layer in scene.view_layers if layer.use],
        "unbaked": unbaked_physics(scene),
        "unsupported": unsupported(scene),
    }
