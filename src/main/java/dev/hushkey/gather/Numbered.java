package dev.hushkey.gather;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Gives each question of a gathered statement its own rows. */
public final class Numbered {

  private Numbered() {}

  /**
   * The rows of each question. The column {@code n} is its number, from 1, and each row repeats its
   * question.
   *
   * @param isAbout whether a row repeats this question
   * @throws IllegalStateException if any row belongs to another question than its number says, or a
   *     question has none: then nothing of the answer is believed
   */
  public static <Q, A> List<List<A>> rows(
      List<Q> questions, BiPredicate<Q, Row> isAbout, RowSet<Row> rows, Function<Row, A> read) {
    List<List<A>> each = new ArrayList<>(questions.size());
    questions.forEach(_ -> each.add(new ArrayList<>(1)));
    for (Row row : rows) {
      long n = row.getLong("n");
      if (n < 1 || n > questions.size() || !isAbout.test(questions.get((int) n - 1), row)) {
        throw new IllegalStateException("a row is about another question than its number says");
      }
      each.get((int) n - 1).add(read.apply(row));
    }
    if (each.stream().anyMatch(List::isEmpty)) {
      throw new IllegalStateException("a question was not answered");
    }
    return each;
  }
}
