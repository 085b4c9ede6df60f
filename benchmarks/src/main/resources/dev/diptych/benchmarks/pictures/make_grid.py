#!/usr/bin/python3
"""Makes system-grid.heic as iPhones write it: 48 tiles of HEVC, turned by irot, with an EXIF block that says the same turn; and
system-grid.png, what people see.

usage: make_grid.py FOLDER

Needs Pillow and numpy (Debian: python3-pil, python3-numpy) and heif-enc (libheif-examples), which packs tiles but writes no grid itself.
"""
import os, struct, subprocess, sys
import numpy as np
from PIL import Image
os.chdir(sys.argv[1])
COLS, ROWS, TILE = 8, 6, 64
W, H = 500, 370   # the grid is cut to this
rng = np.random.default_rng(5)
y, x = np.mgrid[0:ROWS*TILE, 0:COLS*TILE]
a = np.stack([255*x/(COLS*TILE), 255*y/(ROWS*TILE), 127+100*np.sin(x/37+y/53)], -1)
for i in range(ROWS):
    for j in range(COLS):
        c = rng.integers(0, 256, 3)
        a[i*TILE+14:i*TILE+50, j*TILE+14:j*TILE+50] = c
full = Image.fromarray(a.clip(0,255).astype(np.uint8))
names = []
for i in range(ROWS):
    for j in range(COLS):
        n = f"t{i*COLS+j:02d}.png"; full.crop((j*TILE, i*TILE, (j+1)*TILE, (i+1)*TILE)).save(n); names.append(n)
subprocess.run(["heif-enc", "-q", "60", "-o", "tiles.heic", *names], check=True, stdout=subprocess.DEVNULL)
data = open("tiles.heic", "rb").read()
def boxes(b, at, end):
    while at < end:
        n, t = struct.unpack(">I4s", b[at:at+8]); yield t.decode(), at+8, at+n; at += n
top = {t: (s, e) for t, s, e in boxes(data, 0, len(data))}
meta = {t: (s, e) for t, s, e in boxes(data, top["meta"][0]+4, top["meta"][1])}
s, e = meta["iloc"]
ver = data[s]; sizes = data[s+4:s+6]; off_s, len_s, base_s = sizes[0]>>4, sizes[0]&15, sizes[1]>>4
p = s+6; n = struct.unpack(">H", data[p:p+2])[0]; p += 2
num = lambda b: int.from_bytes(b, "big")
items = {}
for _ in range(n):
    iid = num(data[p:p+2]); p += 2
    method = 0
    if ver >= 1: method = num(data[p:p+2]); p += 2
    p += 2
    base = num(data[p:p+base_s]); p += base_s
    ext = num(data[p:p+2]); p += 2
    body = b""
    for _ in range(ext):
        o = num(data[p:p+off_s]); p += off_s; l = num(data[p:p+len_s]); p += len_s
        assert method == 0; body += data[base+o:base+o+l]
    items[iid] = body
ipr = {t: (s, e) for t, s, e in boxes(data, *meta["iprp"])}
props = [(t, data[s-8:e]) for t, s, e in boxes(data, *ipr["ipco"])]
hvcc = [b for t, b in props if t == "hvcC"]
print(len(items), "items", len(hvcc), "hvcC, alike:", len(set(hvcc)), [t for t,_ in props][:6])
tiles = [items[k] for k in sorted(items)][:48]
def box(t, body): return struct.pack(">I4s", len(body)+8, t.encode()) + body
def full_box(t, body, v=0, f=0): return box(t, struct.pack(">I", v<<24|f) + body)
def build(angle, exif_turn, out):
    GRID, EXIF = 49, 50
    exif_tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x112, 3, 1, exif_turn, 0, 0)
    exif = struct.pack(">I", 6) + b"Exif\0\0" + exif_tiff
    grid = struct.pack(">BBBBHH", 0, 0, ROWS-1, COLS-1, W, H)
    infe = b""
    for i in range(1, 49): infe += full_box("infe", struct.pack(">HH4sB", i, 0, b"hvc1", 0), 2, 1)
    infe += full_box("infe", struct.pack(">HH4sB", GRID, 0, b"grid", 0), 2) + full_box("infe", struct.pack(">HH4sB", EXIF, 0, b"Exif", 0), 2, 1)
    iinf = full_box("iinf", struct.pack(">H", 50) + infe)
    iref = full_box("iref", box("dimg", struct.pack(">HH48H", GRID, 48, *range(1, 49))) + box("cdsc", struct.pack(">HHH", EXIF, 1, GRID)))
    ispe = lambda w, h: full_box("ispe", struct.pack(">II", w, h))
    ipco = box("ipco", hvcc[0] + ispe(TILE, TILE) + ispe(W, H) + box("irot", bytes([angle])))
    ipma = struct.pack(">I", 49)
    for i in range(1, 49): ipma += struct.pack(">HBBB", i, 2, 0x81, 2)
    ipma += struct.pack(">HBBB", GRID, 2, 3, 0x84)
    iprp = box("iprp", ipco + full_box("ipma", ipma))
    hdlr = full_box("hdlr", struct.pack(">I4s12xB", 0, b"pict", 0))
    pitm = full_box("pitm", struct.pack(">H", GRID))
    idat = box("idat", grid)
    ftyp = box("ftyp", b"heic\0\0\0\0mif1heic")
    def iloc(start):
        body = struct.pack(">BBH", 0x44, 0, 50); at = start
        for i, t in enumerate(tiles, 1): body += struct.pack(">HHHHII", i, 0, 0, 1, at, len(t)); at += len(t)
        body += struct.pack(">HHHHII", GRID, 1, 0, 1, 0, len(grid)) + struct.pack(">HHHHII", EXIF, 0, 0, 1, at, len(exif))
        return full_box("iloc", body, 1)
    def meta_box(start): return full_box("meta", hdlr + pitm + iloc(start) + iinf + iref + iprp + idat)
    start = len(ftyp) + len(meta_box(0)) + 8
    open(out, "wb").write(ftyp + meta_box(start) + box("mdat", b"".join(tiles) + exif))
build(3, 6, "system-grid.heic")
full.crop((0, 0, W, H)).transpose(Image.ROTATE_270).save("system-grid.png", optimize=True)
for name in [*names, "tiles.heic"]:
    os.remove(name)
