package dev.diptych.index;

import java.nio.file.Path;
import java.util.List;

/**
 * What a check of a whole index found.
 *
 * @param folder the index
 * @param items items that were read
 * @param featureRecords feature records whose checksum was compared
 * @param unusedFeatureBytes bytes of records that no item refers to any more; a rebuild frees them
 * @param findings all that was found, worst first
 */
public record VerifyReport(
    Path folder, long items, long featureRecords, long unusedFeatureBytes, List<Finding> findings) {

  public VerifyReport {
    findings = List.copyOf(findings);
  }

  /** {@return whether nothing is damaged} */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.DAMAGE);
  }

  /** How bad a finding is. */
  public enum Severity {
    /** Something committed is lost or wrong. */
    DAMAGE,
    /** Nothing is lost; for people who look closely. */
    NOTE
  }

  /**
   * One thing that was found.
   *
   * @param severity how bad it is
   * @param what the file or item, and what is wrong with it
   * @param fix what to do
   */
  public record Finding(Severity severity, String what, String fix) {}
}
