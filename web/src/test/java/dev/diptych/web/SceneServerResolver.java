package dev.diptych.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link SceneServer} of this JVM, which is kept open to its end; tests leave
 * it as they found it.
 */
final class SceneServerResolver implements ParameterResolver {

  private record Shared(SceneServer server, Path folder) implements AutoCloseable {

    static Shared open() {
      try {
        Path folder = Files.createTempDirectory("diptych-web-test");
        return new Shared(SceneServer.start(folder), folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      List<Path> all;
      try (var files = Files.walk(folder)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.delete(file);
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SceneServer.class;
  }

  @Override
  public SceneServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return KeptOpen.get(Shared.class, Shared::open).server();
  }
}
