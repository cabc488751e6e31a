"""Makes a scene from files in many folders: blender -b --factory-startup -P make_nested_scene.py -- FOLDER [windows]

FOLDER/project/scene.blend links FOLDER/libraries/house.blend, which links FOLDER/shared/deep/door.blend; it shows an
image sequence, UDIM tiles and a font, each from a folder of its own. Half of the paths are absolute, half relative.
With `windows` the paths are those of a scene made there, in C:\\work and on a shared folder, and FOLDER is a copy.
"""
import os
import shutil
import sys

import bpy

FOLDER, *more = sys.argv[sys.argv.index("--") + 1:]
WINDOWS = "windows" in more
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def under(*names):
    """A path in the folder."""
    path = os.path.join(FOLDER, *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def picture(path, colour):
    """A small checkered picture."""
    image = bpy.data.images.new("made", 8, 8)
    image.pixels = [value for row in range(8) for column in range(8)
                    for value in (*(part if (row // 2 + column // 2) % 2 else part / 3 for part in colour), 1)]
    image.filepath_raw, image.file_format = path, "PNG"
    image.save()
    bpy.data.images.remove(image)


def shining(name, image):
    """A material that shines with an image."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    tree = made.node_tree
    tree.nodes.clear()
    texture, light = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeEmission")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    texture.image, texture.interpolation = image, "Closest"
    tree.links.new(texture.outputs["Color"], light.inputs["Color"])
    tree.links.new(light.outputs["Emission"], output.inputs["Surface"])
    return made, texture


def plane(name, place, image, uv=1):
    """A shining plane."""
    bpy.ops.mesh.primitive_plane_add(size=1.8, location=(*place, 0))
    made = bpy.context.object
    made.name = name
    material, texture = shining(name, image)
    made.data.materials.append(material)
    for loop, corner in zip(made.data.uv_layers.active.data, ((0, 0), (uv, 0), (uv, 1), (0, 1))):
        loop.uv = corner
    return made, texture


def collect(name, *objects):
    """Puts objects into a collection to be linked."""
    collection = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(collection)
    for made in objects:
        collection.objects.link(made)
        for user in list(made.users_collection):
            if user != collection:
                user.objects.unlink(made)


def show(library, name, into):
    """Links a collection of a library and shows it."""
    with bpy.data.libraries.load(library, link=True, relative=True) as (_, wanted):
        wanted.collections = [name]
    shown = bpy.data.objects.new(f"shown {name}", None)
    shown.instance_type, shown.instance_collection = "COLLECTION", bpy.data.collections[name]
    into.objects.link(shown)


def start():
    """An empty scene."""
    bpy.context.preferences.filepaths.save_version = 0
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def save(path):
    """Saves with paths as they are."""
    bpy.ops.wm.save_as_mainfile(filepath=path, relative_remap=False, compress=False)


for number in range(1, 4):
    picture(under("sequences", "fire", f"fire_{number:04d}.png"), (number / 3, .3, 1 - number / 3))
for number, tile in enumerate((1001, 1002, 1011)):
    picture(under("tiles", f"skin.{tile}.png"), (.2 + .3 * number, .8 - .2 * number, .1))
picture(under("shared", "deep", "pictures", "wood.png"), (.9, .6, .1))
picture(under("walls", "brick.png"), (.9, .2, .1))
shutil.copy(FONT, under("fonts", "sign.ttf"))

start()
door = under("shared", "deep", "door.blend")
save(door)
collect("DOOR", plane("door", (-2, 1), bpy.data.images.load(under("shared", "deep", "pictures", "wood.png")))[0])
bpy.data.images["wood.png"].filepath = "//pictures\\wood.png" if WINDOWS else "//pictures/wood.png"
save(door)

start()
house = under("libraries", "house.blend")
save(house)
collect("HOUSE", plane("wall", (0, 1), bpy.data.images.load(under("walls", "brick.png")))[0])
show(door, "DOOR", bpy.data.collections["HOUSE"])
if WINDOWS:
    bpy.data.images["brick.png"].filepath = "C:\\work\\walls\\brick.png"
    bpy.data.libraries[0].filepath = "C:\\work\\shared\\deep\\door.blend"
save(house)

scene = start()
main = under("project", "scene.blend")
save(main)
show(house, "HOUSE", scene.collection)
_, texture = plane("fire", (2, 1), bpy.data.images.load(under("sequences", "fire", "fire_0001.png")))
fire = texture.image
fire.source, fire.filepath = "SEQUENCE", "//../sequences/fire/fire_0001.png"
texture.image_user.frame_duration, texture.image_user.frame_start = 3, 1
texture.image_user.use_auto_refresh = True
skin = bpy.data.images.load(under("tiles", "skin.1001.png"))
skin.source, skin.filepath = "TILED", under("tiles", "skin.<UDIM>.png")
for tile in (1002, 1011):
    skin.tiles.new(tile)
_, texture = plane("skin", (-2, -1), skin, uv=2)
font = bpy.data.fonts.load(under("fonts", "sign.ttf"))
bpy.ops.object.text_add(location=(-.9, -1.3, 0))
sign = bpy.context.object
sign.data.body, sign.data.font = "Qg&", font
sign.data.materials.append(bpy.data.materials["fire"])
if WINDOWS:
    bpy.data.libraries["house.blend"].filepath = "//..\\libraries\\house.blend"
    fire.filepath = "C:\\work\\sequences\\fire\\fire_0001.png"
    skin.filepath = "D:\\old\\work\\tiles\\skin.<UDIM>.png"
    font.filepath = "\\\\server\\share\\fonts\\sign.ttf"

bpy.ops.object.camera_add(location=(0, 0, 5))
scene.camera = bpy.context.object
scene.camera.data.type, scene.camera.data.ortho_scale = "ORTHO", 6.2
scene.frame_start, scene.frame_end = 1, 3
render = scene.render
render.engine = "CYCLES"
render.resolution_x, render.resolution_y, render.resolution_percentage = 160, 112, 100
render.dither_intensity = 0
render.image_settings.file_format = "OPEN_EXR"
render.image_settings.color_mode, render.image_settings.color_depth = "RGBA", "32"
scene.cycles.samples = 4
scene.cycles.use_adaptive_sampling = False
scene.cycles.use_denoising = False
scene.cycles.seed = 3
save(main)
