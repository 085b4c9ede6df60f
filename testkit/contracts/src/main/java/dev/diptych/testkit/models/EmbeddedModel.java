package dev.diptych.testkit.models;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test's parameter of type {@link Model} the embedded model. It is compiled and loaded once
 * for all tests of a JVM, and closed after the last; a test must not close it.
 */
public final class EmbeddedModel implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Model.class;
  }

  @Override
  public Model resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(EmbeddedModel.class))
        .computeIfAbsent(Loaded.class, _ -> Loaded.load(), Loaded.class)
        .model();
  }

  /** The model and the folder it is kept in. */
  private record Loaded(Path folder, Model model) implements AutoCloseable {

    static Loaded load() {
      try {
        Path folder = Files.createTempDirectory("diptych-embedded-model");
        ModelStore store = ModelStore.at(folder);
        return new Loaded(folder, store.load(store.embedded()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      model.close();
      List<Path> files;
      try (Stream<Path> walk = Files.walk(folder)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
