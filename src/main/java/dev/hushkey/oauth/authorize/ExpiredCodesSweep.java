package dev.hushkey.oauth.authorize;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Deletes pushed requests that have expired, and codes that expired long enough ago: while a used
 * code is known, using it again ends the stolen link. Any replica may run it at any time.
 */
@ApplicationScoped
public class ExpiredCodesSweep {

  private static final String CODES =
      """
      delete from authorization_code where code_hash in (
        select code_hash from authorization_code
         where expires_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private static final String PUSHED_REQUESTS =
      """
      delete from pushed_request where request_hash in (
        select request_hash from pushed_request
         where expires_at < statement_timestamp()
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;
  private final String codes;

  @Inject
  ExpiredCodesSweep(ExpiredRows expired, RetentionSettings kept) {
    this.expired = expired;
    this.codes = CODES.formatted(kept.codes().toSeconds());
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("codes and pushed requests", this::sweep);
  }

  public Uni<Void> sweep() {
    return expired
        .delete("codes", codes)
        .chain(() -> expired.delete("pushed requests", PUSHED_REQUESTS));
  }
}
