package dev.hushkey.cli.cells;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Cell;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks all cells at the same time, so that none waits for another. */
final class AllCells {

  private AllCells() {}

  /**
   * The answers of all, in their order. One that has not answered within the limit is missing; its
   * thread is left behind and ends with the process.
   */
  static CellAnswers ask(List<Cell> cells, Duration limit, Function<Cell, JsonNode> request)
      throws InterruptedException {
    // Not virtual: looking up a name blocks the thread beneath, and would hold up other cells.
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    try {
      long start = System.nanoTime();
      List<Future<CellAnswer>> asked =
          cells.stream().map(cell -> threads.submit(() -> one(cell, request))).toList();
      List<CellAnswer> answers = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        long left = limit.toNanos() - (System.nanoTime() - start);
        answers.add(answer(cells.get(i), asked.get(i), left, limit));
      }
      return new CellAnswers(answers);
    } finally {
      threads.shutdownNow();
    }
  }

  private static CellAnswer one(Cell cell, Function<Cell, JsonNode> request) {
    long start = System.nanoTime();
    JsonNode answer = request.apply(cell);
    return new CellAnswer.Given(cell, answer, Duration.ofNanos(System.nanoTime() - start));
  }

  private static CellAnswer answer(
      Cell cell, Future<CellAnswer> asked, long nanosLeft, Duration limit)
      throws InterruptedException {
    try {
      return asked.get(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
    } catch (TimeoutException tooLate) {
      return new CellAnswer.Missing(
          cell,
          new CommandFailure(
              ExitCode.UNAVAILABLE,
              "No answer from %s within %d s."
                  .formatted(cell.profile().server(), limit.toSeconds())));
    } catch (ExecutionException failed) {
      return new CellAnswer.Missing(cell, failure(failed.getCause()));
    }
  }

  private static CommandFailure failure(Throwable thrown) {
    return thrown instanceof CommandFailure told
        ? told
        : new CommandFailure(ExitCode.UNEXPECTED, "Unexpected error: " + thrown, thrown);
  }
}
