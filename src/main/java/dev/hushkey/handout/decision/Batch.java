package dev.hushkey.handout.decision;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.Outages;
import dev.hushkey.wire.Problem;
import dev.hushkey.wire.RequestCorrelation;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Many questions in one request, for a backend to which thousands of cameras come back at once.
 * Each is decided on its own, as if it had come alone; one that fails costs the others nothing.
 */
public final class Batch {

  /** How many questions one request may hold. */
  public static final int MAX_ITEMS = 500;

  private static final Logger LOG = Logger.getLogger(Batch.class);

  private Batch() {}

  /**
   * The questions of a request.
   *
   * @throws FailureException that says what is wrong with the list
   */
  public static <Q> List<Q> items(List<Q> items) {
    Required.field("items", items);
    if (items.isEmpty() || items.size() > MAX_ITEMS) {
      throw FailureException.malformed("items", "must be 1 to " + MAX_ITEMS + " questions");
    }
    return items;
  }

  /**
   * A question of a request, read.
   *
   * @throws FailureException that names the question, and what is wrong with it
   */
  public static <Q, R> List<R> read(List<Q> items, Function<Q, R> read) {
    return IntStream.range(0, items.size()).mapToObj(i -> read(i, items.get(i), read)).toList();
  }

  private static <Q, R> R read(int index, Q item, Function<Q, R> read) {
    try {
      return read.apply(Required.field("items[" + index + "]", item));
    } catch (FailureException thrown) {
      throw thrown.failure() instanceof Failure.MalformedRequest(String parameter, String hint)
              && !parameter.startsWith("items[")
          ? FailureException.malformed("items[" + index + "]." + parameter, hint)
          : thrown;
    }
  }

  /**
   * All results, in the order of the questions.
   *
   * @param failed makes a result of a failure
   */
  public static <R, T> Uni<List<T>> each(
      List<R> questions, Function<R, Uni<T>> work, Failed<R, T> failed) {
    String correlation = (String) MDC.get(RequestCorrelation.KEY);
    return Uni.join()
        .all(
            questions.stream()
                .map(
                    question ->
                        Uni.createFrom()
                            .deferred(() -> work.apply(question))
                            .onFailure()
                            .recoverWithItem(
                                thrown ->
                                    failed.result(
                                        question,
                                        problemOf(thrown).withCorrelationId(correlation))))
                .toList())
        .andFailFast();
  }

  /** When another try of one question may succeed; null where none would. */
  public static Integer secondsUntilRetry(Problem problem) {
    return problem.retryAfter() == null
        ? null
        : Integer.valueOf(Math.max(1, (int) problem.retryAfter().toSeconds()));
  }

  /** Makes the result of a question that was not answered. */
  @FunctionalInterface
  public interface Failed<R, T> {

    /** The result of this question. */
    T result(R question, Problem problem);
  }

  private static Problem problemOf(Throwable thrown) {
    if (thrown instanceof FailureException known) {
      return Problem.of(known.failure());
    }
    return Outages.classify(thrown).map(Problem::of).orElseGet(() -> unknown(thrown));
  }

  private static Problem unknown(Throwable thrown) {
    LOG.error("Unexpected failure of one question of a batch", thrown);
    return Problem.unknown();
  }
}
