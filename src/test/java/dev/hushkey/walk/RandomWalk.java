package dev.hushkey.walk;

import dev.hushkey.account.connected.ConnectedAssistantsClient;
import dev.hushkey.alexa.applink.AppLinkClient;
import dev.hushkey.alexa.applink.AppLinkClient.Underway;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.AttemptNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.check.CheckClient;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Links;
import dev.hushkey.oauth.token.TokenEndpointClient;
import dev.hushkey.oauth.token.TokenEndpointClient.Result;
import dev.hushkey.ownership.OwnershipChange;
import dev.hushkey.ownership.Ownerships;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.SweepTrigger;
import dev.hushkey.revocation.selection.Conditions;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Subjects;
import dev.hushkey.revocation.selection.Window;
import dev.hushkey.secret.TokenName;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.TokenNames;
import dev.hushkey.walk.World.Access;
import dev.hushkey.walk.World.Attempt;
import dev.hushkey.walk.World.Code;
import dev.hushkey.walk.World.Link;
import dev.hushkey.walk.World.Refresh;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Does something at random, to the service and to the model alike, and compares what both say. The
 * first difference ends the walk.
 */
final class RandomWalk {

  private static final Revocation.Cause WHY = Revocation.Cause.of("a random walk");

  /** Tokens that are kept in mind; older ones are as dead as these. */
  private static final int KEPT = 60;

  private static final int STORY = 25;

  /** The real things. */
  record Service(
      TokenEndpointClient tokens,
      CheckClient checks,
      Ownerships ownerships,
      Revocations revocations,
      LeakedTokens leakedTokens,
      SweepTrigger sweep,
      Links links,
      ConnectedAssistantsClient page,
      AppLinkClient app,
      Mutiny.SessionFactory sessions) {}

  private record Step(int weight, Runnable action) {}

  private final Service service;
  private final World world;
  private final Assistant stranger;
  private final Random random;
  private final List<Step> steps;
  private final int weights;
  private final Deque<String> story = new ArrayDeque<>();
  private final Map<String, Integer> tally = new HashMap<>();

  RandomWalk(Service service, World world, Assistant stranger, Random random) {
    this.service = service;
    this.world = world;
    this.stranger = stranger;
    this.random = random;
    this.steps =
        List.of(
            new Step(15, this::link),
            new Step(5, this::consentOnly),
            new Step(9, this::exchangeAnyCode),
            new Step(40, this::refresh),
            new Step(1, this::refreshForTooMuch),
            new Step(20, this::check),
            new Step(2, this::revokeAccessToken),
            new Step(1, this::revokeRefreshToken),
            new Step(3, this::cutOff),
            new Step(1, this::leak),
            new Step(1, this::cutOffList),
            new Step(1, this::cutOffByInstant),
            new Step(1, this::endGrants),
            new Step(4, this::transfer),
            new Step(2, this::thereAndBack),
            new Step(2, this::linkAcrossASale),
            new Step(5, this::narrow),
            new Step(2, this::unlink),
            new Step(4, this::startInTheApp),
            new Step(5, this::completeInTheApp),
            new Step(3, this::nextRegion),
            new Step(3, this::overtakeAnAttempt),
            new Step(4, this::overtakeAConsent),
            new Step(1, this::outageOfAmazon),
            new Step(1, this::cancelInTheApp),
            new Step(1, this::unlinkInTheApp),
            new Step(1, this::needsRelink),
            new Step(5, this::pass),
            new Step(3, this::sweep));
    this.weights = steps.stream().mapToInt(Step::weight).sum();
  }

  /** One step, and a look at some tokens that it had nothing to do with. */
  void step() {
    int drawn = random.nextInt(weights);
    for (Step step : steps) {
      drawn -= step.weight();
      if (drawn < 0) {
        step.action().run();
        break;
      }
    }
    someAccessToken().ifPresent(this::compare);
    someRefreshToken().ifPresent(this::compare);
  }

  /** Looks at every token that is kept in mind. */
  void compareAll() {
    world.accessTokens.forEach(this::compare);
    world.refreshTokens.forEach(this::compare);
  }

  /** What happened lately. */
  String story() {
    return String.join("\n  ", story);
  }

  /** How often what was accepted and refused. */
  Map<String, Integer> tally() {
    return tally;
  }

  private void link() {
    consent().ifPresent(code -> exchange(code, code.assistant));
  }

  private void consentOnly() {
    consent();
  }

  private Optional<Code> consent() {
    return consent(any(world.users), any(world.assistants));
  }

  private Optional<Code> consent(UserId user, Assistant assistant) {
    Map<DeviceId, Set<Action>> devices = devicesOf(user);
    tell("consent of %s for %s: %s", user, assistant.id(), devices);
    try {
      var secret = service.tokens().consent(user, assistant, devices);
      require(world.mayConsent(user, devices.keySet()), "a stranger's device was granted");
      return Optional.of(world.consent(secret, user, assistant, devices));
    } catch (FailureException refused) {
      requireSame(new Failure.Refused(Refusal.NOT_THE_OWNER), refused.failure());
      require(!world.mayConsent(user, devices.keySet()), "an own device was not granted");
      return Optional.empty();
    }
  }

  /** Mostly the user's own; now and then somebody else's, as a forged form would have it. */
  private Map<DeviceId, Set<Action>> devicesOf(UserId user) {
    Map<DeviceId, Set<Action>> devices = new HashMap<>();
    for (DeviceId device : world.devices.keySet().stream().sorted().toList()) {
      if (chance(user.equals(world.devices.get(device).owner) ? 80 : 2)) {
        devices.put(device, actions());
      }
    }
    return devices;
  }

  /** In any order; half of the time one of those that nobody has redeemed. */
  private void exchangeAnyCode() {
    if (!world.codes.isEmpty()) {
      Code code = some(world.codes, open -> open.link == null).orElse(world.codes.getLast());
      exchange(code, chance(80) ? code.assistant : other(code.assistant));
    }
  }

  private void exchange(Code code, Assistant client) {
    boolean expected = world.mayExchange(code, client);
    Result result = service.tokens().exchange(client, code.secret);
    tell(
        "exchange of a code of %s by %s: %s",
        code.user, client.id(), result.why().map(Enum::name).orElse("tokens"));
    requireSame("code", expected, result.why().isEmpty());
    if (!expected) {
      world.refuse(code, client);
      return;
    }
    long others = world.living(code.user, code.assistant);
    Set<LinkId> living = living(code.user, code.assistant);
    Link link = world.exchange(code, service.tokens().linkOf(code.secret), living);
    if (others >= living.size()) {
      count("link made room");
    } else if (others > 0) {
      count("link kept beside others");
    }
    world.issueAccess(link, result.accessToken().orElseThrow());
    world.issueRefresh(link, result.refreshToken().orElseThrow(), 0);
    forgetSome();
  }

  private static Set<LinkId> living(UserId user, Assistant assistant) {
    String ids =
        Database.text(
            """
            select coalesce(string_agg(id::text, ','), '') from current_link
             where user_id = ? and assistant = ? and state <> 'REVOKED'
            """,
            user.value(),
            assistant.id().value());
    return Stream.of(ids.split(","))
        .filter(id -> !id.isEmpty())
        .map(LinkId::from)
        .collect(Collectors.toSet());
  }

  private void refresh() {
    (chance(70) ? newest() : someRefreshToken()).ifPresent(this::refresh);
  }

  private void refresh(Refresh token) {
    Assistant owner = token.link.assistant;
    Assistant client = chance(97) ? owner : other(owner);
    boolean expected = world.mayRefresh(token, client);
    Optional<String> scope =
        chance(20) ? owner.client().scopes().stream().findFirst() : Optional.empty();
    Result result = service.tokens().refresh(client, token.secret, scope);
    tell(
        "refresh of generation %d of %s by %s: %s",
        token.generation,
        token.link.id,
        client.id(),
        result.why().map(Enum::name).orElse("tokens"));
    requireSame("refresh token", expected, result.why().isEmpty());
    if (!expected) {
      world.refuse(token, client);
      return;
    }
    world.issueAccess(token.link, result.accessToken().orElseThrow());
    world.refresh(
        token, result.refreshToken().orElseThrow(), TokenEndpointClient.rememberedGenerations());
    forgetSome();
  }

  private void refreshForTooMuch() {
    someRefreshToken().filter(world::isLive).ifPresent(this::refreshForTooMuch);
  }

  private void refreshForTooMuch(Refresh token) {
    tell("refresh of generation %d of %s for too much", token.generation, token.link.id);
    try {
      service.tokens().refresh(token.link.assistant, token.secret, Optional.of("devices admin"));
      throw new AssertionError("a scope was widened");
    } catch (FailureException refused) {
      requireSame(new Failure.ScopeNotAllowed(), refused.failure());
    }
  }

  /** The newest token of a link that lives, as a client uses it that loses nothing. */
  private Optional<Refresh> newest() {
    List<Refresh> live = world.refreshTokens.stream().filter(world::isLive).toList();
    if (live.isEmpty()) {
      return Optional.empty();
    }
    Link link = any(live).link;
    return Optional.of(live.stream().filter(token -> token.link == link).toList().getLast());
  }

  /** Most there are have died, so those that live get half of the attention. */
  private Optional<Refresh> someRefreshToken() {
    return some(world.refreshTokens, world::isLive);
  }

  private Optional<Access> someAccessToken() {
    return some(world.accessTokens, world::isLive);
  }

  private <T> Optional<T> some(List<T> all, Predicate<T> lives) {
    List<T> living = chance(50) ? all.stream().filter(lives).toList() : all;
    return living.isEmpty() ? Optional.empty() : Optional.of(any(living));
  }

  private void check() {
    someAccessToken().ifPresent(this::compare);
  }

  private void compare(Access token) {
    List<DeviceId> granted = token.link.grants.keySet().stream().sorted().toList();
    compare(token, granted.isEmpty() || chance(20) ? anyDevice() : any(granted));
  }

  private void compare(Access token, DeviceId device) {
    Action action = any(List.of(Action.values()));
    Optional<Refusal> expected = world.check(token, device, action);
    Optional<Refusal> actual = service.checks().check(token.secret, device, action);
    count("check " + expected.map(Refusal::wireName).orElse("allowed"));
    if (!expected.equals(actual)) {
      throw new AssertionError(
          "check of link %s (%s), %s, %s: should be %s, was %s"
              .formatted(
                  token.link.id, row(token.link.id), device, action, text(expected), text(actual)));
    }
    if (actual.isEmpty()) {
      world.checked(token);
    }
  }

  /** What a reader wants to know first when the two differ. */
  private static String row(LinkId link) {
    return Database.text(
        """
        select concat_ws(' ', l.user_id, l.assistant, l.state, l.state_reason, l.changed_at,
                         'authorized', l.authorized_at, 'cut off',
                         latest_cut_off(l.assistant, l.user_id, l.id, null),
                         'now', clock_timestamp())
          from link l where l.id = ?
        """,
        link.value());
  }

  private static String text(Optional<Refusal> refusal) {
    return refusal.map(Refusal::wireName).orElse("allowed");
  }

  private void compare(Refresh token) {
    boolean expected = world.isLive(token);
    count("refresh token " + (expected ? "live" : "dead"));
    if (expected != service.tokens().isLive(token.secret)) {
      throw new AssertionError(
          "refresh token of generation %d of link %s should be %s"
              .formatted(token.generation, token.link.id, expected ? "live" : "dead"));
    }
  }

  private void revokeAccessToken() {
    someAccessToken().ifPresent(this::revoke);
  }

  private void revoke(Access token) {
    Assistant client = chance(80) ? token.link.assistant : other(token.link.assistant);
    tell("%s gives an access token of %s back", client.id(), token.link.id);
    service.tokens().revoke(client, token.secret);
    if (client.id().equals(token.link.assistant.id())) {
      token.revoked = true;
    }
  }

  private void revokeRefreshToken() {
    someRefreshToken().ifPresent(this::revoke);
  }

  private void revoke(Refresh token) {
    Assistant client = chance(80) ? token.link.assistant : other(token.link.assistant);
    tell("%s gives generation %d of %s back", client.id(), token.generation, token.link.id);
    boolean live = world.mayRefresh(token, client);
    service.tokens().revoke(client, token.secret.secret());
    if (live) {
      token.link.ended = true;
    }
  }

  private void cutOff() {
    cutOff(scope());
  }

  private void cutOff(RevocationScope scope) {
    tell("cut-off of %s", scope.key());
    TokenEndpointClient.await(service.revocations().revoke(scope, WHY, Actor.system(), false));
    world.cutOff(scope);
    lookWhereItCuts(scope);
  }

  private void cutOffList() {
    Optional<AssistantId> assistant = maybe(any(world.assistants).id());
    Subjects list =
        chance(50) || world.links.isEmpty()
            ? subjects(assistant, List.of(any(world.users), any(world.users)), List.of())
            : subjects(
                Optional.empty(),
                List.of(),
                Stream.generate(() -> any(world.links).id).limit(3).toList());
    revoke(Selection.of(list, Conditions.NONE));
    list.scopes().forEach(world::cutOff);
    list.scopes().forEach(this::lookWhereItCuts);
  }

  /** By the instant at which some link was authorized: what is older, or what is not. */
  private void cutOffByInstant() {
    if (world.links.isEmpty()) {
      return;
    }
    Link link = any(world.links);
    Optional<java.time.Instant> instant = authorized(link.id);
    if (instant.isEmpty()) {
      return;
    }
    if (chance(60)) {
      RevocationScope scope = scope();
      revoke(new Selection.Rule(scope, instant));
      world.cutOffBefore(scope, link);
      lookWhereItCuts(scope);
    } else {
      Optional<UserId> user = maybe(any(world.users));
      Optional<AssistantId> assistant = maybe(any(world.assistants).id());
      revoke(
          Selection.of(
              subjects(assistant, user.stream().toList(), List.of()),
              authorizedAfter(instant.get())));
      world.cutOffFrom(link, user, assistant);
      world.accessTokens.forEach(this::compare);
      world.refreshTokens.forEach(this::compare);
    }
  }

  private static Conditions authorizedAfter(java.time.Instant instant) {
    return new Conditions(
        new Window(Optional.of(instant), Optional.empty()),
        Window.ANY,
        Window.ANY,
        false,
        false,
        OptionalInt.empty(),
        Optional.empty());
  }

  private static Optional<java.time.Instant> authorized(LinkId link) {
    return Optional.ofNullable(
            Database.text(
                """
                select to_char(authorized_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                  from link where id = ?
                """,
                link.value()))
        .map(java.time.Instant::parse);
  }

  /** One device in the links of one user. */
  private void endGrants() {
    UserId user = any(world.users);
    DeviceId device = anyDevice();
    revoke(
        Selection.of(
            new Subjects(Optional.empty(), List.of(user), List.of(), List.of(device)),
            Conditions.NONE));
    world.endGrants(user, device);
    lookWhereItCuts(new RevocationScope.OfDevice(device, Optional.empty()));
  }

  private static Subjects subjects(
      Optional<AssistantId> assistant, List<UserId> users, List<LinkId> links) {
    return new Subjects(assistant, users, links, List.of());
  }

  private <T> Optional<T> maybe(T value) {
    return chance(50) ? Optional.of(value) : Optional.empty();
  }

  private void revoke(Selection selection) {
    tell("cut-off of %s", selection.words());
    TokenEndpointClient.await(service.revocations().revoke(selection, WHY, Actor.system(), false));
  }

  /** Some tokens are found somewhere; what can do harm ends with its link. */
  private void leak() {
    Map<TokenName, Boolean> live = new LinkedHashMap<>();
    Set<Link> ends = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      someAccessToken()
          .ifPresent(
              token -> {
                live.put(TokenNames.of(token.secret.reveal()), world.isLive(token));
                if (world.isLive(token)) {
                  ends.add(token.link);
                }
              });
      some(world.refreshTokens.stream().filter(world::isKnown).toList(), world::isLive)
          .ifPresent(
              token -> {
                live.put(TokenNames.of(token.secret.secret().reveal()), world.isLive(token));
                if (world.isHarmful(token)) {
                  ends.add(token.link);
                }
              });
    }
    if (!live.isEmpty()) {
      leak(live, ends);
    }
  }

  private void leak(Map<TokenName, Boolean> live, Set<Link> ends) {
    List<TokenName> tokens = List.copyOf(live.keySet());
    tell("leak of %d tokens, ends %s", tokens.size(), ends.stream().map(link -> link.id).toList());
    LeakedTokens.Ended ended =
        TokenEndpointClient.await(
            service.leakedTokens().revoke(tokens, WHY, Actor.system(), false));
    ended
        .matches()
        .forEach(
            match ->
                requireSame("leaked token", live.get(tokens.get(match.position())), match.live()));
    Set<LinkId> harmed =
        ended.matches().stream()
            .filter(LeakedTokens.Match::harmful)
            .map(match -> match.link().link())
            .collect(Collectors.toSet());
    require(
        harmed.equals(ends.stream().map(link -> link.id).collect(Collectors.toSet())),
        "of leaked tokens these links ended: " + harmed);
    ends.forEach(link -> world.cutOff(new RevocationScope.OfLink(link.id)));
    world.accessTokens.stream().filter(token -> ends.contains(token.link)).forEach(this::compare);
    world.refreshTokens.stream().filter(token -> ends.contains(token.link)).forEach(this::compare);
  }

  /** Of what one user or device has, chance alone would seldom look at the right token. */
  private void lookWhereItCuts(RevocationScope scope) {
    switch (scope) {
      case RevocationScope.OfUser s ->
          world.accessTokens.stream()
              .filter(t -> t.link.user.equals(s.user()))
              .forEach(this::compare);
      case RevocationScope.OfDevice s ->
          world.accessTokens.stream()
              .filter(token -> token.link.grants.containsKey(s.device()))
              .forEach(token -> compare(token, s.device()));
      default -> {}
    }
  }

  private RevocationScope scope() {
    Optional<AssistantId> assistant =
        chance(50) ? Optional.of(any(world.assistants).id()) : Optional.empty();
    int drawn = random.nextInt(40);
    if (drawn == 0) {
      return new RevocationScope.Everything();
    }
    if (drawn == 1) {
      return new RevocationScope.OfAssistant(any(world.assistants).id());
    }
    if (drawn < 15) {
      return new RevocationScope.OfUser(any(world.users), assistant);
    }
    if (drawn < 25 && !world.links.isEmpty()) {
      return new RevocationScope.OfLink(any(world.links).id);
    }
    return new RevocationScope.OfDevice(anyDevice(), assistant);
  }

  private void transfer() {
    transfer(anyDevice(), chance(80) ? any(world.users) : null);
  }

  /** Sold, and returned: what was allowed before must not come to life again. */
  private void thereAndBack() {
    thereAndBack(anyDevice());
  }

  /** Between the consent and the tokens: the user consented as an owner of before. */
  private void linkAcrossASale() {
    consent()
        .ifPresent(
            code -> {
              code.consent.keySet().stream().sorted().findFirst().ifPresent(this::thereAndBack);
              exchange(code, code.assistant);
            });
  }

  private void thereAndBack(DeviceId device) {
    UserId owner = world.devices.get(device).owner;
    transfer(device, chance(80) ? any(world.users) : null);
    transfer(device, owner);
  }

  private void transfer(DeviceId device, UserId owner) {
    tell("%s goes to %s", device, owner);
    OwnershipChange change =
        owner == null
            ? OwnershipChange.remove(device)
            : OwnershipChange.register(device, owner, "Camera", "Hall");
    TokenEndpointClient.await(service.ownerships().apply(List.of(change), Actor.system()));
    world.give(device, owner);
  }

  /** On the page of connected assistants; now and then with somebody else's link in the form. */
  private void narrow() {
    some(world.links, link -> !world.isOver(link)).ifPresent(this::narrow);
  }

  private void narrow(Link link) {
    UserId user = chance(80) ? link.user : any(world.users);
    Map<DeviceId, Set<Action>> kept = new HashMap<>();
    for (DeviceId device : world.devices.keySet().stream().sorted().toList()) {
      if (chance(70)) {
        kept.put(device, actions());
      }
    }
    boolean expected = world.mayChange(user, link);
    tell("%s keeps %s of %s", user, kept, link.id);
    requireSame("narrowing", expected, service.page().narrow(user, link.id, kept));
    if (expected) {
      world.keep(link, kept);
    }
  }

  private void unlink() {
    some(world.links, link -> !world.isOver(link)).ifPresent(this::unlink);
  }

  private void unlink(Link link) {
    UserId user = chance(80) ? link.user : any(world.users);
    boolean expected = world.mayChange(user, link);
    tell("%s disconnects %s", user, link.id);
    requireSame("disconnecting", expected, service.page().unlink(user, link.id));
    if (expected) {
      world.unlink(link);
    }
  }

  private void startInTheApp() {
    UserId user = any(world.users);
    Assistant assistant = any(world.assistants);
    tell("%s starts to link %s in the app", user, assistant.id());
    world.start(service.app().start(user, assistant), user, assistant, AppLinkClient.LIFETIME);
  }

  private Optional<Attempt> someAttempt() {
    return some(world.attempts, attempt -> world.mayClaim(attempt, attempt.user));
  }

  private void completeInTheApp() {
    someAttempt().ifPresent(this::completeInTheApp);
  }

  private void completeInTheApp(Attempt attempt) {
    UserId user = chance(95) ? attempt.user : any(world.users);
    Map<DeviceId, Set<Action>> devices = devicesOf(user);
    boolean expected = world.mayComplete(attempt, user);
    boolean own = world.mayConsent(user, devices.keySet());
    tell("%s completes an attempt of %s in the app: %s", user, attempt.user, devices);
    try {
      Underway underway = service.app().complete(attempt.state, user, attempt.assistant, devices);
      requireSame("attempt", expected && own, true);
      world.complete(attempt, underway, devices);
    } catch (FailureException refused) {
      requireSame("attempt", expected && own, false);
      require(
          refused.failure() instanceof Failure.AttemptNotUsable != expected,
          "an attempt was refused as " + refused.failure());
    }
  }

  private Optional<Attempt> someAttemptUnderway() {
    List<Attempt> underway = world.attempts.stream().filter(a -> a.underway != null).toList();
    return some(underway, world::mayTryNextRegion);
  }

  /** With the code that the region before got, redeemed or not. */
  private void nextRegion() {
    someAttemptUnderway().ifPresent(this::nextRegion);
  }

  private void nextRegion(Attempt attempt) {
    boolean expected = world.mayTryNextRegion(attempt);
    tell("a region refused %s, who tries the next", attempt.user);
    world.refuse(attempt);
    try {
      service.app().nextRegion(attempt.underway);
      requireSame("next region", expected, true);
      world.tryNextRegion(attempt);
    } catch (FailureException refused) {
      requireSame("next region", expected, false);
      requireSame(new Failure.AttemptNotUsable(Why.OVERTAKEN), refused.failure());
      attempt.underway = null;
    }
  }

  /** Between two regions, the user decides anew, or a cut-off comes. */
  private void overtakeAnAttempt() {
    someAttemptUnderway()
        .ifPresent(
            attempt -> {
              switch (random.nextInt(3)) {
                case 0 -> consent(attempt.user, attempt.assistant);
                case 1 -> unlinkInTheApp(attempt.user, attempt.assistant);
                default -> cutOff(new RevocationScope.OfUser(attempt.user, Optional.empty()));
              }
              nextRegion(attempt);
              exchange(attempt.code, attempt.assistant);
            });
  }

  /** A code waits while its user, who has a link already, decides anew. */
  private void overtakeAConsent() {
    some(world.links, link -> !world.isOver(link))
        .ifPresent(
            link ->
                consent(link.user, link.assistant)
                    .ifPresent(
                        code -> {
                          decideAnew(link);
                          exchange(code, code.assistant);
                        }));
  }

  private void decideAnew(Link link) {
    switch (random.nextInt(4)) {
      case 0 -> narrow(link);
      case 1 -> unlink(link);
      case 2 -> unlinkInTheApp(link.user, link.assistant);
      default -> consent(link.user, link.assistant);
    }
  }

  private void outageOfAmazon() {
    someAttemptUnderway()
        .ifPresent(
            attempt -> {
              tell("Amazon is unavailable for %s", attempt.user);
              service.app().outage(attempt.underway);
              world.giveBack(attempt);
            });
  }

  private void cancelInTheApp() {
    someAttempt().ifPresent(this::cancelInTheApp);
  }

  private void cancelInTheApp(Attempt attempt) {
    boolean expected = world.mayClaim(attempt, attempt.user);
    tell("%s says no at Amazon", attempt.user);
    try {
      service.app().cancel(attempt.state, attempt.user, attempt.assistant);
      requireSame("cancelling", expected, true);
      attempt.used = true;
    } catch (FailureException refused) {
      requireSame("cancelling", expected, false);
    }
  }

  private void unlinkInTheApp() {
    unlinkInTheApp(any(world.users), any(world.assistants));
  }

  private void unlinkInTheApp(UserId user, Assistant assistant) {
    tell("%s unlinks %s in the app", user, assistant.id());
    service.app().unlink(user, assistant);
    world.unlinkAll(user, assistant);
  }

  private void needsRelink() {
    some(world.links, link -> !world.isOver(link)).ifPresent(this::needsRelink);
  }

  private void needsRelink(Link link) {
    tell("%s needs to be linked anew", link.id);
    TokenEndpointClient.await(
        service.sessions().withTransaction(s -> service.links().markNeedsRelink(s, link.id, "x")));
    link.needsRelink = true;
  }

  private void pass() {
    long minutes = 20L * (chance(80) ? 1 + random.nextInt(4) : chance(80) ? 72 : 72 * 31);
    tell("%d minutes pass", minutes);
    DatabaseTime.pass(minutes);
    world.pass(minutes);
  }

  private void sweep() {
    tell("the sweeps run");
    service.sweep().sweepNow();
    service.tokens().sweep();
    service.app().sweep();
    world.sweep();
  }

  /** Lets go of some that are old, so that the walk does not spend its time on the long dead. */
  private void forgetSome() {
    while (world.accessTokens.size() > KEPT) {
      world.accessTokens.remove(random.nextInt(KEPT / 2));
    }
    while (world.refreshTokens.size() > KEPT) {
      dropOneRefreshToken();
    }
    while (world.links.size() > KEPT) {
      dropOneLink();
    }
  }

  /**
   * Never one that lives, of which there are a few per user and assistant: its end must be seen.
   */
  private void dropOneLink() {
    world.links.remove(world.links.stream().filter(world::isOver).findFirst().orElseThrow());
  }

  /** A dead one first: those that live would be missed. */
  private void dropOneRefreshToken() {
    world.refreshTokens.stream()
        .filter(token -> !world.isLive(token))
        .findFirst()
        .ifPresentOrElse(world.refreshTokens::remove, world.refreshTokens::removeFirst);
  }

  private Assistant other(Assistant assistant) {
    return world.assistants.stream()
        .filter(candidate -> !candidate.id().equals(assistant.id()))
        .findFirst()
        .orElse(stranger);
  }

  private Set<Action> actions() {
    Set<Action> actions = EnumSet.noneOf(Action.class);
    while (actions.isEmpty()) {
      for (Action action : Action.values()) {
        if (chance(60)) {
          actions.add(action);
        }
      }
    }
    return actions;
  }

  /** In a fixed order, so that a seed repeats a walk whatever the names are. */
  private DeviceId anyDevice() {
    return any(world.devices.keySet().stream().sorted().toList());
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void requireSame(String what, boolean expected, boolean actual) {
    count(what + (expected ? " accepted" : " refused"));
    require(expected == actual, what + " should be " + (expected ? "accepted" : "refused"));
  }

  private static void requireSame(Failure expected, Failure actual) {
    require(expected.equals(actual), "should fail as " + expected + ", did as " + actual);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private void count(String what) {
    tally.merge(what, 1, Integer::sum);
  }

  private void tell(String format, Object... values) {
    story.addLast(format.formatted(values));
    if (story.size() > STORY) {
      story.removeFirst();
    }
  }
}
