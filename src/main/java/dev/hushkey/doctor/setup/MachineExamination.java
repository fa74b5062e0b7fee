package dev.hushkey.doctor.setup;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import java.lang.management.ManagementFactory;

/** Looks at the machine, or the container, that this process runs in. */
public final class MachineExamination {

  private static final int JAVA = 25;
  private static final long OPEN_FILES = 8192;
  private static final long MEBIBYTE = 1 << 20;
  private static final long MEMORY = 512 * MEBIBYTE;

  private MachineExamination() {}

  /**
   * Looks at it.
   *
   * @param version of Hushkey
   */
  public static void examine(String version, Findings findings) {
    Runtime.Version java = Runtime.version();
    if (java.feature() >= JAVA) {
      findings.ok(Check.MACHINE_JAVA, "Hushkey %s, Java %s", version, java);
    } else {
      findings.fail(Check.MACHINE_JAVA, "Java %s", java);
    }
    examineCache(findings);
    examineOpenFiles(findings);
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long heap = Runtime.getRuntime().maxMemory();
    String words = "%d MiB, up to %d of them heap".formatted(memory / MEBIBYTE, heap / MEBIBYTE);
    if (memory < MEMORY) {
      findings.warn(Check.MACHINE_MEMORY, "%s", words);
    } else {
      findings.ok(Check.MACHINE_MEMORY, "%s", words);
    }
  }

  private static void examineCache(Findings findings) {
    String own =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("AOTCache")
            .getValue();
    if (own == null || own.isEmpty()) {
      AotCache.examine(findings);
    } else if (System.getProperty("java.vm.info", "").contains("sharing")) {
      findings.ok(Check.MACHINE_AOT, "%s is in use", own);
    } else {
      // a JVM that cannot use its cache shares no classes at all
      findings.warn(Check.MACHINE_AOT, "%s does not fit", own);
    }
  }

  private static void examineOpenFiles(Findings findings) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      if (most < OPEN_FILES) {
        findings.warn(Check.MACHINE_OPEN_FILES, "%,d for this process", most);
      } else {
        findings.ok(Check.MACHINE_OPEN_FILES, "%,d for this process", most);
      }
    } else {
      findings.skip(Check.MACHINE_OPEN_FILES, "no limit is known on this system");
    }
  }
}
