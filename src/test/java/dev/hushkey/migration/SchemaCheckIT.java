package dev.hushkey.migration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica does at its start when the schema is not what its own release made. */
@OnStack
class SchemaCheckIT {

  @Inject SchemaCheck check;

  private void start() {
    check.require().await().atMost(Duration.ofSeconds(10));
  }

  private void assertRefused(String... says) {
    assertThatThrownBy(this::start)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(says);
  }

  @Test
  void schemaOfThisRelease_isTaken_andTheStartupProbeNamesIt() {
    assertThatCode(this::start).doesNotThrowAnyException();
    Api.inner()
        .get("/q/health/started")
        .then()
        .statusCode(200)
        .body("checks[0].name", equalTo("schema"))
        .body("checks[0].data.version", equalTo(SchemaVersion.NEEDED));
  }

  @Test
  void olderSchema_endsTheStart() {
    String before =
        Database.text(
            "select version from flyway_schema_history order by installed_rank desc offset 1 limit 1");
    Database.update("update flyway_schema_history set version = '17.5' where version = '18'");
    try {
      assertRefused("version " + before, "needs 18", "Run `hushkey migrate`");
    } finally {
      Database.update("update flyway_schema_history set version = '18' where version = '17.5'");
    }
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
    try {
      assertThatCode(this::start).doesNotThrowAnyException();
    } finally {
      Database.update("delete from flyway_schema_history where installed_rank = 1000");
    }
  }

  @Test
  void emptyDatabase_andOneWithoutGrants_endTheStart() {
    Database.update("alter table flyway_schema_history rename to elsewhere");
    try {
      assertRefused("empty", "Run `hushkey migrate`");
    } finally {
      Database.update("alter table elsewhere rename to flyway_schema_history");
    }
    Database.update("revoke select (version) on flyway_schema_history from hushkey");
    try {
      assertRefused("may not read", "Run `hushkey migrate`");
    } finally {
      Database.update("grant select (version) on flyway_schema_history to hushkey");
    }
  }

  @Test
  void roleThatMayBecomeTheOwner_endsTheStart() {
    Database.update("grant hushkey_owner to hushkey with inherit false");
    try {
      assertRefused("quarkus.datasource.username", "owns nothing");
    } finally {
      Database.update("revoke hushkey_owner from hushkey");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"superuser", "createrole", "replication", "bypassrls"})
  void roleThatMayDoMore_endsTheStart(String attribute) {
    Database.update("alter role hushkey " + attribute);
    try {
      assertRefused("quarkus.datasource.username", "owns nothing");
    } finally {
      Database.update("alter role hushkey no" + attribute);
    }
  }
}
