package dev.diptych.indexer.internal.tar;

import java.util.Locale;

/**
 * A file in a tar archive.
 *
 * @param name as the archive has it; a label only, and never a path to open
 * @param offset where its bytes begin in the archive
 * @param bytes how many there are
 */
public record TarMember(String name, long offset, long bytes) {

  /** {@return the last name in the path} */
  public String lastName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** {@return what the files of one sample share: the path up to the first dot of its last name} */
  public String key() {
    int slash = name.lastIndexOf('/');
    int dot = name.indexOf('.', slash + 1);
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** {@return what follows the last dot, in lower case: {@code jpg}} */
  public String extension() {
    String last = lastName();
    return last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
