"""Runs inside a node's Blender: opens one scene and renders, checks and compares frames as it is told.

One JSON command a line comes in on standard input, one JSON answer a line goes out on what was standard output;
Blender's own lines go to standard error. Files go to /out under names that the command gives, so that the node
knows them; files come in at /in. Geometry of tiles, hashes and verdicts are the node's own work: from here it gets
only rectangles of raw numbers.
"""
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

import compositing  # noqa: E402
import disarm  # noqa: E402
import openexr  # noqa: E402
import pictures  # noqa: E402
import placing  # noqa: E402
import scene_files  # noqa: E402
import shaping  # noqa: E402
from refusal import Refusal  # noqa: E402

OUT, IN, SCRATCH = "/out", "/in", "/tmp/heliostat"
OPERATIONS = {"load", "render", "regions", "decode", "compose"}


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
        pixels = self._take_checked_pixels()
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [pixels])
        if order.get("passes"):
            pictures.save_render(self.scene, os.path.join(OUT, order["passes"]), pictures.pass_settings("ZIP"))
        return {"seconds": seconds, "samples": self.scene.cycles.samples, **_shape_of(pixels)}

    def regions(self, order):
        """Renders rectangles of a frame; for each its checked pixels and the pixels as they would be delivered."""
        started = time.monotonic()
        checked, delivered = [], []
        keep = self.scene.render.use_compositing
        self.scene.render.use_compositing = keep and order["as_delivered"]
        try:
            for area in order["rectangles"]:
                pixels, shown = self._render_rectangle(order["frame"], area, order["as_delivered"])
                checked.append(pixels)
                delivered += [] if shown is None else [shown]
        finally:
            self.scene.render.use_compositing = keep
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), checked)
        pictures.write_numbers(os.path.join(OUT, order["delivered"]), delivered)
        return {"seconds": time.monotonic() - started, "samples": self.scene.cycles.samples,
                **_shape_of(checked[0])}

    def _render_rectangle(self, frame, area, as_delivered):
        x, y, width, height = area
        margin = shaping.margin_pixels(self.scene)
        left, bottom = max(0, x - margin), max(0, y - margin)
        right, top = min(self.job.width, x + width + margin), min(self.job.height, y + height + margin)
        if (left, bottom, right, top) == (0, 0, self.job.width, self.job.height):
            shaping.whole_frame(self.scene)
        else:
            shaping.rectangle(self.scene, left, bottom, right - left, top - bottom)
        self._render(frame)
        rows, columns = slice(y - bottom, y - bottom + height), slice(x - left, x - left + width)
        pixels = self._take_checked_pixels()
        if pixels.shape[1:3] != (top - bottom, right - left):
            raise Refusal("render-failed", "node", "Blender rendered a rectangle of another size than asked for.")
        shown = self._take_delivered_pixels()[rows, columns] if as_delivered else None
        return pixels[:, rows, columns], shown

    def decode(self, order):
        """Reads a delivered file as numbers."""
        path = os.path.join(IN, order["file"])
        size = pictures.stated_size(path, self.job.format)
        if size != (self.job.width, self.job.height):
            return {"width": size[0], "height": size[1], "decoded": False}
        try:
            pixels = pictures.decode(path)
        except RuntimeError as error:
            raise openexr.NotReadable("Blender cannot read it") from error
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [pixels])
        return {"width": pixels.shape[1], "height": pixels.shape[0], "decoded": True}

    def compose(self, order):
        """Does the compositing again from the worker's passes: those as checked pixels, and what would be delivered."""
        path = os.path.join(IN, order["passes"])
        checked = pictures.checked_pixels(path, self.facts["view_layers"])
        shaping.whole_frame(self.scene)
        if checked.shape[1:3] != (self.job.height, self.job.width):
            raise openexr.NotReadable("the passes are of another size")
        with compositing.passes_from(self.scene, path):
            self._render(order["frame"])
            delivered = self._take_delivered_pixels()
        pictures.write_numbers(os.path.join(OUT, order["pixels"]), [checked])
        pictures.write_numbers(os.path.join(OUT, order["delivered"]), [delivered])
        return _shape_of(checked)

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

    def _take_checked_pixels(self):
        path = os.path.join(SCRATCH, "passes.exr")
        pictures.save_render(self.scene, path, pictures.pass_settings("NONE"))
        try:
            return pictures.checked_pixels(path, self.facts["view_layers"])
        finally:
            pictures.remove(path)

    def _take_delivered_pixels(self):
        path = os.path.join(SCRATCH, "delivered" + pictures.EXTENSIONS[self.job.format])
        pictures.save_render(self.scene, path, self.delivered)
        try:
            return pictures.decode(path)
        finally:
            pictures.remove(path)


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
