package dev.hushkey.revocation;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Assistants that were taken out of the configuration. Nothing of theirs is accepted any more, but
 * their links and sealed tokens are there until somebody revokes them.
 */
@Singleton
public class FormerAssistants {

  private static final Logger LOG = Logger.getLogger(FormerAssistants.class);

  /** A step into an index for each assistant, however many links it has. */
  private static final String WITH_LINKS =
      """
      with recursive named as (
        (select assistant from link
          where nullif(state, 'REVOKED') is not null
          order by assistant limit 1)
        union all
        select (select l.assistant from link l
                 where nullif(l.state, 'REVOKED') is not null and l.assistant > named.assistant
                 order by l.assistant limit 1)
          from named where named.assistant is not null)
      select assistant from named where assistant is not null
      """;

  /** It had been revoked: repeating that is no mistake. */
  private static final String WAS_KNOWN =
      """
      select exists (select from link
                      where assistant = $1 and nullif(state, 'REVOKED') is not null)
          or exists (select from cut_off where scope = 'assistant:' || $1::text)
      """;

  private final Pool pool;
  private final Assistants assistants;

  @Inject
  FormerAssistants(Pool pool, Assistants assistants) {
    this.pool = pool;
    this.assistants = assistants;
  }

  /** The assistants that have links and are not configured. */
  Uni<List<AssistantId>> withLinks() {
    return pool.query(WITH_LINKS)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> new AssistantId(row.getString(0)))
                    .filter(id -> assistants.find(id).isEmpty())
                    .toList());
  }

  void warn(@Observes StartupEvent started) {
    withLinks()
        .subscribe()
        .with(
            all -> all.forEach(FormerAssistants::warn),
            failure -> LOG.warnf("Former assistants were not looked for: %s", failure));
  }

  private static void warn(AssistantId id) {
    LOG.warnf(
        "Assistant %1$s has links but is not configured any more: nothing of it is accepted, and its"
            + " sealed tokens are not rewrapped. To end its links and erase them: hushkey revoke"
            + " --assistant %1$s --all",
        id);
  }

  /**
   * Completes for an assistant that is configured, or was.
   *
   * @return fails with {@link Failure.NotFound} for a name that nobody knows: to revoke it would
   *     revoke nothing and look as if it had
   */
  public Uni<Void> requireKnown(AssistantId id) {
    return assistants.find(id).isPresent()
        ? Uni.createFrom().voidItem()
        : pool.preparedQuery(WAS_KNOWN)
            .execute(Tuple.of(id.value()))
            .invoke(rows -> requireKnown(rows.iterator().next().getBoolean(0)))
            .replaceWithVoid();
  }

  private void requireKnown(boolean known) {
    if (!known) {
      throw new FailureException(
          new Failure.NotFound("assistant: it has no links. Configured are " + names()));
    }
  }

  private String names() {
    return assistants.all().stream()
        .map(Assistant::id)
        .map(AssistantId::value)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
