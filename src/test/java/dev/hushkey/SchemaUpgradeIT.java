package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import jakarta.inject.Inject;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a replica does at its start when the schema is not what its own release made. */
@OnStack
class SchemaUpgradeIT {

  @Inject Flyway flyway;

  @AfterEach
  void forgetTheNewerRelease() {
    Database.update("delete from flyway_schema_history where installed_rank = 1000");
  }

  @Test
  void schemaOfANewerRelease_isTaken() {
    Database.update(
        """
        insert into flyway_schema_history
               (installed_rank, version, description, type, script, checksum, installed_by,
                execution_time, success)
        values (1000, '1000', 'of a newer release', 'SQL', 'V1000__of_a_newer_release.sql', 1,
                current_user, 1, true)
        """);

    assertThat(flyway.migrate().migrationsExecuted).isZero();
  }

  @Test
  void migrationThatWasEditedAfterwards_isRefused() {
    int edited = edit(1);
    try {
      assertThat(edited).isEqualTo(1);
      assertThatThrownBy(flyway::migrate)
          .isInstanceOf(FlywayValidateException.class)
          .hasMessageContaining("checksum mismatch");
    } finally {
      edit(-1);
    }
  }

  private static int edit(int by) {
    return Database.update(
        "update flyway_schema_history set checksum = checksum + ? where version = '1'", by);
  }
}
