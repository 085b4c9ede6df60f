package dev.diptych.index.internal.files;

import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.IndexSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a feature chunk, all little-endian.
 *
 * <pre>
 * chunk  := header record*
 * header := magic u64 "DPTYFEAT", version i32, chunk number i32, P i32, W i32,
 *           bytes per number i32, CRC32C i32 of the 28 bytes before
 * record := magic i32 "DPFR", CRC32C i32 of all other bytes of the record, payload bytes i64,
 *           P i32, W i32, bytes per number i32, reserved i32 0, payload, zeros up to 8 bytes
 * payload := counts factors numbers
 * counts  := in chunks of version 2: P f32, how many tokens each one stands for; else nothing
 * factors := with one byte a number: P f32, what the bytes of each token are multiples of; else
 *            nothing
 * numbers := P·W
 * </pre>
 *
 * <p>All records of an index have one shape, so the n-th record of a chunk begins at {@code 32 + n
 * * recordBytes}.
 */
public final class FeatureRecordFormat {

  /** Version of chunks whose tokens stand for themselves. */
  private static final int PLAIN = 1;

  /** Version of chunks whose tokens stand for several each. */
  private static final int MERGED = 2;

  public static final int CHUNK_HEADER_BYTES = 32;
  public static final int RECORD_HEADER_BYTES = 32;

  public static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long CHUNK_MAGIC = magic("DPTYFEAT");
  private static final int RECORD_MAGIC = (int) magic("DPFR");

  private final int version;
  private final int patches;
  private final int width;
  private final int bytesPerNumber;

  public FeatureRecordFormat(IndexSpec spec) {
    this.version = spec.mergesTokens() ? MERGED : PLAIN;
    this.patches = spec.tokens();
    this.width = spec.width();
    this.bytesPerNumber = spec.features().bytesPerNumber();
  }

  /** {@return numbers of a payload, P·W} */
  public int numbers() {
    return patches * width;
  }

  public int payloadBytes() {
    return countBytes() + factorBytes() + numbers() * bytesPerNumber;
  }

  /** {@return bytes of the counts, which come first; 0 where tokens stand for themselves} */
  public int countBytes() {
    return version == MERGED ? patches * Float.BYTES : 0;
  }

  /** {@return bytes of the factors before the numbers; 0 where numbers stand for themselves} */
  public int factorBytes() {
    return bytesPerNumber == FeatureFormat.INT8.bytesPerNumber() ? patches * Float.BYTES : 0;
  }

  /** {@return bytes of a record with its header and padding, a multiple of 8} */
  public int recordBytes() {
    return (RECORD_HEADER_BYTES + payloadBytes() + 7) & ~7;
  }

  /** {@return whether a record of this index may begin here} */
  public boolean isRecordStart(long offset) {
    return offset >= CHUNK_HEADER_BYTES && (offset - CHUNK_HEADER_BYTES) % recordBytes() == 0;
  }

  /** {@return the file of a chunk} */
  public static Path file(Path folder, int chunk) {
    return folder.resolve(String.format(Locale.ROOT, "%08d.dft", chunk));
  }

  public static boolean isChunkName(String name) {
    return name.matches("[0-9]{8}\\.dft");
  }

  public ByteBuffer chunkHeader(int chunk) {
    ByteBuffer header =
        ByteBuffer.allocate(CHUNK_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(CHUNK_MAGIC)
            .putInt(version)
            .putInt(chunk)
            .putInt(patches)
            .putInt(width)
            .putInt(bytesPerNumber);
    return header.putInt(crc(header.array(), 0, CHUNK_HEADER_BYTES - 4)).flip();
  }

  /**
   * Checks the first 32 bytes of a chunk.
   *
   * @return what is wrong with them, or null
   */
  public @Nullable String faultOfChunkHeader(ByteBuffer header, int chunk) {
    if (header.remaining() < CHUNK_HEADER_BYTES) {
      return "it has no whole header";
    }
    ByteBuffer bytes = header.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getLong(0) != CHUNK_MAGIC) {
      return "it does not begin with DPTYFEAT";
    }
    if (bytes.getInt(8) > MERGED) {
      return "its version %s is above %s".formatted(bytes.getInt(8), MERGED);
    }
    return bytes.equals(chunkHeader(chunk))
        ? null
        : "its header is not that of chunk %s with features [%s, %s] of %s bytes a number"
            .formatted(chunk, patches, width, bytesPerNumber);
  }

  /**
   * The choices that the header of a chunk tells of.
   *
   * @return empty where the file is no chunk, or its header is damaged
   */
  static Optional<IndexChoices> choicesOf(Path chunk) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(CHUNK_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (InputStream in = Files.newInputStream(chunk)) {
      header.put(in.readNBytes(CHUNK_HEADER_BYTES)).flip();
    }
    if (header.remaining() < CHUNK_HEADER_BYTES
        || header.getLong(0) != CHUNK_MAGIC
        || header.getInt(28) != crc(header.array(), 0, CHUNK_HEADER_BYTES - 4)) {
      return Optional.empty();
    }
    int numberBytes = header.getInt(24);
    Optional<FeatureFormat> format =
        Arrays.stream(FeatureFormat.values())
            .filter(it -> it != FeatureFormat.NONE && it.bytesPerNumber() == numberBytes)
            .findFirst();
    Optional<String> tokens =
        switch (header.getInt(8)) {
          case PLAIN -> Optional.of(IndexChoices.ALL_TOKENS);
          case MERGED -> Optional.of(Integer.toString(header.getInt(16)));
          default -> Optional.empty();
        };
    return Optional.of(new IndexChoices(Optional.empty(), Optional.empty(), format, tokens));
  }

  /** Completes a record: writes its header before the payload that is already in place. */
  public void seal(ByteBuffer record) {
    record
        .putInt(0, RECORD_MAGIC)
        .putLong(8, payloadBytes())
        .putInt(16, patches)
        .putInt(20, width)
        .putInt(24, bytesPerNumber)
        .putInt(28, 0);
    record.putInt(4, crc(record));
  }

  /**
   * Checks a record, checksum included.
   *
   * @param record all bytes of it, in an array: checksums of mapped memory end the process where a
   *     page cannot be read
   * @return what is wrong with it, or null
   */
  public @Nullable String faultOf(MemorySegment record) {
    if (record.get(INT, 0) != RECORD_MAGIC) {
      return "no record begins here";
    }
    int stored = record.get(INT, 4);
    int actual = crc(record.asByteBuffer());
    if (stored != actual) {
      return String.format(
          Locale.ROOT, "the record's checksum is %08x, but its bytes have %08x", stored, actual);
    }
    if (record.get(LONG, 8) != payloadBytes()
        || record.get(INT, 16) != patches
        || record.get(INT, 20) != width
        || record.get(INT, 24) != bytesPerNumber) {
      return "the record's shape is [%s, %s], not [%s, %s]"
          .formatted(record.get(INT, 16), record.get(INT, 20), patches, width);
    }
    return null;
  }

  private static int crc(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.duplicate().limit(4).position(0));
    crc.update(record.duplicate().limit(record.capacity()).position(8));
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, start, length);
    return (int) crc.getValue();
  }

  private static long magic(String ascii) {
    long value = 0;
    for (int i = ascii.length() - 1; i >= 0; i--) {
      value = value << 8 | ascii.charAt(i);
    }
    return value;
  }
}
