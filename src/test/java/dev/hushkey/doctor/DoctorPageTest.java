package dev.hushkey.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/doctor.md is made from the checks. After a change: {@code mvn -Pquick test
 * -Dtest=DoctorPageTest -Dupdate}
 */
class DoctorPageTest {

  private static final Path PAGE = Path.of("docs/doctor.md");
  private static final String HEADING = "## Every check\n";

  @Test
  void page_hasEveryCheckAsItIs() throws IOException {
    String page = Files.readString(PAGE);
    String written = page.substring(0, page.indexOf(HEADING)) + HEADING + tables();
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, written);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(written);
  }

  private static String tables() {
    StringBuilder tables = new StringBuilder();
    for (Area area : Area.values()) {
      tables
          .append("\n### %s (`%s`)\n\n".formatted(area.title(), area))
          .append("| check | in order when | otherwise | what to do |\n|---|---|---|---|\n");
      for (Check check : Check.values()) {
        if (check.area() == area) {
          tables.append(
              "| `%s` | %s | %s | %s |\n"
                  .formatted(check, check.looksAt(), check.means(), check.remedy()));
        }
      }
    }
    return tables.toString();
  }
}
