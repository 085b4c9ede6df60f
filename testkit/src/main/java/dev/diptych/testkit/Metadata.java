package dev.diptych.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes metadata into JPEG files: EXIF, IPTC and XMP, from a few words. Not thread-safe. */
public final class Metadata {

  private static final int EXIF_POINTER = 0x8769;
  private static final int GPS_POINTER = 0x8825;

  private final TreeMap<Integer, Entry> main = new TreeMap<>();
  private final TreeMap<Integer, Entry> exif = new TreeMap<>();
  private final TreeMap<Integer, Entry> gps = new TreeMap<>();
  private final List<byte[]> segments = new ArrayList<>();

  private record Entry(int type, int count, List<Byte> bytes) {}

  /** Adds a text to the main directory: 0x10f maker, 0x110 model, 0x10e description. */
  public Metadata main(int tag, String text) {
    main.put(tag, ascii(text));
    return this;
  }

  /** Adds bytes to the main directory, such as the words of Windows. */
  public Metadata bytes(int tag, byte[] bytes) {
    main.put(tag, new Entry(1, bytes.length, list(bytes)));
    return this;
  }

  /** Adds a text to the EXIF directory: 0x9003 when it was taken. */
  public Metadata exif(int tag, String text) {
    exif.put(tag, ascii(text));
    return this;
  }

  /** Adds a point, in degrees, to the hundredth of a second. */
  public Metadata point(double latitude, double longitude) {
    gps.put(1, ascii(latitude < 0 ? "S" : "N"));
    gps.put(2, degrees(Math.abs(latitude)));
    gps.put(3, ascii(longitude < 0 ? "W" : "E"));
    gps.put(4, degrees(Math.abs(longitude)));
    return this;
  }

  /** Adds IPTC fields by their number in record 2: 5 title, 25 key word, 120 description. */
  public Metadata iptc(Map<Integer, List<String>> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {0x1c, 1, 90, 0, 3, 0x1b, '%', 'G'}); // UTF-8
    new TreeMap<>(fields)
        .forEach(
            (number, texts) -> {
              for (String text : texts) {
                byte[] utf8 = text.getBytes(UTF_8);
                block.writeBytes(new byte[] {0x1c, 2, (byte) (int) number});
                block.writeBytes(big(utf8.length, 2));
                block.writeBytes(utf8);
              }
            });
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes("Photoshop 3.0\0".getBytes(ISO_8859_1));
    segment.writeBytes(new byte[] {'8', 'B', 'I', 'M', 4, 4, 0, 0});
    segment.writeBytes(big(block.size(), 4));
    segment.writeBytes(block.toByteArray());
    if (block.size() % 2 == 1) {
      segment.write(0);
    }
    segments.add(segment(0xed, segment.toByteArray()));
    return this;
  }

  /** Adds XMP that is whole already. */
  public Metadata xmp(String xmp) {
    segments.add(segment(0xe1, ("http://ns.adobe.com/xap/1.0/\0" + xmp).getBytes(UTF_8)));
    return this;
  }

  /** {@return XMP with these properties of rdf:Description, as attributes or elements} */
  public static String xmpOf(String attributes, String elements) {
    return """
        <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
         xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
         xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" %s>%s</rdf:Description>
        </rdf:RDF></x:xmpmeta>
        """
        .formatted(attributes, elements);
  }

  /** {@return a JPEG file with this metadata after its beginning} */
  public byte[] in(byte[] jpeg) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    if (!main.isEmpty() || !exif.isEmpty() || !gps.isEmpty()) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.writeBytes("Exif\0\0".getBytes(ISO_8859_1));
      block.writeBytes(toTiff());
      file.writeBytes(segment(0xe1, block.toByteArray()));
    }
    segments.forEach(file::writeBytes);
    file.write(jpeg, 2, jpeg.length - 2);
    return file.toByteArray();
  }

  /** {@return the EXIF block alone: a small TIFF file} */
  public byte[] toTiff() {
    main.put(EXIF_POINTER, number(0));
    main.put(GPS_POINTER, number(0));
    int exifAt = 8 + size(main);
    int gpsAt = exifAt + size(exif);
    main.put(EXIF_POINTER, number(exifAt));
    main.put(GPS_POINTER, number(gpsAt));
    ByteBuffer tiff = ByteBuffer.allocate(gpsAt + size(gps)).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put("II*\0".getBytes(ISO_8859_1)).putInt(8);
    write(tiff, main);
    write(tiff, exif);
    write(tiff, gps);
    return tiff.array();
  }

  private static int size(Map<Integer, Entry> directory) {
    return 6
        + 12 * directory.size()
        + directory.values().stream()
            .mapToInt(entry -> entry.bytes().size() > 4 ? entry.bytes().size() : 0)
            .sum();
  }

  private static void write(ByteBuffer tiff, Map<Integer, Entry> directory) {
    int data = tiff.position() + 6 + 12 * directory.size();
    tiff.putShort((short) directory.size());
    for (Map.Entry<Integer, Entry> each : directory.entrySet()) {
      Entry entry = each.getValue();
      tiff.putShort((short) (int) each.getKey());
      tiff.putShort((short) entry.type()).putInt(entry.count());
      boolean inside = entry.bytes().size() <= 4;
      int at = inside ? tiff.position() : data;
      for (int i = 0; i < entry.bytes().size(); i++) {
        tiff.put(at + i, entry.bytes().get(i));
      }
      if (inside) {
        tiff.position(tiff.position() + 4);
      } else {
        tiff.putInt(data);
        data += entry.bytes().size();
      }
    }
    tiff.putInt(0);
    tiff.position(data);
  }

  private static Entry ascii(String text) {
    byte[] bytes = (text + "\0").getBytes(UTF_8);
    return new Entry(2, bytes.length, list(bytes));
  }

  private static Entry number(int number) {
    return new Entry(
        4, 1, list(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array()));
  }

  private static Entry degrees(double degrees) {
    int whole = (int) degrees;
    int minutes = (int) ((degrees - whole) * 60);
    long hundredths = Math.round(((degrees - whole) * 60 - minutes) * 6000);
    ByteBuffer three = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    three.putInt(whole).putInt(1).putInt(minutes).putInt(1).putInt((int) hundredths).putInt(100);
    return new Entry(5, 3, list(three.array()));
  }

  private static byte[] segment(int marker, byte[] data) {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes(new byte[] {(byte) 0xff, (byte) marker});
    segment.writeBytes(big(data.length + 2, 2));
    segment.writeBytes(data);
    return segment.toByteArray();
  }

  private static byte[] big(int number, int bytes) {
    byte[] big = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      big[i] = (byte) (number >> (8 * (bytes - 1 - i)));
    }
    return big;
  }

  private static List<Byte> list(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte each : bytes) {
      list.add(each);
    }
    return list;
  }
}
