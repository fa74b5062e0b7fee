package dev.hushkey.wire;

import dev.hushkey.failure.Failure;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that is done again and again, and what the log says of it: one line when it begins to fail,
 * one when it fails for another reason, and one when it works again. The rounds in between say
 * nothing. Only a bug gets a stack trace.
 */
public final class RepeatedWork {

  private static final Logger LOG = Logger.getLogger(RepeatedWork.class);

  private final String what;
  private final Function<Throwable, Optional<String>> outage;

  /** Why the latest round failed; null after one that did not. */
  private final AtomicReference<String> failing = new AtomicReference<>();

  /**
   * Work of which failures are told in words of its own.
   *
   * @param what as the subject of a sentence, for the log
   * @param outage why a round failed; empty for a bug
   */
  public RepeatedWork(String what, Function<Throwable, Optional<String>> outage) {
    this.what = what;
    this.outage = outage;
  }

  /**
   * Work with the database.
   *
   * @param what as the subject of a sentence, for the log
   */
  public static RepeatedWork onDatabase(String what) {
    return new RepeatedWork(what, RepeatedWork::outageOfDatabase);
  }

  private static Optional<String> outageOfDatabase(Throwable thrown) {
    return Outages.classify(thrown)
        .map(
            failure ->
                failure instanceof Failure.Unavailable away
                    ? away.dependency().label() + " is unavailable"
                    : failure.getClass().getSimpleName());
  }

  /** One round. Never fails: the next one tries again. */
  public Uni<Void> round(Supplier<Uni<Void>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .invoke(this::worked)
        .onFailure()
        .invoke(this::failed)
        .onFailure()
        .recoverWithNull();
  }

  private void worked() {
    if (failing.getAndSet(null) != null) {
      LOG.infof("%s: works again", what);
    }
  }

  private void failed(Throwable thrown) {
    Optional<String> why = outage.apply(thrown);
    String reason = why.orElseGet(thrown::toString);
    if (reason.equals(failing.getAndSet(reason))) {
      return;
    }
    if (why.isPresent()) {
      LOG.warnf("%s: fails for now and is tried again: %s", what, reason);
    } else {
      LOG.errorf(thrown, "%s: failed unexpectedly and is tried again", what);
    }
  }
}
