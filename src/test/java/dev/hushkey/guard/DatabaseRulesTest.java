package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS to PostgreSQL, with a certificate that was checked. */
class DatabaseRulesTest {

  private static final String REACTIVE = "quarkus.datasource.reactive.";
  private static final String SSL_MODE = REACTIVE + "postgresql.ssl-mode";
  private static final String URL = REACTIVE + "url";
  private static final String JDBC = "hushkey.migration.jdbc-url";
  private static final String SAFE = "jdbc:postgresql://db.example.com/hushkey?sslmode=verify-full";

  @TempDir Path directory;
  private SafeInstallation installation;

  @BeforeEach
  void anInstallation() {
    installation = new SafeInstallation(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", ""})
  void reactiveMode_otherThanVerifyFull_isRefused(String mode) {
    assertThat(installation.with(SSL_MODE, mode).found()).containsExactly(SSL_MODE);
    assertThat(installation.without(SSL_MODE).found()).containsExactly(SSL_MODE);
  }

  @ParameterizedTest
  @CsvSource({
    "hostname-verification-algorithm, NONE",
    "hostname-verification-algorithm, ''",
    "hostname-verification-algorithm, LDAPS",
    "trust-certificate-pem, false",
    "trust-all, true"
  })
  void reactiveVerification_switchedOff_isRefused(String setting, String value) {
    assertThat(installation.with(REACTIVE + setting, value).found())
        .containsExactly(REACTIVE + setting);
  }

  @Test
  void reactiveAuthority_inAnotherStore_isAccepted() {
    installation.with(REACTIVE + "trust-certificate-pem", "false");
    assertThat(installation.with(REACTIVE + "trust-certificate-pfx", "true").found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://db.example.com/hushkey?sslmode=require",
        "postgresql://a.example.com/hushkey,postgresql://b.example.com/hushkey?sslmode=disable",
        "vertx-reactive:postgresql://db.example.com/hushkey?sslmode=prefer",
        "postgresql://%2Fvar%2Frun%2Fpostgresql/hushkey",
        "postgresql:///hushkey?host=/var/run/postgresql",
        "postgresql://hushkey:in-the-address@db.example.com/hushkey",
        "mysql://db.example.com/hushkey"
      })
  void reactiveAddress_thatTakesTlsBack_isRefused(String url) {
    assertThat(installation.with(URL, url).found()).containsExactly(URL);
    assertThat(installation.text()).doesNotContain(url, "in-the-address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://127.0.0.1:5432/hushkey",
        "postgresql://a.example.com/hushkey,postgresql://b.example.com/hushkey",
        "vertx-reactive:postgresql://db.example.com/hushkey?sslmode=verify-full"
      })
  void reactiveAddress_whoseModeIsTheSettings_isAccepted(String url) {
    assertThat(installation.with(URL, url).found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.com/hushkey",
        "jdbc:postgresql://127.0.0.1/hushkey",
        "jdbc:postgresql://localhost/hushkey?ssl=false",
        "jdbc:postgresql://db.example.com/hushkey?sslmode=require",
        "jdbc:postgresql://db.example.com/hushkey?sslMode=verify-full",
        "jdbc:postgresql://db.example.com/hushkey?sslmode=verify-full&sslmode=disable",
        "jdbc:postgresql://db.example.com/hushkey?sslmode=disable&sslmode=verify-full",
        "jdbc:postgresql://a.example.com,b.example.com/hushkey?sslmode=verify-ca",
        "jdbc:mysql://db.example.com/hushkey"
      })
  void jdbcAddress_withoutVerifyFull_isRefused(String url) {
    assertThat(installation.with(JDBC, url).found()).containsExactly(JDBC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&sslfactory=org.postgresql.ssl.NonValidatingFactory",
        "&sslhostnameverifier=org.example.Anybody",
        "&socketFactory=org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg",
        "&gssEncMode=require",
        "&password=in-the-address"
      })
  void jdbcParameter_thatTakesTlsBack_isRefused(String parameter) {
    assertThat(installation.with(JDBC, SAFE + parameter).found()).containsExactly(JDBC);
    assertThat(installation.text()).doesNotContain("in-the-address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://a.example.com:5432,b.example.com:5433/hushkey?sslmode=verify-full",
        "jdbc:postgresql://db.example.com/hushkey?sslmode=verify-full"
            + "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
      })
  void jdbcAddress_thatVerifies_isAccepted(String url) {
    assertThat(installation.with(JDBC, url).found()).isEmpty();
  }
}
