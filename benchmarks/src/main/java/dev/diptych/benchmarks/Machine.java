package dev.diptych.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a measurement was taken on. */
final class Machine {

  private Machine() {}

  /** {@return processor, cores, memory and versions, by name} */
  static Map<String, Object> describe() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("processor", firstValue(Path.of("/proc/cpuinfo"), "model name"));
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("memory", firstValue(Path.of("/proc/meminfo"), "MemTotal"));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("java", Runtime.version().toString());
    machine.put("onnxruntime", Runtimes.environment().getVersion());
    return machine;
  }

  /** {@return how busy the machine has been in the last 1, 5 and 15 minutes} */
  static String load() {
    return firstLine(Path.of("/proc/loadavg")).replaceFirst("(\\S+ \\S+ \\S+).*", "$1");
  }

  private static String firstValue(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
