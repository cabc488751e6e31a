"""Makes the scenes of these tests:  blender -b --factory-startup -P make_scenes.py -- FOLDER"""
import math
import os
import sys

import bpy

FOLDER = sys.argv[sys.argv.index("--") + 1]
TEXTURE = os.path.join(FOLDER, "textures", "checker.png")
WIDTH, HEIGHT, SAMPLES = 200, 112, 8


def make_texture(path):
    image = bpy.data.images.new("made", 64, 64)
    image.pixels = [value for y in range(64) for x in range(64)
                    for value in ((0.8, 0.3, 0.1, 1) if (x // 8 + y // 8) % 2 else (0.1, 0.2, 0.7, 1))]
    image.filepath_raw, image.file_format = path, "PNG"
    image.save()
    bpy.data.images.remove(image)


def textured(path):
    material = bpy.data.materials.new("textured")
    material.use_nodes = True
    tree = material.node_tree
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.load(path, check_existing=True)
    tree.links.new(texture.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return material


def base():
    """A textured monkey that turns on a textured floor, under a lamp, before a camera."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    bpy.ops.mesh.primitive_plane_add(size=12)
    bpy.context.object.data.materials.append(textured(TEXTURE))
    bpy.ops.mesh.primitive_monkey_add(size=2, location=(0, 0, 1))
    monkey = bpy.context.object
    monkey.data.materials.append(textured(TEXTURE))
    for frame, angle in ((1, 0), (10, math.pi)):
        monkey.rotation_euler.z = angle
        monkey.keyframe_insert("rotation_euler", frame=frame)
    bpy.ops.object.light_add(type="AREA", location=(3, -3, 5), rotation=(0.6, 0, 0.8))
    bpy.context.object.data.energy = 600
    bpy.ops.object.camera_add(location=(0, -7, 3), rotation=(math.radians(72), 0, 0))
    scene.camera = bpy.context.object
    scene.frame_end = 10
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y, render.resolution_percentage = WIDTH, HEIGHT, 100
    render.dither_intensity = 0
    cycles.samples, cycles.use_adaptive_sampling, cycles.use_denoising = SAMPLES, False, False
    return scene


def save(name):
    bpy.context.preferences.filepaths.save_version = 0
    path = os.path.join(FOLDER, name + ".blend")
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=False)
    bpy.ops.file.make_paths_relative()
    bpy.ops.wm.save_mainfile()


def adaptive(scene):
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold, scene.cycles.samples, scene.cycles.adaptive_min_samples = 0.05, 64, 4


def composited(scene):
    scene.use_nodes = True
    scene.render.film_transparent = True
    scene.view_layers[0].use_pass_z = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers, glare = tree.nodes.new("CompositorNodeRLayers"), tree.nodes.new("CompositorNodeGlare")
    glare.glare_type, glare.threshold = "FOG_GLOW", 0.1
    output = tree.nodes.new("CompositorNodeComposite")
    mix = tree.nodes.new("CompositorNodeMixRGB")
    group = bpy.data.node_groups.new("dim", "CompositorNodeTree")
    group.inputs.new("NodeSocketColor", "In")
    group.outputs.new("NodeSocketColor", "Out")
    start, end = group.nodes.new("NodeGroupInput"), group.nodes.new("NodeGroupOutput")
    gamma = group.nodes.new("CompositorNodeGamma")
    gamma.inputs[1].default_value = 1.3
    group.links.new(start.outputs[0], gamma.inputs[0])
    group.links.new(gamma.outputs[0], end.inputs[0])
    dim = tree.nodes.new("CompositorNodeGroup")
    dim.node_tree = group
    tree.links.new(layers.outputs["Image"], glare.inputs[0])
    tree.links.new(glare.outputs[0], dim.inputs[0])
    tree.links.new(layers.outputs["Alpha"], mix.inputs[0])
    tree.links.new(dim.outputs[0], mix.inputs[2])
    tree.links.new(layers.outputs["Depth"], mix.inputs[1])
    tree.links.new(mix.outputs[0], output.inputs["Image"])


def two_layers(scene):
    second = scene.view_layers.new("Second")
    second.cycles.use_denoising = False
    material = bpy.data.materials.new("override")
    second.material_override = material


def unbaked(scene):
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=12, y_subdivisions=12, size=3, location=(0, 0, 3))
    bpy.context.object.modifiers.new("cloth", "CLOTH")


def evil(scene):
    """Everything that a scene could carry to run code or to write files, each aimed at a folder of the node."""
    target = os.path.join(FOLDER, "stolen")

    def text(name, code, register=False):
        block = bpy.data.texts.new(name)
        block.write(code)
        block.use_module, block.use_fake_user = register, True
        return block

    text("registered.py", f"open('{target}/registered', 'w').write('x')\n", register=True)
    lines = text("lines.py", f"open('{target}/freestyle', 'w').write('x')\nfrom freestyle.types import *\n")
    scene.render.use_freestyle = False
    layer = scene.view_layers[0]
    layer.freestyle_settings.mode = "SCRIPT"
    module = layer.freestyle_settings.modules.new()
    module.script, module.use = lines, True
    scene.use_nodes = True
    tree = scene.node_tree
    layers = next(node for node in tree.nodes if node.type == "R_LAYERS")
    output = tree.nodes.new("CompositorNodeOutputFile")
    output.base_path = target
    output.file_slots[0].path = "output"
    tree.links.new(layers.outputs[0], output.inputs[0])


def evil_freestyle(scene):
    evil(scene)
    scene.render.use_freestyle = True
    scene.view_layers[0].use_freestyle = True


def evil_driver(scene):
    driver = scene.camera.driver_add("location", 0).driver
    driver.type = "SCRIPTED"
    driver.expression = f"(open('{FOLDER}/stolen/driver', 'w').write('x') and 0) or 1.5"


def simple_driver(scene):
    driver = scene.camera.driver_add("location", 0).driver
    driver.type = "SCRIPTED"
    driver.expression = "frame * 0.01"


def with_library(scene):
    with bpy.data.libraries.load(os.path.join(FOLDER, "plain.blend"), link=True, relative=True) as (_, wanted):
        wanted.objects = ["Suzanne"]
    linked = wanted.objects[0]
    scene.collection.objects.link(linked)


def with_system_font(scene):
    bpy.ops.object.text_add(location=(-2, -2, 1), rotation=(math.radians(90), 0, 0))
    bpy.context.object.data.body = "Qg"
    bpy.context.object.data.font = bpy.data.fonts.load("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


def _shown(name, path, source="FILE"):
    """A floor that shows a picture, whether that is there or not."""
    image = bpy.data.images.new(name, 1, 1)
    image.source, image.filepath = source, path
    material = textured(TEXTURE)
    material.name = f"of {name}"
    next(node for node in material.node_tree.nodes if node.type == "TEX_IMAGE").image = image
    bpy.ops.mesh.primitive_plane_add(size=3)
    bpy.context.object.data.materials.append(material)
    return image


def incomplete(scene):
    """A picture and a tile that are not there, and a script that is."""
    _shown("gone", os.path.join(FOLDER, "textures", "gone.png"))
    make_texture(os.path.join(FOLDER, "textures", "skin.1001.png"))
    _shown("skin", os.path.join(FOLDER, "textures", "skin.<UDIM>.png"), "TILED").tiles.new(1002)
    with open(os.path.join(FOLDER, "rig.py"), "w", encoding="utf-8") as file:
        file.write("print('rigged')\n")
    bpy.data.texts.load(os.path.join(FOLDER, "rig.py"), internal=False)


def thief(scene):
    """Pictures that are files of the submitter's system, one of them behind a link."""
    _shown("hosts", "/etc/hosts")
    link = os.path.join(FOLDER, "textures", "link.png")
    os.symlink("/etc/passwd", link)
    _shown("link", link)


VARIANTS = {
    "plain": lambda scene: None,
    "adaptive": adaptive,
    "composited": composited,
    "two_layers": two_layers,
    "unbaked": unbaked,
    "evil": evil,
    "evil_freestyle": evil_freestyle,
    "evil_driver": evil_driver,
    "simple_driver": simple_driver,
    "with_library": with_library,
    "with_system_font": with_system_font,
    "incomplete": incomplete,
    "thief": thief,
    "no_camera": lambda scene: setattr(scene, "camera", None),
    "eevee": lambda scene: setattr(scene.render, "engine", "BLENDER_EEVEE"),
    "denoised": lambda scene: setattr(scene.cycles, "use_denoising", True),
}


def main():
    os.makedirs(os.path.dirname(TEXTURE))
    os.makedirs(os.path.join(FOLDER, "stolen"))
    make_texture(TEXTURE)
    for name, change in VARIANTS.items():
        change(base())
        save(name)


main()
