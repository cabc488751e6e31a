"""What a Blender scene is and cannot: read inside Blender, by the packer and by the node alike.

The packer asks on the submitter's machine, so that a scene which cannot be rendered is refused before it is
uploaded; the node asks again, because it trusts nobody's packer.
"""
import glob
import os

import bpy

from scene_paths import point_caches

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
    folder = bpy.path.abspath(domain.cache_directory, library=block.library)
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
        "frames_per_second": render.fps / render.fps_base, "file_format": render.image_settings.file_format,
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
