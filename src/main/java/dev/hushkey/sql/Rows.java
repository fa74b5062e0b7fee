package dev.hushkey.sql;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads rows by the names of their columns. */
public final class Rows {

  private Rows() {}

  /** The first row, if there is one. */
  public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(read.apply(rows.iterator().next()));
  }

  /** The first row, if there is one. */
  public static <R, T> Optional<T> first(List<R> rows, Function<R, T> read) {
    return rows.stream().findFirst().map(read);
  }

  /** All rows, in their order. */
  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
    List<T> all = new ArrayList<>(rows.size());
    for (Row row : rows) {
      all.add(read.apply(row));
    }
    return List.copyOf(all);
  }

  /** From the columns {@code assistant}, {@code link_id} and {@code user_id}. */
  public static LinkRef link(Row row) {
    return new LinkRef(
        new AssistantId(row.getString("assistant")),
        new LinkId(row.getUUID("link_id")),
        new UserId(row.getString("user_id")));
  }

  /** From the columns {@code assistant}, {@code link_id} and {@code user_id}. */
  public static LinkRef link(Tuple row) {
    return new LinkRef(
        new AssistantId(row.get("assistant", String.class)),
        new LinkId(row.get("link_id", UUID.class)),
        new UserId(row.get("user_id", String.class)));
  }

  /** An instant that may be null. */
  public static Optional<Instant> findInstant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  /** An instant of a column that is never null. */
  public static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
