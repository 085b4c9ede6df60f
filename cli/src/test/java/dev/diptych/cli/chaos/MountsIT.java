package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, read-only, or suddenly not there. */
final class MountsIT {

  @TempDir private Path temp;

  private final List<Path> mounted = new ArrayList<>();

  @BeforeEach
  void requireMounts() throws Exception {
    Path probe = temp.toRealPath().resolve("probe");
    boolean can;
    try {
      can = System.getProperty("os.name").equals("Linux") && mount(probe, "1m");
    } catch (IOException e) {
      can = false;
    }
    assumeTrue(can, "needs Linux and the right to mount a tmpfs, as root has");
  }

  @AfterEach
  void unmountAll() throws Exception {
    for (Path folder : mounted.reversed()) {
      succeeds("umount", "-l", folder.toString());
    }
  }

  private boolean mount(Path folder, String size) throws Exception {
    Files.createDirectories(folder);
    boolean done =
        succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
    if (done) {
      mounted.add(folder);
    }
    return done;
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void index_diskFull_saysSoAndGoesOnWhenThereIsRoom() throws Exception {
    Album album = album(150);
    Path roomy = temp.toRealPath().resolve("roomy");
    mount(roomy, "200m");
    new Program(temp.toRealPath(), roomy.resolve("index"))
        .run("index", album.folder().toString())
        .expect(0);
    FileStore store = Files.getFileStore(roomy);
    long needed = (store.getTotalSpace() - store.getUnallocatedSpace()) / 1024;
    int sizes = Scale.of(3, 9);
    for (int part = 1; part <= sizes; part++) {
      long kilobytes = needed * part / (sizes + 1);
      Path disk = temp.toRealPath().resolve("disk" + part);
      mount(disk, kilobytes + "k");
      Program diptych = new Program(temp.toRealPath(), disk.resolve("index"));

      Program.Ended full = diptych.run("index", album.folder().toString());
      assertThat(full.code()).as("%s of %s KiB: %s", kilobytes, needed, full.err()).isEqualTo(4);
      if (Files.exists(diptych.index().resolve("index.json"))) {
        diptych.run("verify").expect(0);
        diptych.run("search", "a red circle").expect(0);
      }

      succeeds("mount", "-o", "remount,size=200m", disk.toString());
      diptych.run("index", album.folder().toString()).expect(0);
      diptych.run("verify").expect(0);
      assertThat(diptych.pictures()).isEqualTo(150);

      Files.write(disk.resolve("ballast"), new byte[1]);
      succeeds("sh", "-c", "head -c 1G /dev/zero > '" + disk.resolve("ballast") + "'");
      Program.Ended rebuild = diptych.run("index", album.folder().toString(), "--rebuild");
      assertThat(rebuild.code()).as(rebuild.err()).isEqualTo(4);
      diptych.run("verify").expect(0);
      assertThat(diptych.pictures()).as("the index before").isEqualTo(150);
    }
  }

  @Test
  void index_diskUnmounted_removesNothingUntilTold() throws Exception {
    Path disk = temp.toRealPath().resolve("photos");
    mount(disk, "50m");
    Album album = new Album(disk, Scale.random(6)).add(80);
    Program diptych = new Program(temp.toRealPath());
    diptych.run("index", disk.toString()).expect(0);

    assertThat(succeeds("umount", disk.toString())).isTrue();
    mounted.remove(disk);
    Program.Ended kept = diptych.run("index", disk.toString()).expect(3);

    assertThat(kept.err() + kept.out()).contains("--remove-vanished");
    assertThat(diptych.pictures()).isEqualTo(80);
    diptych.run("index", disk.toString(), "--remove-vanished").expect(0);
    assertThat(diptych.pictures()).isZero();
    assertThat(album.folder()).isEmptyDirectory();
  }

  @Test
  void index_diskUnmountedInTheMiddleOfARun_removesNothing() throws Exception {
    Path disk = temp.toRealPath().resolve("photos");
    mount(disk, "50m");
    new Album(disk, Scale.random(7)).add(Scale.of(150, 800));
    Program diptych = new Program(temp.toRealPath());
    diptych.run("index", disk.toString()).expect(0);
    int before = diptych.pictures();
    Album more = new Album(disk.resolve("more"), Scale.random(8)).add(Scale.of(100, 500));
    Process run = diptych.start("unmounted", "index", disk.toString());
    while (run.isAlive() && diptych.pictures() == before && isCrawling(diptych)) {
      Thread.onSpinWait();
    }

    assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
    mounted.remove(disk);
    Program.Ended end = diptych.finish("unmounted", run);

    assertThat(end.code()).as(end.err()).isIn(0, 3);
    assertThat(diptych.pictures()).isGreaterThanOrEqualTo(before);
    diptych.run("verify").expect(0);
    assertThat(more.folder()).doesNotExist();
  }

  /** {@return whether the run has not yet said that it encodes pictures} */
  private static boolean isCrawling(Program diptych) throws IOException {
    return !Files.readString(diptych.log("unmounted", "err")).contains("encoding");
  }

  @Test
  void readers_indexMountedReadOnly_work() throws Exception {
    Album album = album(12);
    Program writable = new Program(temp.toRealPath());
    writable.run("index", album.folder().toString()).expect(0);
    Path readOnly = Files.createDirectory(temp.toRealPath().resolve("readonly"));
    assertThat(succeeds("mount", "--bind", writable.index().toString(), readOnly.toString()))
        .isTrue();
    mounted.add(readOnly);
    assertThat(succeeds("mount", "-o", "remount,ro,bind", readOnly.toString())).isTrue();

    Program diptych = new Program(temp.toRealPath(), readOnly);

    diptych.run("verify").expect(0);
    diptych.run("status").expect(0);
    diptych.run("search", "a red circle").expect(0);
    Program.Ended refused = diptych.run("index", album.folder().toString()).expect(4);
    assertThat(refused.err()).doesNotContain("Exception");
    try (Server server = Server.start(diptych)) {
      assertThat(server.get("api/v1/search?q=red").statusCode()).isEqualTo(200);
    }
  }

  private Album album(int pictures) throws IOException {
    return new Album(temp.toRealPath().resolve("album"), Scale.random(9)).add(pictures);
  }
}
