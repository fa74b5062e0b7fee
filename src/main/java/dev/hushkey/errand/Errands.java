package dev.hushkey.errand;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.seal.SealedText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** Notes what is left to do at assistants when links end, in the transaction that ends them. */
@ApplicationScoped
public class Errands {

  /** On the event bus of this replica: some were done, perhaps the last of a revocation. */
  public static final String WORKED = "hushkey.errands.worked";

  /** Of a link that no admin's revocation ended. */
  static final UUID NO_REVOCATION = new UUID(0, 0);

  private static final String NOTE =
      """
      with noted as (
        insert into errand (id, kind, assistant, link_id, user_id, revocation_id, sealed, noted_at,
                            try_at)
        select gen_random_uuid(), e.kind, e.assistant, cast(e.link_id as uuid), e.user_id,
               :revocation, e.sealed, c.now, c.now
          from (select clock_timestamp() as now) as c,
               unnest(cast(:kinds as text[]), cast(:assistants as text[]), cast(:links as text[]),
                      cast(:users as text[]), cast(:sealed as text[]))
                 as e (kind, assistant, link_id, user_id, sealed)
        returning kind, revocation_id)
      insert into errand_count as c (revocation_id, kind, noted, changed_at)
      select revocation_id, kind, count(*), clock_timestamp() from noted
       where revocation_id <> :none
       group by revocation_id, kind
          on conflict (revocation_id, kind) do update
         set noted = c.noted + excluded.noted, changed_at = excluded.changed_at
      """;

  private static final String LEFT =
      "select exists (select from errand where revocation_id = %s) as unfinished";

  private final Assistants assistants;
  private final Pool pool;
  private final Set<AssistantId> revokers;
  private final boolean expected;

  @Inject
  public Errands(Assistants assistants, Pool pool) {
    this.assistants = assistants;
    this.pool = pool;
    this.revokers = with(Assistant.LinkRules::revocation);
    this.expected = !revokers.isEmpty() || !with(Assistant.LinkRules::securityEvents).isEmpty();
  }

  private record Noted(ErrandKind kind, LinkRef link, Optional<SealedText> sealed) {

    String sealedText() {
      return sealed.map(SealedText::ciphertext).orElse(null);
    }
  }

  /** Whether there is an assistant that is asked or told something when a link with it ends. */
  public boolean areExpected() {
    return expected;
  }

  /** Assistants that are to revoke their tokens when a link with them ends. */
  public Set<AssistantId> revokers() {
    return revokers;
  }

  private Set<AssistantId> with(Function<Assistant.LinkRules, Optional<?>> rule) {
    return assistants.all().stream()
        .map(Assistant::id)
        .filter(id -> has(id, rule))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean has(AssistantId id, Function<Assistant.LinkRules, Optional<?>> rule) {
    return assistants.find(id).map(Assistant::links).flatMap(rule).isPresent();
  }

  /**
   * Notes what is to be done for links that end.
   *
   * @param sealed the tokens that are to be revoked, as they were stored
   * @param news whether their assistants do not know yet
   */
  public Uni<Void> note(
      Mutiny.Session session,
      List<LinkRef> links,
      Map<LinkId, SealedText> sealed,
      boolean news,
      Optional<RevocationId> revocation) {
    List<Noted> errands = new ArrayList<>();
    for (LinkRef link : links) {
      Optional.ofNullable(sealed.get(link.link()))
          .ifPresent(text -> errands.add(new Noted(ErrandKind.REVOKE, link, Optional.of(text))));
      if (news && has(link.assistant(), Assistant.LinkRules::securityEvents)) {
        errands.add(new Noted(ErrandKind.TELL, link, Optional.empty()));
      }
    }
    return errands.isEmpty() ? Uni.createFrom().voidItem() : note(session, errands, revocation);
  }

  private static Uni<Void> note(
      Mutiny.Session session, List<Noted> errands, Optional<RevocationId> revocation) {
    return session
        .createNativeQuery(NOTE)
        .setParameter("revocation", revocation.map(RevocationId::value).orElse(NO_REVOCATION))
        .setParameter("none", NO_REVOCATION)
        .setParameter("kinds", texts(errands, errand -> errand.kind().name()))
        .setParameter("assistants", texts(errands, errand -> errand.link().assistant().value()))
        .setParameter("links", texts(errands, errand -> errand.link().link().toString()))
        .setParameter("users", texts(errands, errand -> errand.link().user().value()))
        .setParameter("sealed", texts(errands, Noted::sealedText))
        .executeUpdate()
        .replaceWithVoid();
  }

  private static String[] texts(List<Noted> errands, Function<Noted, String> text) {
    return errands.stream().map(text).toArray(String[]::new);
  }

  /**
   * What the end of links would cost at assistants.
   *
   * @param calls at most: not each link has tokens that can be revoked
   * @param time that they take at the rates that are set, one assistant beside the other
   */
  public record Load(long calls, Duration time) {}

  /** What the end of so many links with each assistant would cost. */
  public Load load(Map<AssistantId, Long> links) {
    long calls = 0;
    Duration longest = Duration.ZERO;
    for (Map.Entry<AssistantId, Long> each : links.entrySet()) {
      for (Assistant.ErrandLimits limits : limits(each.getKey())) {
        calls += each.getValue();
        Duration time = Duration.ofSeconds(each.getValue() / limits.perSecond());
        longest = time.compareTo(longest) > 0 ? time : longest;
      }
    }
    return new Load(calls, longest);
  }

  private List<Assistant.ErrandLimits> limits(AssistantId assistant) {
    return assistants.find(assistant).map(Assistant::links).stream()
        .flatMap(
            links ->
                Stream.concat(
                    links.revocation().map(Assistant.Revocation::limits).stream(),
                    links.securityEvents().map(Assistant.SecurityEvents::limits).stream()))
        .toList();
  }

  /** Whether anything is left to do for a revocation, as the caller's transaction sees it. */
  public Uni<Boolean> areLeft(Mutiny.Session session, RevocationId revocation) {
    return session
        .createNativeQuery(LEFT.formatted(":revocation"), Boolean.class)
        .setParameter("revocation", revocation.value())
        .getSingleResult();
  }

  /** The same as of now. */
  public Uni<Boolean> areLeft(RevocationId revocation) {
    return pool.preparedQuery(LEFT.formatted("$1"))
        .execute(Tuple.of(revocation.value()))
        .map(rows -> rows.iterator().next().getBoolean("unfinished"));
  }
}
