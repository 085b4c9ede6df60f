package dev.diptych.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a ZIP archive whose entries are stored as they are, as PyTorch writes its weights. */
public final class StoredZip implements AutoCloseable {

  private final ZipOutputStream zip;

  /** Begins an archive, which {@link #close} ends and closes. */
  public StoredZip(OutputStream to) {
    this.zip = new ZipOutputStream(to);
  }

  /** Begins a file. */
  public static StoredZip create(Path file) throws IOException {
    return new StoredZip(Files.newOutputStream(file));
  }

  /** Adds an entry. {@return this} */
  public StoredZip add(String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
    return this;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
