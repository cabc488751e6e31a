"""Runs inside a node's Blender: opens one scene and renders, checks and compares frames as it is told.

One JSON command a line comes in on standard input, one JSON answer a line goes out on what was standard output;
Blender's own lines go to standard error. Files go to /out under names that the command gives, so that the node
knows them; files come in at /in. Geometry of tiles, hashes and verdicts are the node's own work: from here it gets
only rectangles of raw numbers.
"""
import contextlib
import ctypes
import errno
import json
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import bpy  # noqa: E402

import _cycles  # noqa: E402
import numpy as np  # noqa: E402

import channels  # noqa: E402
import compositing  # noqa: E402
import disarm  # noqa: E402
import openexr  # noqa: E402
import pictures  # noqa: E402
import placing  # noqa: E402
import scene_files  # noqa: E402
import shaping  # noqa: E402
from refusal import Refusal  # noqa: E402

OUT, IN, SCRATCH = "/out", "/in", "/tmp/heliostat"
OPERATIONS = {"load", "render", "region", "regions", "decode", "compose", "stitch"}


class Driver:
    """One open scene."""

    def __init__(self):
        self.scene = None
        self.job = None
        self.facts = None

    def load(self, order):
        """Opens the scene and makes it ready to be rendered."""
        self.job = shaping.Job(order)
        try:
            bpy.ops.wm.open_mainfile(filepath=order["main"], load_ui=False, use_scripts=False)
        except RuntimeError as error:
            raise Refusal("scene-unreadable", "job", "Blender cannot open the scene: it is not a .blend file, "
                          "or not all of one, or from a later version.") from error
        placing.repair()
        disarm.disarm()
        self.scene = bpy.context.scene
        self._refuse_missing(order["missing"])
        self.facts = shaping.check(self.scene, self.job, _cycles.with_openimagedenoise)
        self.delivered = pictures.delivered_settings(self.scene, self.job.format)
        if self.facts["unbaked"]:
            shaping.bake(self.facts["unbaked"])
        shaping.shape(self.scene, self.job)
        os.makedirs(SCRATCH, exist_ok=True)
        return {"facts": self._facts()}

    def _facts(self):
        return {"composites": self.scene.render.use_compositing, "layers": len(self.facts["view_layers"]),
                "denoises": self.job.denoise and self.facts["wants_denoising"],
                "adaptive": self.facts["adaptive"], "samples": self.scene.cycles.samples,
                "width": self.job.width, "height": self.job.height}

    def _refuse_missing(self, let_go):
        missing = {place: use for place, (use, _) in scene_files.external_files().missing.items()}
        for place in let_go:
            missing.pop(place, None)
        if missing:
            uses = ", ".join(sorted(set(missing.values())))
            raise Refusal("file-missing", "job", f"{len(missing)} of the scene's files were not packed ({uses}).")

    def render(self, order):
        """Renders one frame whole: the delivered file and the checked pixels come from the same render."""
        shaping.whole_frame(self.scene)
        seconds = self._render(order["frame"])
        pictures.save_render(self.scene, os.path.join(OUT, order["file"]), self.delivered)
        pixels = self.saved_passes(self.facts["view_layers"]).checked_pixels(self.facts["view_layers"])
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [pixels])
        if order.get("passes"):
            pictures.save_render(self.scene, os.path.join(OUT, order["passes"]), pictures.pass_settings("ZIP"))
        return {"seconds": seconds, "samples": self.scene.cycles.samples, **_shape_of(pixels)}

    def region(self, order):
        """Renders a region of a frame before compositing: all its channels in one file, and its checked pixels."""
        started = time.monotonic()
        with self._compositing(False):
            rendered = self._render_rectangle(order["frame"], order["rectangles"][0], True).channels()
        seconds = time.monotonic() - started
        rendered.write(os.path.join(OUT, order["file"]), compress=True)
        pixels = rendered.checked_pixels(self.facts["view_layers"])
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [pixels])
        return {"seconds": seconds, "samples": self.scene.cycles.samples, **_shape_of(pixels)}

    def regions(self, order):
        """Renders rectangles of a frame; for each its checked pixels and the pixels as they would be delivered."""
        started = time.monotonic()
        checked, delivered = [], []
        with self._compositing(order["as_delivered"] and not order["is_region"]):
            for area in order["rectangles"]:
                everything = order["is_region"] or self.job.format == "MULTILAYER"
                rendered = self._render_rectangle(order["frame"], area, everything)
                if order.get("picture"):
                    self._show(os.path.join(OUT, order["picture"]), rendered, order["is_region"])
                checked.append(rendered.checked_pixels())
                if order["is_region"]:
                    delivered.append(rendered.channels())
                elif order["as_delivered"]:
                    delivered.append(rendered.delivered())
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), checked)
        pictures.write_numbers(os.path.join(OUT, order["delivered"]), [shown.packed() for shown in delivered])
        return {"seconds": time.monotonic() - started, "samples": self.scene.cycles.samples,
                "channels": delivered[0].label() if delivered else "", **_shape_of(checked[0])}

    def _show(self, path, rendered, is_region):
        """Saves what was rendered for people to look at; a region as PNG, without the margin that is dropped."""
        if is_region:
            pictures.write_png(path, rendered.shown())
        else:
            pictures.save_render(self.scene, path, self.delivered)

    @contextlib.contextmanager
    def _compositing(self, wanted):
        keep = self.scene.render.use_compositing
        self.scene.render.use_compositing = keep and wanted
        try:
            yield
        finally:
            self.scene.render.use_compositing = keep

    def _render_rectangle(self, frame, area, everything):
        x, y, width, height = area
        margin = shaping.margin_pixels(self.scene)
        left, bottom = max(0, x - margin), max(0, y - margin)
        right, top = min(self.job.width, x + width + margin), min(self.job.height, y + height + margin)
        if (left, bottom, right, top) == (0, 0, self.job.width, self.job.height):
            shaping.whole_frame(self.scene)
        else:
            shaping.rectangle(self.scene, left, bottom, right - left, top - bottom)
        self._render(frame)
        return Rendered(self, (right - left, top - bottom), (x - left, y - bottom, width, height), everything)

    def decode(self, order):
        """Reads a delivered file, or that of a region, as numbers."""
        path = os.path.join(IN, order["file"])
        wanted = "MULTILAYER" if order["is_region"] else self.job.format
        size = pictures.stated_size(path, wanted)
        if size != (order["width"], order["height"]):
            return {"width": size[0], "height": size[1], "decoded": False}
        try:
            read = channels.read(path) if wanted == "MULTILAYER" else channels.of_picture(pictures.decode(path))
        except RuntimeError as error:
            raise openexr.NotReadable("Blender cannot read it") from error
        packed = read.packed()
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [packed])
        return {"width": size[0], "height": size[1], "decoded": True, "channels": read.label()}

    def compose(self, order):
        """Does the compositing again from the worker's passes: those as checked pixels, and what would be delivered."""
        path = os.path.join(IN, order["passes"])
        passes = channels.read(path, None if self.job.format == "MULTILAYER" else self.facts["view_layers"])
        checked = passes.checked_pixels(self.facts["view_layers"])
        shaping.whole_frame(self.scene)
        if checked.shape[1:3] != (self.job.height, self.job.width):
            raise openexr.NotReadable("the passes are of another size")
        with compositing.passes_from(self.scene, path):
            self._render(order["frame"])
            delivered = self._made_of(passes)
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [checked])
        pictures.write_numbers(os.path.join(OUT, order["delivered"]), [delivered.packed()])
        return {"channels": delivered.label(), **_shape_of(checked)}

    def stitch(self, order):
        """Puts the regions of a frame together, composites, and saves as a frame that was rendered whole."""
        started = time.monotonic()
        whole = channels.stitched((self.job.width, self.job.height), [
            (os.path.join(IN, name), area) for name, area in zip(order["files"], order["rectangles"], strict=True)])
        path = os.path.join(SCRATCH, "stitched.exr")
        whole.write(path, compress=False)
        shaping.whole_frame(self.scene)
        composites = self.scene.render.use_compositing
        source = compositing.passes_from(self.scene, path) if composites else compositing.shown_from(
            self.scene, path, self.facts["view_layers"][0])
        try:
            with source:
                self._render(order["frame"])
                delivered = self._made_of(whole)
                self._save(os.path.join(OUT, order["file"]), whole)
        finally:
            pictures.remove(path)
        pixels = whole.checked_pixels(self.facts["view_layers"])
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [pixels])
        if order.get("delivered"):
            pictures.write_numbers(os.path.join(OUT, order["delivered"]), [delivered.packed()])
        return {"seconds": time.monotonic() - started, "samples": self.scene.cycles.samples,
                "channels": delivered.label(), **_shape_of(pixels)}

    def _save(self, path, passes):
        """Saves what was just composited of these passes in the job's format."""
        if self.job.format == "MULTILAYER":
            self._made_of(passes).write(path, compress=True)
        else:
            pictures.save_render(self.scene, path, self.delivered)

    def _made_of(self, passes):
        """What is delivered of these passes, after the compositor has done its work."""
        if self.job.format != "MULTILAYER":
            return channels.of_picture(self.saved(self.delivered, pictures.decode))
        return passes.with_composite(self.saved_passes()) if self.facts["composites"] else passes

    def _render(self, frame):
        self.scene.frame_set(frame)
        started = time.monotonic()
        try:
            result = bpy.ops.render.render(write_still=False)
        except RuntimeError as error:
            raise Refusal("render-failed", "unknown", _words(error)) from error
        if "FINISHED" not in result:
            raise Refusal("render-failed", "unknown", "Blender did not finish the frame.")
        return time.monotonic() - started

    def saved_passes(self, layers=None):
        """What the last render holds of these layers before compositing; all that it holds where none are named."""
        return self.saved(pictures.pass_settings("NONE"), lambda path: channels.read(path, layers), ".exr")

    def saved(self, settings, read, ending=None):
        """Saves the last render with these settings, and reads it."""
        path = os.path.join(SCRATCH, "saved" + (ending or pictures.EXTENSIONS[self.job.format]))
        pictures.save_render(self.scene, path, settings)
        try:
            return read(path)
        finally:
            pictures.remove(path)


class Rendered:
    """What Blender has just rendered of a rectangle, with a margin around it that is dropped."""

    def __init__(self, driver, size, area, everything):
        x, y, width, height = area
        self._driver, self._size, self._everything = driver, size, everything
        self._rows, self._columns = slice(y, y + height), slice(x, x + width)
        self._channels = None

    def channels(self):
        """What was rendered: everything, or what the checked pixels are made of."""
        if self._channels is None:
            whole = self._driver.saved_passes(None if self._everything else self._driver.facts["view_layers"])
            if (whole.width, whole.height) != self._size:
                raise Refusal("render-failed", "node", "Blender rendered a rectangle of another size than asked for.")
            self._channels = whole.part(self._rows, self._columns)
        return self._channels

    def checked_pixels(self):
        """The pixels before denoising and compositing."""
        return self.channels().checked_pixels(self._driver.facts["view_layers"])

    def shown(self):
        """The pixels as a display shows them, 0 to 1."""
        settings = pictures.delivered_settings(self._driver.scene, "PNG")
        return self._driver.saved(settings, pictures.decode, ".png")[self._rows, self._columns]

    def delivered(self):
        """The pixels as they would be delivered."""
        if self._driver.job.format == "MULTILAYER":
            return self.channels()
        whole = channels.of_picture(self._driver.saved(self._driver.delivered, pictures.decode))
        return whole.part(self._rows, self._columns)


def _words(error):
    """Blender's own words, unless they name a file."""
    text = str(error).strip()
    return "Blender could not render the frame." if "/" in text else f"Blender said: {text[:200]}"


def _shape_of(pixels):
    return {"layers": pixels.shape[0], "height": pixels.shape[1], "width": pixels.shape[2]}


def perform(driver, order):
    """Does one command; what goes wrong becomes an answer."""
    if order["op"] not in OPERATIONS:
        return {"ok": False, "reason": "crashed", "side": "node", "detail": "The driver does not know this command."}
    try:
        return {"ok": True, **getattr(driver, order["op"])(order)}
    except Refusal as refusal:
        return {"ok": False, "reason": refusal.reason, "side": refusal.side, "detail": refusal.detail}
    except openexr.NotReadable as error:
        return {"ok": False, "reason": "undecodable", "side": "job", "detail": f"A picture is not readable: {error}."}
    except MemoryError:
        return {"ok": False, "reason": "out-of-memory", "side": "job", "detail": "Blender ran out of memory."}
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "disk-full" if full else "crashed"
        return {"ok": False, "reason": reason, "side": "node", "detail": error.strerror or "A file could not be used."}
    except Exception as error:  # The process must answer whatever happens; the node decides what to do with it.
        sys.excepthook(*sys.exc_info())
        return {"ok": False, "reason": "crashed", "side": "unknown", "detail": f"{type(error).__name__} in Blender."}


def say(answer):
    """Answers, and marks the place in the error stream, so that the node knows which lines came before."""
    ctypes.CDLL(None).fflush(None)
    sys.stderr.write(f"heliostat: answered {answer.get('number', 0)}\n")
    sys.stderr.flush()
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def main():
    driver = Driver()
    say({"ok": True, "number": 0, "version": bpy.app.version_string, "numpy": np.__version__})
    for line in sys.stdin:
        order = json.loads(line)
        if order["op"] == "quit":
            break
        say({"number": order["number"], **perform(driver, order)})


main()
