package dev.hushkey.cli.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Ports;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** `hushkey migrate` as it is delivered, with the service's own file of settings. */
class MigrateCommandIT {

  private static final String DATABASE = "migrate_command";
  private static final String SERVICE_ROLE = "quarkus.datasource.username";

  private final LocalStack stack = TestStack.current();
  private final HushkeyServer program = stack.replica("migrating", Ports.free().hushkey());
  private final Map<String, String> settings = new TreeMap<>(stack.hushkeyConfigTls(DATABASE));
  private final Map<String, String> password =
      Map.of("HUSHKEY_MIGRATION_PASSWORD", stack.postgres().password(LocalStack.OWNER));

  @BeforeEach
  void anEmptyDatabase() {
    drop();
    stack.postgres().ensureDatabase(DATABASE, LocalStack.OWNER);
    // It needs neither Vault nor Keycloak, nor to know where they are.
    settings
        .keySet()
        .retainAll(
            Set.of("hushkey.migration.jdbc-url", "hushkey.migration.username", SERVICE_ROLE));
  }

  @AfterEach
  void drop() {
    stack.postgres().dropDatabase(DATABASE);
  }

  @Test
  void migrate_makesTheSchema_andSaysSo() {
    Command done = program.run(settings, password, "migrate");

    assertThat(done.output())
        .isEqualToIgnoringNewLines(
            "The schema is at version 18 after 16 migrations. The grants are current.");
    assertThat(done.exitCode()).isZero();
  }

  @Test
  void migrate_withAnAddressThatIsNotSafe_connectsNowhere() {
    settings.put(
        "hushkey.migration.jdbc-url",
        stack.postgres().jdbcUrlTls(DATABASE)
            + "&sslfactory=org.postgresql.ssl.NonValidatingFactory");
    settings.put("hushkey.migration.lock", "PT0S");

    Command refused = program.run(settings, password, "migrate");
    settings.remove("hushkey.migration.lock");
    Command unsafe = program.run(settings, password, "migrate");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output()).contains("hushkey.migration.lock: must be positive");
    assertThat(unsafe.exitCode()).isEqualTo(2);
    assertThat(unsafe.output())
        .contains("hushkey.migration.jdbc-url: has sslfactory, which may verify no certificate");
  }

  @Test
  void migrate_withoutThePassword_namesTheSetting() {
    Command refused = program.run(settings, Map.of(), "migrate");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.output()).startsWith("hushkey.migration.password is missing.");
  }
}
