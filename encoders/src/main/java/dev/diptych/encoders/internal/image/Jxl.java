package dev.diptych.encoders.internal.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.diptych.core.IoReason;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The part of libjxl's C interface that reads one picture. Versions 0.7 to 0.x. */
final class Jxl {

  /** From here on the functions about profiles no longer take a pixel format. */
  private static final int WITHOUT_FORMAT = 9000;

  private static final class Holder {
    static final Optional<Jxl> FOUND = find();

    private static Optional<Jxl> find() {
      try {
        return SystemLibrary.open(names()).map(Jxl::new);
      } catch (IllegalStateException e) {
        return Optional.empty();
      }
    }
  }

  final MethodHandle create;
  final MethodHandle destroy;
  final MethodHandle subscribe;
  final MethodHandle setInput;
  final MethodHandle closeInput;
  final MethodHandle process;
  final MethodHandle basicInfo;
  final MethodHandle bufferSize;
  final MethodHandle setBuffer;
  final MethodHandle profileSize;
  final MethodHandle profile;
  final boolean profileTakesFormat;
  private final int version;

  private Jxl(SystemLibrary jxl) {
    version = version(jxl.function("JxlDecoderVersion", FunctionDescriptor.of(JAVA_INT)));
    profileTakesFormat = version < WITHOUT_FORMAT;
    create = jxl.function("JxlDecoderCreate", FunctionDescriptor.of(ADDRESS, ADDRESS));
    destroy = jxl.function("JxlDecoderDestroy", FunctionDescriptor.ofVoid(ADDRESS));
    subscribe =
        jxl.function(
            "JxlDecoderSubscribeEvents", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    setInput =
        jxl.function(
            "JxlDecoderSetInput", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    closeInput = jxl.function("JxlDecoderCloseInput", FunctionDescriptor.ofVoid(ADDRESS));
    process = jxl.function("JxlDecoderProcessInput", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    basicInfo =
        jxl.function("JxlDecoderGetBasicInfo", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    bufferSize =
        jxl.function(
            "JxlDecoderImageOutBufferSize",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    setBuffer =
        jxl.function(
            "JxlDecoderSetImageOutBuffer",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    profileSize =
        jxl.function(
            "JxlDecoderGetICCProfileSize",
            profileTakesFormat
                ? FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS)
                : FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    profile =
        jxl.function(
            "JxlDecoderGetColorAsICCProfile",
            profileTakesFormat
                ? FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG)
                : FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG));
  }

  /** {@return the installed library} */
  static Optional<Jxl> installed() {
    return Holder.FOUND;
  }

  /** {@return its version, as 0.7.0} */
  String version() {
    return String.format(
        Locale.ROOT, "%d.%d.%d", version / 1_000_000, version / 1000 % 1000, version % 1000);
  }

  /** The name of the file changes with each minor version. */
  private static List<String> names() {
    Stream<String> numbered =
        IntStream.iterate(20, minor -> minor >= 7, minor -> minor - 1)
            .boxed()
            .flatMap(
                minor ->
                    Stream.of(
                        "libjxl.so.0." + minor,
                        "libjxl.0.%s.dylib".formatted(minor),
                        "/opt/homebrew/lib/libjxl.0.%s.dylib".formatted(minor)));
    return Stream.concat(
            numbered,
            Stream.of("libjxl.dylib", "/opt/homebrew/lib/libjxl.dylib", "jxl.dll", "libjxl.dll"))
        .toList();
  }

  private static int version(MethodHandle function) {
    try {
      return (int) function.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("libjxl cannot be called: " + IoReason.of(e), e);
    }
  }
}
