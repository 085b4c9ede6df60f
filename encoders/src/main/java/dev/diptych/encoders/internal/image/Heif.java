package dev.diptych.encoders.internal.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.diptych.core.IoReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/** The part of libheif's C interface that reads one picture. Versions from 1.12 on. */
@SuppressWarnings("restricted") // calls a native library
final class Heif {

  /** What pictures in a HEIF file may be compressed by, as libheif numbers them. */
  enum Codec {
    HEVC(1),
    AV1(4);

    private final int number;

    Codec(int number) {
      this.number = number;
    }
  }

  private static final List<String> NAMES =
      List.of(
          "libheif.so.1",
          "libheif.1.dylib",
          "/opt/homebrew/lib/libheif.1.dylib",
          "/usr/local/lib/libheif.1.dylib",
          "heif.dll",
          "libheif.dll");

  private static final StructLayout ERROR = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, ADDRESS);
  private static final int UNSUPPORTED = 4;
  private static final int PLUGIN = 10;

  private static final class Holder {
    static final Optional<Heif> FOUND = find();

    private static Optional<Heif> find() {
      try {
        return SystemLibrary.open(NAMES).map(Heif::new);
      } catch (IllegalStateException e) {
        return Optional.empty();
      }
    }
  }

  final MethodHandle alloc;
  final MethodHandle free;
  final MethodHandle limitSides;
  final Optional<MethodHandle> securityLimits;
  final Optional<MethodHandle> limitThreads;
  final MethodHandle read;
  final MethodHandle primary;
  final MethodHandle releaseHandle;
  final MethodHandle width;
  final MethodHandle height;
  final MethodHandle hasAlpha;
  final Optional<MethodHandle> isPremultiplied;
  final MethodHandle profileSize;
  final MethodHandle profile;
  final MethodHandle decode;
  final MethodHandle imageWidth;
  final MethodHandle imageHeight;
  final MethodHandle plane;
  final MethodHandle releaseImage;
  private final MethodHandle hasDecoder;
  private final MethodHandle version;

  private Heif(SystemLibrary heif) {
    FunctionDescriptor number = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    FunctionDescriptor nothing = FunctionDescriptor.ofVoid(ADDRESS);
    FunctionDescriptor setting = FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT);
    alloc = heif.function("heif_context_alloc", FunctionDescriptor.of(ADDRESS));
    free = heif.function("heif_context_free", nothing);
    limitSides = heif.function("heif_context_set_maximum_image_size_limit", setting);
    securityLimits =
        heif.optional("heif_context_get_security_limits", FunctionDescriptor.of(ADDRESS, ADDRESS));
    limitThreads = heif.optional("heif_context_set_max_decoding_threads", setting);
    read =
        heif.function(
            "heif_context_read_from_memory_without_copy",
            FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    primary =
        heif.function(
            "heif_context_get_primary_image_handle",
            FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
    releaseHandle = heif.function("heif_image_handle_release", nothing);
    width = heif.function("heif_image_handle_get_width", number);
    height = heif.function("heif_image_handle_get_height", number);
    hasAlpha = heif.function("heif_image_handle_has_alpha_channel", number);
    isPremultiplied = heif.optional("heif_image_handle_is_premultiplied_alpha", number);
    profileSize =
        heif.function(
            "heif_image_handle_get_raw_color_profile_size",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    profile =
        heif.function(
            "heif_image_handle_get_raw_color_profile",
            FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
    decode =
        heif.function(
            "heif_decode_image",
            FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    FunctionDescriptor ofPlane = FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
    imageWidth = heif.function("heif_image_get_width", ofPlane);
    imageHeight = heif.function("heif_image_get_height", ofPlane);
    plane =
        heif.function(
            "heif_image_get_plane_readonly",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    releaseImage = heif.function("heif_image_release", nothing);
    hasDecoder =
        heif.function("heif_have_decoder_for_format", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    version = heif.function("heif_get_version", FunctionDescriptor.of(ADDRESS));
  }

  /** {@return the installed library} */
  static Optional<Heif> installed() {
    return Holder.FOUND;
  }

  /** {@return whether it can decode this, which may be the job of a plug-in of its own} */
  boolean decodes(Codec codec) {
    try {
      return (int) hasDecoder.invokeExact(codec.number) != 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@return its version, as 1.15.1} */
  String version() {
    try {
      return ((MemorySegment) version.invokeExact()).reinterpret(64).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@return room for the error that a call gives back} */
  static SegmentAllocator error(Arena arena) {
    MemorySegment room = arena.allocate(ERROR);
    return (size, alignment) -> room;
  }

  /**
   * Throws what a call reports.
   *
   * @throws UnsupportedCodecException when no decoder for the picture is installed
   */
  static void check(MemorySegment error) throws IOException {
    int code = error.get(JAVA_INT, 0);
    if (code == 0) {
      return;
    }
    MemorySegment text = error.get(ADDRESS, 8);
    String message =
        text.address() == 0
            ? "error %s".formatted(code)
            : text.reinterpret(1024).getString(0).strip();
    throw code == UNSUPPORTED || code == PLUGIN
        ? new UnsupportedCodecException(message)
        : new IOException(message);
  }

  static IllegalStateException unexpected(Throwable e) {
    return switch (e) {
      case IllegalStateException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException("libheif cannot be called: " + IoReason.of(e), e);
    };
  }

  static MemorySegment pointer(Arena arena) {
    return arena.allocate(ValueLayout.ADDRESS);
  }

  /** The library reads the container, but not what is in it. */
  static final class UnsupportedCodecException extends IOException {
    private static final long serialVersionUID = 1;

    UnsupportedCodecException(String message) {
      super(message);
    }
  }
}
