#!/usr/bin/python3
"""Draws pictures of every format and setting, with the pixels that a right decoder gives.

usage: make_pictures.py FOLDER [SEED [WIDTH HEIGHT]]

Beside each FILE lies FILE.ppm: 8-bit RGB as Pillow decodes it, upright, an embedded profile turned to sRGB by ImageCms (perceptual), and
what is transparent laid over white. Where Pillow's own answer is odd, the samples come from arithmetic here: see `shown`.
Needs Pillow and numpy (Debian: python3-pil, python3-numpy) and cwebp (webp).
"""
import io, itertools, os, struct, subprocess, sys, zlib
import numpy as np
from PIL import Image, ImageCms, ImageDraw

FOLDER = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
W, H = (int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) > 4 else (61, 43)
RNG = np.random.default_rng(SEED)
SRGB = ImageCms.createProfile("sRGB")
os.makedirs(FOLDER, exist_ok=True)


def path(name):
    return os.path.join(FOLDER, name)


def shown(im):
    """The picture as people see it: 8-bit RGB."""
    icc, alpha = im.info.get("icc_profile"), None
    if im.mode in ("RGBA", "LA", "La", "RGBa", "PA") or "transparency" in im.info:
        alpha = np.asarray(im.convert("RGBA"))[..., 3].astype(int)
    if im.mode in ("I;16", "I;16B", "I"):  # Pillow clips at 255; the high byte is what is meant
        deep = np.asarray(im).astype(np.int64)
        im = Image.fromarray((deep >> (8 if deep.max() > 255 else 0)).clip(0, 255).astype(np.uint8))
    elif im.mode == "LA":
        im = im.convert("L")
    elif im.mode not in ("RGB", "L", "CMYK"):
        im = im.convert("RGBA" if alpha is not None else "RGB").convert("RGB")
    if icc:
        try:
            im = ImageCms.profileToProfile(im, ImageCms.ImageCmsProfile(io.BytesIO(icc)), SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that does not fit is ignored
    rgb = np.asarray(im.convert("RGB")).astype(int)
    if alpha is not None:
        rgb = (rgb * alpha[..., None] + 255 * (255 - alpha[..., None]) + 127) // 255
    return rgb.astype(np.uint8)


def expect(name, rgb=None):
    if rgb is None:
        with Image.open(path(name)) as im:
            im.load()
            rgb = shown(im)
            turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}.get(im.getexif().get(274))
            if turn is not None:
                rgb = np.asarray(Image.fromarray(rgb).transpose(turn))
    with open(path(name + ".ppm"), "wb") as out:
        out.write(b"P6 %d %d 255\n" % (rgb.shape[1], rgb.shape[0]) + np.ascontiguousarray(rgb).tobytes())


def save(name, im, rgb=None, **options):
    im.save(path(name), **options)
    expect(name, rgb)


def write(name, data, rgb=None):
    with open(path(name), "wb") as out:
        out.write(data)
    expect(name, rgb)


# ---- what is drawn
def photo(w=W, h=H):
    y, x = np.mgrid[0:h, 0:w] / max(w, h)
    a = np.stack([255 * x, 255 * y, 127 + 120 * np.sin(9 * x + 5 * y)], -1) + RNG.normal(0, 6, (h, w, 3))
    im = Image.fromarray(a.clip(0, 255).astype(np.uint8))
    d = ImageDraw.Draw(im)
    d.ellipse([w * .2, h * .2, w * .6, h * .8], fill=(220, 30, 40))
    d.rectangle([w * .55, h * .1, w * .9, h * .5], fill=(20, 60, 200))
    return im


def flat(w=W, h=H):
    im = Image.new("RGB", (w, h), (250, 248, 240))
    d = ImageDraw.Draw(im)
    d.ellipse([w * .1, h * .1, w * .5, h * .7], fill=(0, 0, 0))
    d.line([0, h, w, 0], fill=(200, 0, 90), width=2)
    return im


def noise(w=W, h=H):
    return Image.fromarray(RNG.integers(0, 256, (h, w, 3), dtype=np.uint8))


def solid(w=W, h=H):
    return Image.new("RGB", (w, h), tuple(int(v) for v in RNG.integers(0, 256, 3)))


def mask(w=W, h=H):
    y, x = np.mgrid[0:h, 0:w]
    m = (255 * x / max(1, w - 1)).astype(np.uint8)
    m[: h // 3] = 0
    m[2 * h // 3:] = 255
    return Image.fromarray(m)


def with_alpha(im, m=None):
    im = im.convert("RGBA")
    im.putalpha(m or mask(*im.size))
    return im


DRAWN = {"photo": photo, "flat": flat, "noise": noise, "solid": solid}


def profile(kind):
    """ICC profiles written here, so that none is anybody's work."""
    if kind == "srgb":
        return ImageCms.ImageCmsProfile(SRGB).tobytes()
    prim = {"p3": ((.680, .320), (.265, .690), (.150, .060)), "adobe": ((.640, .330), (.210, .710), (.150, .060)),
            "prophoto": ((.7347, .2653), (.1596, .8404), (.0366, .0001))}
    s15 = lambda v: struct.pack(">i", int(round(v * 65536)))
    xyz = lambda v: b"XYZ \0\0\0\0" + b"".join(s15(c) for c in v)
    gamma = {"p3": None, "adobe": 563 / 256, "prophoto": 1.8, "grey": 1.8}[kind]
    if gamma is None:
        curve = b"para\0\0\0\0\0\3\0\0" + b"".join(s15(v) for v in (2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045))
    else:
        curve = b"curv\0\0\0\0\0\0\0\1" + struct.pack(">H", round(gamma * 256)) + b"\0\0"
    d50 = np.array([.9642, 1, .8249])
    tags = {b"desc": b"desc\0\0\0\0\0\0\0\2A\0" + b"\0" * 78, b"cprt": b"text\0\0\0\0none\0\0\0\0", b"wtpt": xyz(d50)}
    if kind == "grey":
        tags[b"kTRC"] = curve
    else:
        m = np.array([[x / y, 1, (1 - x - y) / y] for x, y in prim[kind]]).T
        white = d50 if kind == "prophoto" else np.array([.3127 / .3290, 1, (1 - .3127 - .3290) / .3290])
        m = m * np.linalg.solve(m, white)
        if kind != "prophoto":  # Bradford, D65 to D50
            b = np.array([[.8951, .2664, -.1614], [-.7502, 1.7135, .0367], [.0389, -.0685, 1.0296]])
            m = np.linalg.inv(b) @ np.diag(b @ d50 / (b @ white)) @ b @ m
        for i, c in enumerate("rgb"):
            tags[c.encode() + b"XYZ"] = xyz(m[:, i])
            tags[c.encode() + b"TRC"] = curve
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for tag, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"none", 0x02400000, b"mntr", b"GRAY" if kind == "grey" else b"RGB ", b"XYZ ")
    head += b"\x07\xe8\0\1\0\1" + b"\0" * 6 + b"acsp" + b"\0" * 28 + b"".join(s15(v) for v in d50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


# ---- JPEG
def jpegs():
    for kind, q, sub in itertools.product(("photo", "flat", "noise"), (10, 50, 75, 95, 100), (0, 1, 2)):
        save(f"jpeg-{kind}-q{q}-s{sub}.jpg", DRAWN[kind](), quality=q, subsampling=sub)
    for prog, opt, kind in itertools.product((0, 1), (0, 1), ("photo", "noise")):
        save(f"jpeg-{kind}-p{prog}-o{opt}.jpg", DRAWN[kind](), progressive=bool(prog), optimize=bool(opt))
        save(f"jpeg-grey-{kind}-p{prog}-o{opt}.jpg", DRAWN[kind]().convert("L"), progressive=bool(prog), optimize=bool(opt))
        save(f"jpeg-cmyk-{kind}-p{prog}-o{opt}.jpg", DRAWN[kind]().convert("CMYK"), progressive=bool(prog), optimize=bool(opt))
    for w, h in ((1, 1), (7, 1), (1, 9), (8, 8), (16, 17), (15, 33)):
        save(f"jpeg-size-{w}x{h}.jpg", photo(w, h))
        save(f"jpeg-size-{w}x{h}-p.jpg", photo(w, h), progressive=True)
    for o in range(1, 9):
        exif = Image.Exif()
        exif[274] = o
        save(f"jpeg-turn-{o}.jpg", photo(), exif=exif)
    for kind in ("srgb", "p3", "adobe", "prophoto"):
        save(f"jpeg-icc-{kind}.jpg", photo(), icc_profile=profile(kind), quality=95)
    save("jpeg-icc-grey.jpg", photo().convert("L"), icc_profile=profile("grey"))
    save("jpeg-icc-grey-on-rgb.jpg", photo(), icc_profile=profile("grey"))
    save("jpeg-icc-broken.jpg", photo(), icc_profile=b"\0" * 300)
    save("jpeg-icc-cut.jpg", photo(), icc_profile=profile("p3")[:200])
    padded = profile("p3") + b"\0" * 150000  # three segments
    save("jpeg-icc-long.jpg", photo(), icc_profile=struct.pack(">I", len(padded)) + padded[4:])
    raw = io.BytesIO()
    photo().save(raw, "JPEG")
    raw = raw.getvalue()
    write("jpeg-tail.jpg", raw + b"after the end" * 40)
    write("jpeg-fill.jpg", raw[:2] + b"\xff\xff\xff" + raw[2:])
    write("jpeg-comment.jpg", raw[:2] + b"\xff\xfe\0\x0a" + b"comments" + raw[2:])


# ---- PNG
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(w, h, depth, colour, rows, extra=b"", interlace=0):
    """rows: integers [h, w, channels]"""
    ch = rows.shape[2]
    data = b""
    passes = [(0, 0, 1, 1)] if not interlace else [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    for x0, y0, dx, dy in passes:
        part = rows[y0::dy, x0::dx]
        if part.size == 0:
            continue
        for i, row in enumerate(part):
            flat_row = row.reshape(-1)
            if depth == 16:
                line = flat_row.astype(">u2").tobytes()
            elif depth == 8:
                line = flat_row.astype(np.uint8).tobytes()
            else:
                bits = "".join(format(int(v), f"0{depth}b") for v in flat_row)
                line = bytes(int(bits[j:j + 8].ljust(8, "0"), 2) for j in range(0, len(bits), 8))
            data += b"\0" + line
    head = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def pngs():
    for kind in DRAWN:
        im = DRAWN[kind]()
        for mode in ("RGB", "L", "RGBA", "LA", "P", "1"):
            save(f"png-{kind}-{mode}.png", with_alpha(im) if mode == "RGBA" else with_alpha(im).convert("LA") if mode == "LA" else im.convert(mode))
        save(f"png-{kind}-opaque.png", with_alpha(im, Image.new("L", im.size, 255)))
        save(f"png-{kind}-clear.png", with_alpha(im, Image.new("L", im.size, 0)))
    base = np.asarray(photo()).astype(int)
    grey = np.asarray(photo().convert("L")).astype(int)[..., None]
    a8 = np.asarray(mask()).astype(int)[..., None]

    def over(rgb, alpha):
        return ((rgb * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)

    for inter in (0, 1):
        for depth in (1, 2, 4, 8, 16):
            most = (1 << depth) - 1
            low = RNG.integers(0, 2 ** (depth - 8), grey.shape) if depth > 8 else 0
            g = grey * 256 + low if depth == 16 else grey >> (8 - depth)
            back = np.repeat(g >> 8 if depth == 16 else g * 255 // most, 3, 2)
            write(f"png-grey{depth}-i{inter}.png", png(W, H, depth, 0, g, b"", inter), back.astype(np.uint8))
            key = int(g[H // 2, W // 2, 0])
            clear = np.where(g == key, 0, 255)
            write(f"png-grey{depth}-trns-i{inter}.png", png(W, H, depth, 0, g, chunk(b"tRNS", struct.pack(">H", key)), inter), over(back, clear))
            if depth <= 8:
                n = min(1 << depth, 200)
                pal = RNG.integers(0, 256, (n, 3))
                ix = RNG.integers(0, n, (H, W, 1))
                plte = chunk(b"PLTE", pal.astype(np.uint8).tobytes())
                write(f"png-pal{depth}-i{inter}.png", png(W, H, depth, 3, ix, plte, inter), pal[ix[..., 0]].astype(np.uint8))
                t = RNG.integers(0, 256, (n + 1) // 2)
                al = np.concatenate([t, np.full(n - len(t), 255)])[ix[..., 0]][..., None]
                write(f"png-pal{depth}-trns-i{inter}.png", png(W, H, depth, 3, ix, plte + chunk(b"tRNS", t.astype(np.uint8).tobytes()), inter), over(pal[ix[..., 0]], al))
        deep = base * 256 + RNG.integers(0, 256, base.shape)
        deep_a = a8 * 256 + RNG.integers(0, 256, a8.shape)
        for depth, c, a in ((8, base, a8), (16, deep, deep_a)):
            sh = depth - 8
            write(f"png-rgb{depth}-i{inter}.png", png(W, H, depth, 2, c, b"", inter), (c >> sh).astype(np.uint8))
            write(f"png-rgba{depth}-i{inter}.png", png(W, H, depth, 6, np.concatenate([c, a], 2), b"", inter), over(c >> sh, a >> sh))
            write(f"png-la{depth}-i{inter}.png", png(W, H, depth, 4, np.concatenate([c[..., :1], a], 2), b"", inter), over(np.repeat(c[..., :1] >> sh, 3, 2), a >> sh))
            key = c[5, 7]
            clear = np.where((c == key).all(2, keepdims=True), 0, 255)
            write(f"png-rgb{depth}-trns-i{inter}.png", png(W, H, depth, 2, c, chunk(b"tRNS", struct.pack(">HHH", *key)), inter), over(c >> sh, clear))
    for extra, name in ((chunk(b"gAMA", struct.pack(">I", 100000)), "gamma"), (chunk(b"sRGB", b"\0"), "srgb-chunk"), (chunk(b"pHYs", b"\0" * 9), "phys"),
                        (chunk(b"bKGD", b"\0\xff\0\0\0\0"), "bkgd"), (chunk(b"tEXt", b"a\0b"), "text"), (chunk(b"xXxx", b"odd"), "private"), (chunk(b"PLTE", b"\0\1\2" * 9), "suggested-palette"),
                        (chunk(b"sBIT", b"\5\5\5"), "sbit"), (chunk(b"tIME", b"bad"), "bad-time"), (chunk(b"iCCP", b"x\0\0rubbish"), "bad-iccp"), (chunk(b"gAMA", b"\0"), "bad-gama"),
                        (chunk(b"cHRM", b"\0"), "bad-chrm"), (chunk(b"pHYs", b"\0"), "bad-phys"), (chunk(b"zTXt", b"k\0\0rubbish"), "bad-ztxt"), (chunk(b"iTXt", b"k"), "bad-itxt"), (chunk(b"hIST", b"\0\0"), "bad-hist")):
        write(f"png-chunk-{name}.png", png(W, H, 8, 2, base, extra), base.astype(np.uint8))
    plain = png(W, H, 8, 2, base)
    at = plain.index(b"IDAT")
    n = struct.unpack(">I", plain[at - 4:at])[0]
    write("png-bad-idat-sum.png", plain[:at + 4 + n] + b"\0\0\0\0" + plain[at + 8 + n:], base.astype(np.uint8))
    write("png-bad-head-sum.png", plain[:29] + b"\0\0\0\0" + plain[33:], base.astype(np.uint8))
    write("png-bad-end-sum.png", plain[:-4] + b"\0\0\0\0", base.astype(np.uint8))
    write("png-no-end.png", plain[:-12], base.astype(np.uint8))
    adler = zlib.decompress(plain[at + 4:at + 4 + n])
    bad = zlib.compress(adler)[:-4] + b"\1\2\3\4"
    write("png-bad-adler.png", plain[:at - 4] + chunk(b"IDAT", bad) + plain[at + 8 + n:], base.astype(np.uint8))
    split = plain[at + 4:at + 4 + n]
    write("png-many-idat.png", plain[:at - 4] + b"".join(chunk(b"IDAT", split[i:i + 100]) for i in range(0, n, 100)) + chunk(b"IEND", b""), base.astype(np.uint8))
    for kind in ("srgb", "p3", "adobe", "prophoto"):
        save(f"png-icc-{kind}.png", photo(), icc_profile=profile(kind))
    save("png-icc-p3-alpha.png", with_alpha(photo()), icc_profile=profile("p3"))
    save("png-icc-grey.png", photo().convert("L"), icc_profile=profile("grey"))
    for w, h in ((1, 1), (3, 1), (1, 5), (300, 2)):
        save(f"png-size-{w}x{h}.png", photo(w, h))


# ---- GIF
def gifs():
    for kind in DRAWN:
        for inter in (0, 1):
            save(f"gif-{kind}-i{inter}.gif", DRAWN[kind]().quantize(64), interlace=inter)
        logo = DRAWN[kind]().quantize(63)
        save(f"gif-{kind}-clear.gif", logo, transparency=int(np.bincount(np.asarray(logo).ravel()).argmax()))
    for n in (2, 4, 16, 128, 256):
        save(f"gif-colours-{n}.gif", noise().quantize(n))
    save("gif-grey.gif", photo().convert("L"))
    save("gif-one-bit.gif", photo().convert("1"))
    for d in range(4):
        frames = [photo().quantize(32), flat().quantize(32), noise().quantize(8)]
        frames[0].save(path(f"gif-frames-d{d}.gif"), save_all=True, append_images=frames[1:], disposal=d, duration=90, loop=0)
        expect(f"gif-frames-d{d}.gif")
    save("gif-comment.gif", flat().quantize(8), comment=b"made for a test")


# ---- BMP
def bmp(bits, rows_rgb, compression=0, masks=None, top_down=False, head=40, alpha=None, palette=None, data=None):
    h, w = rows_rgb.shape[:2]
    if data is None:
        order = rows_rgb if top_down else rows_rgb[::-1]
        lines = []
        for y, row in enumerate(order):
            if bits == 24:
                line = row[:, ::-1].astype(np.uint8).tobytes()
            elif bits == 32:
                a = np.zeros(w) if alpha is None else (alpha if top_down else alpha[::-1])[y]
                if masks:
                    v = sum((row[:, i].astype(np.uint32) << s) for i, s in enumerate(masks[:3]))
                    if len(masks) > 3:
                        v = v + (np.asarray(a).astype(np.uint32) << masks[3])
                    line = v.astype("<u4").tobytes()
                else:
                    line = np.concatenate([row[:, ::-1], np.asarray(a)[:, None]], 1).astype(np.uint8).tobytes()
            elif bits == 16:
                r, g, b = (row[:, i].astype(int) for i in range(3))
                v = (r >> 3) << 11 | (g >> 2) << 5 | b >> 3 if masks == "565" else (r >> 3) << 10 | (g >> 3) << 5 | b >> 3
                line = v.astype("<u2").tobytes()
            else:
                s = "".join(format(int(v), f"0{bits}b") for v in row[:, 0])
                line = bytes(int(s[j:j + 8].ljust(8, "0"), 2) for j in range(0, len(s), 8))
            lines.append(line + b"\0" * (-len(line) % 4))
        data = b"".join(lines)
    pal = b"" if palette is None else b"".join(bytes([int(b), int(g), int(r), 0]) for r, g, b in palette)
    extra = b""
    if masks == "565" and compression == 3:
        extra = struct.pack("<III", 0xf800, 0x7e0, 0x1f)
    elif isinstance(masks, tuple):
        extra = b"".join(struct.pack("<I", 0xff << s) for s in masks)
    info = struct.pack("<IiiHHIIiiII", head, w, -h if top_down else h, 1, bits, compression, len(data), 2835, 2835, 0 if palette is None else len(palette), 0)
    info += extra
    info = info.ljust(head, b"\0") if head > 40 else info
    off = 14 + len(info) + len(pal)
    return b"BM" + struct.pack("<IHHI", off + len(data), 0, 0, off) + info + pal + data


def bmps():
    base = np.asarray(photo())
    for kind in DRAWN:
        for mode in ("RGB", "L", "P", "1", "RGBA"):
            im = DRAWN[kind]()
            save(f"bmp-{kind}-{mode}.bmp", with_alpha(im) if mode == "RGBA" else im.convert(mode))
    for td in (False, True):
        t = "-td" if td else ""
        write(f"bmp-24{t}.bmp", bmp(24, base, top_down=td), base)
        write(f"bmp-32{t}.bmp", bmp(32, base, top_down=td), base)
        five = (base >> 3).astype(int) * 255 // 31
        write(f"bmp-555{t}.bmp", bmp(16, base, top_down=td), five.astype(np.uint8))
        six = np.stack([five[..., 0], (base[..., 1] >> 2).astype(int) * 255 // 63, five[..., 2]], -1)
        write(f"bmp-565{t}.bmp", bmp(16, base, 3, "565", td), six.astype(np.uint8))
        write(f"bmp-rgbx{t}.bmp", bmp(32, base, 3, (24, 16, 8), td), base)
        write(f"bmp-xrgb{t}.bmp", bmp(32, base, 3, (16, 8, 0), td), base)
        a = np.asarray(mask()).astype(int)
        seen = ((base.astype(int) * a[..., None] + 255 * (255 - a[..., None]) + 127) // 255).astype(np.uint8)
        for head in (56, 108, 124):
            write(f"bmp-v{head}-alpha{t}.bmp", bmp(32, base, 3, (16, 8, 0, 24), td, head, a), seen)
        for bits in (1, 4, 8):
            n = 1 << bits
            pal = RNG.integers(0, 256, (n, 3))
            ix = RNG.integers(0, n, (H, W, 1))
            write(f"bmp-pal{bits}{t}.bmp", bmp(bits, ix, top_down=td, palette=pal), pal[ix[..., 0]].astype(np.uint8))
    pal = RNG.integers(0, 256, (256, 3))
    ix = np.repeat(RNG.integers(0, 256, (H, (W + 3) // 4)), 4, 1)[:, :W]
    data = b""
    for row in ix[::-1]:
        x = 0
        while x < W:
            n = 1
            while x + n < W and n < 255 and row[x + n] == row[x]:
                n += 1
            data += bytes([n, int(row[x])])
            x += n
        data += b"\0\0"
    data += b"\0\1"
    write("bmp-rle8.bmp", bmp(8, ix[..., None], 1, palette=pal, data=data), pal[ix].astype(np.uint8))
    data = b"".join(bytes([0, W]) + row.astype(np.uint8).tobytes() + b"\0" * (W & 1) + b"\0\0" for row in ix[::-1]) + b"\0\1"
    write("bmp-rle8-absolute.bmp", bmp(8, ix[..., None], 1, palette=pal, data=data), pal[ix].astype(np.uint8))
    ix4 = ix % 16
    data = b"".join(b"".join(bytes([min(4, W - x), int(row[x]) << 4 | int(row[x])]) for x in range(0, W, 4)) + b"\0\0" for row in ix4[::-1]) + b"\0\1"
    write("bmp-rle4.bmp", bmp(4, ix4[..., None], 2, palette=pal[:16], data=data), pal[:16][ix4].astype(np.uint8))


# ---- TIFF
def tiff(tags, strips, order="<", big=False):
    """tags: {tag: (type, values)}; offsets and counts of strips are added"""
    size = {1: "B", 2: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 16: "Q"}
    tags = dict(tags)
    tile = 322 in tags
    tags[324 if tile else 273] = (16 if big else 4, [0] * len(strips))
    tags[325 if tile else 279] = (16 if big else 4, [len(s) for s in strips])
    n = len(tags)
    head = 16 if big else 8
    ifd = head
    after = ifd + (8 + 20 * n + 8 if big else 2 + 12 * n + 4)
    inplace = 8 if big else 4
    blobs, at = [], after
    place = {}
    for tag in sorted(tags):
        t, v = tags[tag]
        raw = struct.calcsize(size[t]) * len(v)
        if raw > inplace:
            place[tag] = at
            at += raw + (raw & 1)
    data_at = []
    for s in strips:
        data_at.append(at)
        at += len(s) + (len(s) & 1)
    tags[324 if tile else 273] = (16 if big else 4, data_at)
    out = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42)
    out += struct.pack(order + "HHQ", 8, 0, ifd) if big else struct.pack(order + "I", ifd)
    out += struct.pack(order + ("Q" if big else "H"), n)
    tail = b""
    for tag in sorted(tags):
        t, v = tags[tag]
        raw = struct.pack(order + str(len(v)) + size[t], *v)
        out += struct.pack(order + ("HHQ" if big else "HHI"), tag, t, len(v))
        if tag in place:
            out += struct.pack(order + ("Q" if big else "I"), place[tag])
            tail += raw + b"\0" * (len(raw) & 1)
        else:
            out += raw.ljust(inplace, b"\0")
    out += b"\0" * (8 if big else 4) + tail
    return out + b"".join(s + b"\0" * (len(s) & 1) for s in strips)


def tiffs():
    for comp in ("raw", "tiff_lzw", "tiff_deflate", "packbits", "jpeg"):
        for mode in ("RGB", "L", "P", "1", "RGBA", "CMYK", "LA", "YCbCr"):
            if comp == "jpeg" and mode in ("P", "1", "RGBA", "LA"):
                continue
            im = photo()
            im = with_alpha(im) if mode == "RGBA" else with_alpha(im).convert("LA") if mode == "LA" else im.convert(mode)
            try:
                save(f"tiff-{comp}-{mode}.tif", im, compression=comp)
            except (OSError, KeyError, ValueError) as e:
                print("left out", comp, mode, e)
    for comp in ("group3", "group4", "tiff_ccitt"):
        save(f"tiff-{comp}.tif", flat().convert("1"), compression=comp)
    for comp in ("tiff_lzw", "tiff_deflate", "group4"):  # a blank page, packed a thousandfold
        im = Image.new("1" if comp == "group4" else "RGB", (1240, 1754), "white")
        save(f"tiff-blank-{comp}.tif", im, compression=comp)
    for comp in ("tiff_lzw", "tiff_deflate"):
        save(f"tiff-{comp}-predictor.tif", photo(), compression=comp, tiffinfo={317: 2})
    base = np.asarray(photo()).astype(int)
    grey = np.asarray(photo().convert("L")).astype(int)
    a8 = np.asarray(mask()).astype(int)
    over = ((base * a8[..., None] + 255 * (255 - a8[..., None]) + 127) // 255).astype(np.uint8)
    common = lambda spp, bits, photo_, **k: {256: (3, [W]), 257: (3, [H]), 258: (3, [bits] * spp), 259: (3, [1]), 262: (3, [photo_]), 277: (3, [spp]), 278: (3, [H])}
    g3 = np.repeat(grey[..., None], 3, 2).astype(np.uint8)
    for order, big in (("<", False), (">", False), ("<", True), (">", True)):
        o = f"{'le' if order == '<' else 'be'}{'-big' if big else ''}"
        u2 = order + "u2"
        write(f"tiff-rgb8-{o}.tif", tiff(common(3, 8, 2), [base.astype(np.uint8).tobytes()], order, big), base.astype(np.uint8))
        write(f"tiff-rgb16-{o}.tif", tiff(common(3, 16, 2), [(base * 257).astype(u2).tobytes()], order, big), base.astype(np.uint8))
        write(f"tiff-grey16-{o}.tif", tiff(common(1, 16, 1), [(grey * 257).astype(u2).tobytes()], order, big), g3)
        write(f"tiff-white-zero-{o}.tif", tiff(common(1, 8, 0), [(255 - grey).astype(np.uint8).tobytes()], order, big), g3)
        write(f"tiff-white-zero16-{o}.tif", tiff(common(1, 16, 0), [(65535 - grey * 257).astype(u2).tobytes()], order, big), g3)
        t = common(3, 8, 2)
        t[284] = (3, [2])
        write(f"tiff-planar-{o}.tif", tiff(t, [np.ascontiguousarray(base[..., i]).astype(np.uint8).tobytes() for i in range(3)], order, big), base.astype(np.uint8))
        t = {k: v for k, v in common(3, 8, 2).items() if k != 278}
        t[322] = t[323] = (3, [32])
        tiles = []
        for y in range(0, H, 32):
            for x in range(0, W, 32):
                tile = np.zeros((32, 32, 3), np.uint8)
                part = base[y:y + 32, x:x + 32]
                tile[:part.shape[0], :part.shape[1]] = part
                tiles.append(tile.tobytes())
        write(f"tiff-tiles-{o}.tif", tiff(t, tiles, order, big), base.astype(np.uint8))
        t = common(3, 8, 2)
        t[278] = (3, [5])
        write(f"tiff-strips-{o}.tif", tiff(t, [base[y:y + 5].astype(np.uint8).tobytes() for y in range(0, H, 5)], order, big), base.astype(np.uint8))
        for extra, seen in ((1, over), (2, over), (0, base.astype(np.uint8))):
            t = common(4, 8, 2)
            t[338] = (3, [extra])
            c = base * a8[..., None] // 255 if extra == 1 else base
            if extra == 1:  # what is left of the colours
                back = c * 255 // np.maximum(a8[..., None], 1)
                seen = ((back.clip(0, 255) * a8[..., None] + 255 * (255 - a8[..., None]) + 127) // 255).astype(np.uint8)
            write(f"tiff-extra{extra}-{o}.tif", tiff(t, [np.concatenate([c, a8[..., None]], 2).astype(np.uint8).tobytes()], order, big), seen)
        for bits in (2, 4):
            v = grey >> (8 - bits)
            lines = b""
            for row in v:
                s = "".join(format(int(x), f"0{bits}b") for x in row)
                lines += bytes(int(s[j:j + 8].ljust(8, "0"), 2) for j in range(0, len(s), 8))
            write(f"tiff-grey{bits}-{o}.tif", tiff(common(1, bits, 1), [lines], order, big), np.repeat((v * 255 // ((1 << bits) - 1))[..., None], 3, 2).astype(np.uint8))
        pal = RNG.integers(0, 256, (16, 3))
        ix = RNG.integers(0, 16, (H, W))
        t = common(1, 8, 3)
        t[320] = (3, [int(v) * 257 for v in np.concatenate([pal, np.zeros((240, 3), int)]).T.ravel()])
        write(f"tiff-pal8-{o}.tif", tiff(t, [ix.astype(np.uint8).tobytes()], order, big), pal[ix].astype(np.uint8))
        inks = np.asarray(photo().convert("CMYK"))
        write(f"tiff-cmyk-{o}.tif", tiff(common(4, 8, 5), [inks.tobytes()], order, big), np.asarray(Image.fromarray(inks, "CMYK").convert("RGB")))
        for name, fmt, kind, scale in (("int32-bytes", order + "i4", 2, 1), ("uint32-bytes", order + "u4", 1, 1), ("int32-words", order + "i4", 2, 257),
                                       ("uint32-words", order + "u4", 1, 257), ("uint32-full", order + "u4", 1, 16843009)):
            t = common(1, 32, 1)
            t[339] = (3, [kind])
            write(f"tiff-{name}-{o}.tif", tiff(t, [(grey * scale).astype(fmt).tobytes()], order, big), g3)
    save("tiff-pages.tif", photo(), save_all=True, append_images=[flat()], compression="tiff_lzw")
    for kind in ("srgb", "p3", "adobe", "prophoto"):
        save(f"tiff-icc-{kind}.tif", photo(), icc_profile=profile(kind))
    save("tiff-icc-grey.tif", photo().convert("L"), icc_profile=profile("grey"))
    save("tiff-icc-broken.tif", photo(), icc_profile=b"\0" * 300)
    for o in range(2, 9):  # Pillow turns a TIFF as it loads it
        drawn = photo()
        turned = drawn.transpose({2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}[o])
        save(f"tiff-turn-{o}.tif", drawn, np.asarray(turned), tiffinfo={274: o})


# ---- WebP
def webps():
    for kind, q, m in itertools.product(("photo", "flat", "noise"), (0, 20, 50, 75, 90, 100), (0, 4, 6)):
        save(f"webp-lossy-{kind}-q{q}-m{m}.webp", DRAWN[kind](), quality=q, method=m)
    for kind, m in itertools.product(DRAWN, (0, 3, 6)):
        save(f"webp-lossless-{kind}-m{m}.webp", DRAWN[kind](), lossless=True, method=m)
        save(f"webp-lossless-alpha-{kind}-m{m}.webp", with_alpha(DRAWN[kind]()), lossless=True, method=m, exact=True)
    for w, h in ((1, 1), (2, 3), (16, 16), (17, 15), (33, 1), (1, 40), (130, 70)):
        save(f"webp-lossy-size-{w}x{h}.webp", photo(w, h))
        for i in range(4):
            save(f"webp-lossless-solid{i}-{w}x{h}.webp", solid(w, h), lossless=True)
            a = with_alpha(solid(w, h), Image.new("L", (w, h), int(RNG.integers(0, 256))))
            save(f"webp-lossless-solid-alpha{i}-{w}x{h}.webp", a, lossless=True, exact=True)
    for kind in DRAWN:
        save(f"webp-lossy-alpha-{kind}.webp", with_alpha(DRAWN[kind]()))
        save(f"webp-lossy-even-alpha-{kind}.webp", with_alpha(DRAWN[kind](), Image.new("L", (W, H), 90)))
        save(f"webp-frames-{kind}.webp", DRAWN[kind](), save_all=True, append_images=[photo()], duration=90)
        save(f"webp-frames-lossless-{kind}.webp", with_alpha(DRAWN[kind]()), save_all=True, append_images=[with_alpha(photo())], duration=90, lossless=True, exact=True)
    for colours in (2, 4, 16, 200):
        save(f"webp-lossless-colours{colours}.webp", noise().quantize(colours).convert("RGB"), lossless=True)
    source = path("source.png")
    photo(W, H).save(source)
    for name, options in {"sns0": "-sns 0", "sns100": "-sns 100", "f0": "-f 0", "f100": "-f 100", "sharp7": "-sharpness 7", "strong": "-strong", "nostrong": "-nostrong", "seg1": "-segments 1",
                          "seg4": "-segments 4", "partitions": "-partition_limit 80", "passes": "-pass 6", "af": "-af", "sharpyuv": "-sharp_yuv", "preset-photo": "-preset photo", "preset-icon": "-preset icon",
                          "preset-text": "-preset text", "near": "-near_lossless 40", "z9": "-lossless -z 9", "z0": "-lossless -z 0", "mt": "-mt -m 2"}.items():
        subprocess.run(["cwebp", "-quiet", *options.split(), source, "-o", path(f"webp-{'lossless-' if 'lossless' in options else 'lossy-'}{name}.webp")], check=True)
        expect(f"webp-{'lossless-' if 'lossless' in options else 'lossy-'}{name}.webp")
    os.remove(source)
    for kind in ("srgb", "p3", "adobe"):
        save(f"webp-lossless-icc-{kind}.webp", photo(), lossless=True, icc_profile=profile(kind))
    save("webp-lossy-icc-p3-alpha.webp", with_alpha(photo()), icc_profile=profile("p3"))
    exif = Image.Exif()
    exif[274] = 6
    save("webp-lossless-turn-6.webp", photo(), lossless=True, exif=exif.tobytes())


def webp_settings():
    """Lossy WebP by settings drawn at random: what a decoder does depends on nearly all of them."""
    rng = np.random.default_rng(SEED + 1000)
    source = path("source.png")
    for i in range(340):
        kind = ("photo", "flat", "noise")[rng.integers(3)]
        w, h = (W, H) if i % 2 else (int(rng.integers(1, W + 1)), int(rng.integers(1, H + 1)))
        drawn = DRAWN[kind](w, h)
        alpha = rng.integers(4) == 0
        (with_alpha(drawn, mask(w, h)) if alpha else drawn).save(source)
        options = ["-q", str((0, int(rng.integers(1, 10)), int(rng.integers(10, 101)))[i % 3]), "-m", str(rng.integers(7))]
        for option, values in (("-f", 101), ("-sharpness", 8), ("-sns", 101), ("-segments", (1, 5)), ("-partition_limit", 101), ("-pass", (1, 6)), ("-alpha_q", 101), ("-alpha_method", 2)):
            if rng.integers(2):
                options += [option, str(rng.integers(*values) if isinstance(values, tuple) else rng.integers(values))]
        for option in (["-strong"], ["-nostrong"], ["-sharp_yuv"], ["-pre", "4"], ["-jpeg_like"], ["-af"], ["-low_memory"], ["-alpha_filter", "best"], ["-alpha_filter", "none"], ["-size", "600"], ["-noalpha"], ["-exact"]):
            if rng.integers(5) == 0:
                options += option
        name = f"webp-lossy-{'alpha-' if alpha else ''}drawn{i}.webp"
        subprocess.run(["cwebp", "-quiet", *options, source, "-o", path(name)], check=True)
        expect(name)
    os.remove(source)


def inks_profile():
    """A profile of four inks as printers have: a table from ink to Lab, 5 steps a side."""
    steps = np.array(list(itertools.product(range(5), repeat=4))) / 4
    light = (1 - .93 * steps[:, :3] ** .8) * (1 - .9 * steps[:, 3:] ** .9)
    linear = np.where(light <= .04045, light / 12.92, ((light + .055) / 1.055) ** 2.4)
    xyz = linear @ np.array([[.4361, .3851, .1431], [.2225, .7169, .0606], [.0139, .0971, .7141]]).T / [.9642, 1, .8249]
    f = np.where(xyz > .008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab = np.stack([(116 * f[:, 1] - 16) * 2.55, 500 * (f[:, 0] - f[:, 1]) + 128, 200 * (f[:, 1] - f[:, 2]) + 128], -1)
    s15 = lambda v: struct.pack(">i", int(round(v * 65536)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 5, 0]) + b"".join(s15(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1)) + bytes(range(256)) * 4
    table += lab.round().clip(0, 255).astype(np.uint8).tobytes() + bytes(range(256)) * 3
    tags = {b"desc": b"desc\0\0\0\0\0\0\0\2A\0" + b"\0" * 78, b"cprt": b"text\0\0\0\0none\0\0\0\0", b"A2B0": table,
            b"wtpt": b"XYZ \0\0\0\0" + s15(.9642) + s15(1) + s15(.8249)}
    index, body, at = b"", b"", 132 + 12 * len(tags)
    for tag, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        index += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"none", 0x02400000, b"prtr", b"CMYK", b"Lab ")
    head += b"\x07\xe8\0\1\0\1" + b"\0" * 6 + b"acsp" + b"\0" * 28 + s15(.9642) + s15(1) + s15(.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + index + body


def inks():
    icc = inks_profile()
    drawn = Image.merge("CMYK", [photo().convert("L").rotate(90 * i, resample=Image.BILINEAR) for i in range(3)] + [flat().convert("L").point(lambda v: v // 3)])
    for prog in (0, 1):
        save(f"jpeg-icc-inks-p{prog}.jpg", drawn, icc_profile=icc, quality=95, progressive=bool(prog))
    for packed in ("raw", "tiff_lzw", "tiff_adobe_deflate"):
        save(f"tiff-icc-inks-{packed}.tif", drawn, icc_profile=icc, compression=packed)
    save("jpeg-icc-inks-on-rgb.jpg", photo(), icc_profile=icc)


for make in (jpegs, pngs, gifs, bmps, tiffs, webps, webp_settings, inks):
    make()
print(len([f for f in os.listdir(FOLDER) if not f.endswith(".ppm")]), "pictures")
