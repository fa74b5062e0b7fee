package dev.hushkey.trace;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether there are traces, and the spans of what many requests share. */
@Singleton
public class Traces {

  private final Optional<Spans> spans;

  @Inject
  Traces(TraceSettings settings) {
    // no exporter and no thread of OpenTelemetry's exists while it is off
    this(settings.endpoint().map(endpoint -> Spans.sentTo(endpoint, settings.perThousand())));
  }

  private Traces(Optional<Spans> spans) {
    this.spans = spans;
  }

  /** No spans. */
  public static Traces off() {
    return new Traces(Optional.empty());
  }

  /** Where spans are made; empty while they are off. */
  Optional<Spans> spans() {
    return spans;
  }

  /**
   * Whether spans are made. It never changes, so whoever asks once has nothing to do afterwards.
   */
  public boolean areOn() {
    return spans.isPresent();
  }

  /**
   * A call that carries questions of many requests, so it is a trace of its own.
   *
   * @param what a constant of ours: the system and what it is asked
   * @param questions how many share it
   */
  public <T> Uni<T> call(String what, int questions, Supplier<Uni<T>> call) {
    return spans.map(made -> made.call(what, questions, call)).orElseGet(call);
  }

  void stop(@Observes ShutdownEvent stopping) {
    spans.ifPresent(Spans::close);
  }
}
