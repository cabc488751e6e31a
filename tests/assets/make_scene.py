"""Makes a small scene: blender -b --factory-startup -P make_scene.py -- KIND OUT.blend

KIND is small (a turning cube with a texture, 160x90 pixels, 4 samples, frames 1 to 24), no-camera (the same without
one), composited (with a glow and the depth), adaptive (with as many samples as each pixel needs), or layered (with two
view layers and some passes, which its own output keeps).
"""
import math
import sys

import bpy

kind, out = sys.argv[sys.argv.index("--") + 1:]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene


def material(name, colour):
    """A plain material of one colour."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    made.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*colour, 1)
    return made


bpy.ops.mesh.primitive_plane_add(size=12)
bpy.context.object.data.materials.append(material("floor", (.6, .6, .65)))

bpy.ops.mesh.primitive_cube_add(size=1.6, location=(0, 0, .8))
cube = bpy.context.object
painted = material("painted", (1, 1, 1))
image = bpy.data.images.new("stripes", 16, 16)
image.pixels = [value for row in range(16) for column in range(16)
                for value in ((.9, .2, .1, 1) if (row + column) % 4 < 2 else (.1, .3, .8, 1))]
image.filepath_raw = out.replace(".blend", "-stripes.png")
image.file_format = "PNG"
image.save()
texture = painted.node_tree.nodes.new("ShaderNodeTexImage")
texture.image = image
painted.node_tree.links.new(
    painted.node_tree.nodes["Principled BSDF"].inputs["Base Color"], texture.outputs["Color"])
cube.data.materials.append(painted)
for frame, turn in ((1, 0), (24, math.pi)):
    cube.rotation_euler = (0, 0, turn)
    cube.keyframe_insert("rotation_euler", frame=frame)

bpy.ops.object.light_add(type="SUN", rotation=(math.radians(35), 0, math.radians(40)))
bpy.context.object.data.energy = 4
if kind != "no-camera":
    bpy.ops.object.camera_add(location=(0, -6, 3), rotation=(math.radians(68), 0, 0))
    scene.camera = bpy.context.object

scene.frame_start, scene.frame_end = 1, 24
render = scene.render
render.engine = "CYCLES"
render.resolution_x, render.resolution_y, render.resolution_percentage = 160, 90, 100
render.dither_intensity = 0
render.image_settings.file_format = "PNG"
scene.cycles.samples = 4
scene.cycles.use_adaptive_sampling = False
scene.cycles.use_denoising = False
if kind == "adaptive":
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold, scene.cycles.samples, scene.cycles.adaptive_min_samples = .05, 64, 4
if kind in ("composited", "layered"):
    for name in ("use_pass_z", "use_pass_normal", "use_pass_mist"):
        setattr(scene.view_layers[0], name, True)
if kind == "layered":
    scene.view_layers.new("Clay").material_override = material("clay", (.5, .4, .3))
    scene.render.image_settings.file_format = "OPEN_EXR_MULTILAYER"
if kind == "composited":
    scene.use_nodes = True
    tree = scene.node_tree
    layers, output = tree.nodes["Render Layers"], tree.nodes["Composite"]
    glare, mix = tree.nodes.new("CompositorNodeGlare"), tree.nodes.new("CompositorNodeMixRGB")
    glare.glare_type, glare.threshold = "FOG_GLOW", .2
    mix.blend_type = "MULTIPLY"
    tree.links.new(layers.outputs["Image"], glare.inputs["Image"])
    tree.links.new(glare.outputs["Image"], mix.inputs[1])
    tree.links.new(layers.outputs["Mist"], mix.inputs[2])
    tree.links.new(mix.outputs["Image"], output.inputs["Image"])
bpy.ops.wm.save_as_mainfile(filepath=out)
