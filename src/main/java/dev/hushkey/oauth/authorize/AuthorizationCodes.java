package dev.hushkey.oauth.authorize;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Consent;
import dev.hushkey.link.UserDecisions;
import dev.hushkey.oauth.issued.AccessTokenClaims;
import dev.hushkey.oauth.issued.FirstTokens;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.ActionWords;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * One-time codes, RFC 6749 §4.1.2, each with what the user ticked. The database stores only their
 * hashes.
 */
@ApplicationScoped
public class AuthorizationCodes {

  private static final String USE =
      """
      with clock as materialized (select clock_timestamp() as now),
      used as (
        update authorization_code set used_at = clock.now, link_id = :link
          from clock where code_hash = :code),
      """
          + FirstTokens.INSERT;

  private static final String COPY =
      """
      with copied as (
        insert into authorization_code
          (code_hash, user_id, assistant, redirect_uri, scope, code_challenge, rich_request,
           decided_at, expires_at)
        select :hash, user_id, assistant, redirect_uri, scope, code_challenge, rich_request,
               decided_at, clock_timestamp() + :seconds * interval '1 second'
          from authorization_code where code_hash = :first
        returning code_hash)
      insert into authorization_code_device (code_hash, device_id, actions, epoch)
      select c.code_hash, d.device_id, d.actions, d.epoch
        from copied c join authorization_code_device d on d.code_hash = :first
      """;

  private final Mutiny.SessionFactory sessions;
  private final PushedRequests pushedRequests;
  private final UserDecisions decisions;
  private final AuditTrail audit;
  private final ThisCell cell;

  @Inject
  AuthorizationCodes(
      Mutiny.SessionFactory sessions,
      PushedRequests pushedRequests,
      UserDecisions decisions,
      AuditTrail audit,
      ThisCell cell) {
    this.cell = cell;
    this.sessions = sessions;
    this.pushedRequests = pushedRequests;
    this.decisions = decisions;
    this.audit = audit;
  }

  /**
   * Makes a code for what the user just approved: a new decision, unless the code exists or the
   * request is answered. Then nothing is decided, and the outcome is that of the first time.
   *
   * @param code computed from the decision, so that the same decision has the same
   * @return fails with {@link Failure.Refused} when one of the devices is not the user's now,
   *     whatever the page showed
   */
  public Uni<ApprovalOutcome> issue(
      UserId user,
      AuthorizationRequest request,
      Map<DeviceId, Set<Action>> consent,
      AuthorizationCode code) {
    return sessions
        .withTransaction(
            session ->
                decisions
                    .decide(session, user, request.assistant().id(), UserDecisions.Kind.CONSENTED)
                    .call(at -> pushedRequests.use(session, request, at))
                    .chain(at -> make(session, code, user, request, consent, at)))
        .map(made -> (ApprovalOutcome) new ApprovalOutcome.Usable(made))
        .onFailure(AuthorizationCodes::isAnswered)
        .recoverWithUni(() -> outcomeOf(code, Optional.of(consent)));
  }

  private static boolean isAnswered(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.PageOutOfDate;
  }

  /** The outcome of an approval that may have been sent before. */
  public Uni<ApprovalOutcome> outcomeOf(AuthorizationCode code) {
    return outcomeOf(code, Optional.empty());
  }

  private Uni<ApprovalOutcome> outcomeOf(
      AuthorizationCode code, Optional<Map<DeviceId, Set<Action>>> consent) {
    return sessions.withTransaction(
        session ->
            lock(session, code.hash())
                .chain(
                    found ->
                        found.isPresent() && found.get().status() == PresentedCode.CodeStatus.USABLE
                            ? isFor(session, code, consent).map(same -> goodFor(code, same))
                            : Uni.createFrom().item(past(found))));
  }

  private static ApprovalOutcome goodFor(AuthorizationCode code, boolean same) {
    return same ? new ApprovalOutcome.Usable(code) : new ApprovalOutcome.FirstAnswerStands(code);
  }

  private static ApprovalOutcome past(Optional<PresentedCode> found) {
    return found.map(PresentedCode::status).equals(Optional.of(PresentedCode.CodeStatus.USED))
        ? new ApprovalOutcome.Redeemed()
        : new ApprovalOutcome.Over();
  }

  private static Uni<Boolean> isFor(
      Mutiny.Session session,
      AuthorizationCode code,
      Optional<Map<DeviceId, Set<Action>>> consent) {
    return consent
        .map(ticked -> devicesOf(session, code).map(words(ticked)::equals))
        .orElseGet(() -> Uni.createFrom().item(true));
  }

  private static Uni<Map<String, String>> devicesOf(
      Mutiny.Session session, AuthorizationCode code) {
    return session
        .createNativeQuery(
            """
            select device_id, array_to_string(actions, ',')
              from authorization_code_device where code_hash = :hash
            """,
            Object[].class)
        .setParameter("hash", code.hash().toBytes())
        .getResultList()
        .map(
            rows ->
                rows.stream()
                    .collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1])));
  }

  private static Map<String, String> words(Map<DeviceId, Set<Action>> consent) {
    return consent.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().value(), entry -> ActionWords.join(entry.getValue())));
  }

  /**
   * Makes the first code for a decision, in the caller's transaction. The code is as old as the
   * decision, and dies with it.
   *
   * @return the code; fails with {@link Failure.Refused} when one of the devices is not the user's
   *     now
   */
  public Uni<AuthorizationCode> issue(
      Mutiny.Session session,
      UserId user,
      AuthorizationRequest request,
      Map<DeviceId, Set<Action>> consent,
      Instant decidedAt) {
    AuthorizationCode code = new AuthorizationCode(cell.random());
    return make(session, code, user, request, consent, decidedAt);
  }

  private Uni<AuthorizationCode> make(
      Mutiny.Session session,
      AuthorizationCode code,
      UserId user,
      AuthorizationRequest request,
      Map<DeviceId, Set<Action>> consent,
      Instant decidedAt) {
    return insert(session, code.hash(), user, request, decidedAt)
        .invoke(AuthorizationCodes::requireNew)
        .chain(() -> insertDevices(session, code.hash(), user, consent))
        .invoke(inserted -> requireAll(inserted, consent))
        .chain(() -> audit.record(session, issued(user, request.assistant(), code, consent)))
        .replaceWith(code);
  }

  private static AuditEvent issued(
      UserId user,
      Assistant assistant,
      AuthorizationCode code,
      Map<DeviceId, Set<Action>> consent) {
    return new AuditEvent.CodeIssued(user, assistant.id(), code.hash(), consent);
  }

  private static void requireNew(int inserted) {
    if (inserted != 1) {
      throw new FailureException(new Failure.PageOutOfDate());
    }
  }

  private static Uni<Integer> insert(
      Mutiny.Session session,
      TokenHash hash,
      UserId user,
      AuthorizationRequest request,
      Instant decidedAt) {
    return session
        .createNativeQuery(
            """
            insert into authorization_code
              (code_hash, user_id, assistant, redirect_uri, scope, code_challenge, rich_request,
               decided_at, expires_at)
            values (:hash, :user, :assistant, :redirectUri, :scope, :challenge, :rich, :decidedAt,
                    clock_timestamp() + :seconds * interval '1 second')
            on conflict (code_hash) do nothing
            """)
        .setParameter("hash", hash.toBytes())
        .setParameter("user", user.value())
        .setParameter("assistant", request.assistant().id().value())
        .setParameter("redirectUri", request.redirectUri())
        .setParameter("scope", request.scope())
        .setParameter("challenge", request.codeChallenge().map(CodeChallenge::value).orElse(null))
        .setParameter("rich", request.details().isPresent())
        .setParameter("decidedAt", decidedAt)
        .setParameter("seconds", request.assistant().tokens().codeLifetime().toSeconds())
        .executeUpdate();
  }

  /**
   * Makes another code for the same decision, in the caller's transaction: the same user, devices
   * and epochs, and the same instant. Its life begins now.
   */
  public Uni<AuthorizationCode> issueAnother(
      Mutiny.Session session,
      AuthorizationCode first,
      UserId user,
      Assistant assistant,
      Map<DeviceId, Set<Action>> consent) {
    AuthorizationCode code = new AuthorizationCode(cell.random());
    return session
        .createNativeQuery(COPY)
        .setParameter("hash", code.hash().toBytes())
        .setParameter("first", first.hash().toBytes())
        .setParameter("seconds", assistant.tokens().codeLifetime().toSeconds())
        .executeUpdate()
        .chain(() -> audit.record(session, issued(user, assistant, code, consent)))
        .replaceWith(code);
  }

  /** Joins with the current ownership: devices that are not the user's are not inserted. */
  private static Uni<Integer> insertDevices(
      Mutiny.Session session, TokenHash hash, UserId user, Map<DeviceId, Set<Action>> consent) {
    Map<DeviceId, Set<Action>> ordered = new TreeMap<>(consent);
    return session
        .createNativeQuery(
            """
            insert into authorization_code_device (code_hash, device_id, actions, epoch)
            select :hash, o.device_id, string_to_array(w.actions, ','), o.epoch
              from unnest(cast(:devices as text[]), cast(:actions as text[]))
                   as w(device_id, actions)
              join ownership o on o.device_id = w.device_id and o.user_id = :user
            """)
        .setParameter("hash", hash.toBytes())
        .setParameter("devices", texts(ordered.keySet().stream().map(DeviceId::value).toList()))
        .setParameter("actions", texts(ordered.values().stream().map(ActionWords::join).toList()))
        .setParameter("user", user.value())
        .executeUpdate();
  }

  private static String[] texts(Collection<String> values) {
    return values.toArray(String[]::new);
  }

  private static void requireAll(int inserted, Map<DeviceId, Set<Action>> consent) {
    if (inserted != consent.size()) {
      throw new FailureException(new Failure.Refused(Refusal.NOT_THE_OWNER));
    }
  }

  /**
   * The code, locked until the transaction ends, together with the decision that it descends from:
   * two exchanges of one code run one after the other, and so do an exchange and a newer decision.
   */
  public Uni<Optional<PresentedCode>> lock(Mutiny.Session session, TokenHash hash) {
    return lockRow(session, hash)
        .map(found -> found.map(row -> row.presented(hash)))
        .chain(
            found ->
                found.isPresent()
                    ? judge(session, found.get()).map(Optional::of)
                    : Uni.createFrom().item(found));
  }

  private Uni<PresentedCode> judge(Mutiny.Session session, PresentedCode code) {
    if (code.status() != PresentedCode.CodeStatus.USABLE) {
      return Uni.createFrom().item(code);
    }
    Consent consent = code.consent();
    return decisions
        .stands(session, consent.user(), consent.assistant(), consent.at())
        .map(stands -> stands ? code : code.overtaken());
  }

  /**
   * Marks a code as used and stores what it is exchanged for, in one statement. The code keeps its
   * link, in case the code is used again.
   */
  public Uni<AccessTokenClaims> use(Mutiny.Session session, TokenHash code, FirstTokens tokens) {
    Mutiny.SelectionQuery<Instant> query =
        session.createNativeQuery(USE, Instant.class).setParameter("code", code.toBytes());
    tokens.setParameters(query);
    return query.getSingleResult().map(tokens::claims);
  }

  /**
   * Ends a code unless it was used. The lock makes this wait for a running exchange.
   *
   * @return the link that was made from it, if it was used
   */
  Uni<Optional<LinkRef>> end(Mutiny.Session session, TokenHash hash) {
    return lockRow(session, hash)
        .invoke(found -> found.ifPresent(AuthorizationCodeRow::end))
        .map(found -> found.flatMap(row -> row.presented(hash).linkRef()));
  }

  private static Uni<Optional<AuthorizationCodeRow>> lockRow(
      Mutiny.Session session, TokenHash hash) {
    return session
        .find(AuthorizationCodeRow.class, hash.toBytes(), LockMode.PESSIMISTIC_WRITE)
        .map(Optional::ofNullable);
  }
}
