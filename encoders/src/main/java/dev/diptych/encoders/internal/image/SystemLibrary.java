package dev.diptych.encoders.internal.image;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A library of the operating system that decodes a format which Java cannot, used when it is
 * installed. Nothing of it is shipped, and no other answer depends on it. {@code
 * DIPTYCH_SYSTEM_DECODERS=off} leaves all of them alone.
 */
@SuppressWarnings("restricted") // calls native libraries
final class SystemLibrary {

  private static final Logger LOG = LoggerFactory.getLogger(SystemLibrary.class);
  private static final Linker LINKER = Linker.nativeLinker();

  private final SymbolLookup symbols;

  private SystemLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** {@return the first of these files that the system's loader finds} */
  static Optional<SystemLibrary> open(List<String> names) {
    if ("off".equals(System.getenv("DIPTYCH_SYSTEM_DECODERS"))) {
      return Optional.empty();
    }
    for (String name : names) {
      try {
        return Optional.of(new SystemLibrary(SymbolLookup.libraryLookup(name, Arena.global())));
      } catch (IllegalArgumentException | IllegalCallerException e) {
        LOG.debug("No {}: {}", name, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** {@return a function of the library} Throws where an older or newer library lacks it. */
  MethodHandle function(String name, FunctionDescriptor type) {
    return optional(name, type)
        .orElseThrow(() -> new IllegalStateException("the library lacks the function " + name));
  }

  /** {@return a function that not every version has} */
  Optional<MethodHandle> optional(String name, FunctionDescriptor type) {
    return symbols.find(name).map(address -> LINKER.downcallHandle(address, type));
  }
}
