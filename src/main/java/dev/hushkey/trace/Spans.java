package dev.hushkey.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes spans and sends them in the background. Each attribute is a constant of ours, a number, or
 * the request's id, so none can hold a token, a code or a state. A collector that is unavailable
 * costs spans, never an answer.
 */
final class Spans {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> DOOR = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> CORRELATION =
      AttributeKey.stringKey("hushkey.correlation_id");
  private static final AttributeKey<Long> QUESTIONS = AttributeKey.longKey("hushkey.questions");

  private static final int FIRST_FAULT_OF_OURS = 500;
  private static final Duration LAST_ONES = Duration.ofSeconds(3);

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private Spans(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("dev.hushkey");
  }

  /** Spans of so many of a thousand requests and calls. */
  static Spans sentTo(URI endpoint, int perThousand) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
    return new Spans(
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "hushkey")))
            .setSampler(Sampler.traceIdRatioBased(perThousand / (double) TraceSettings.ALL))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build());
  }

  /**
   * One request. Another's trace is not continued: what a caller says of itself is not believed.
   */
  Span request(String method, String door, String correlationId) {
    return tracer
        .spanBuilder(method + " " + door)
        .setNoParent()
        .setSpanKind(SpanKind.SERVER)
        .setAttribute(METHOD, method)
        .setAttribute(DOOR, door)
        .setAttribute(CORRELATION, correlationId)
        .startSpan();
  }

  /** Its answer. */
  static void end(Span request, int status) {
    request.setAttribute(STATUS, (long) status);
    if (status >= FIRST_FAULT_OF_OURS) {
      request.setStatus(StatusCode.ERROR);
    }
    request.end();
  }

  <T> Uni<T> call(String what, int questions, Supplier<Uni<T>> call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Span span = shared(what, questions);
              return call.get()
                  .onFailure()
                  .invoke(_ -> span.setStatus(StatusCode.ERROR))
                  .onTermination()
                  .invoke(() -> span.end());
            });
  }

  private Span shared(String what, int questions) {
    return tracer
        .spanBuilder(what)
        .setNoParent()
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute(QUESTIONS, (long) questions)
        .startSpan();
  }

  /** Sends what is left. */
  void close() {
    provider.shutdown().join(LAST_ONES.toMillis(), TimeUnit.MILLISECONDS);
  }
}
