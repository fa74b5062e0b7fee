package dev.hushkey.migration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started means: the schema is one that this release can serve. It names the version. */
@Startup
@Singleton
class SchemaHealthCheck implements HealthCheck {

  private final SchemaCheck schema;

  @Inject
  SchemaHealthCheck(SchemaCheck schema) {
    this.schema = schema;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("schema").up().withData("version", schema.version()).build();
  }
}
