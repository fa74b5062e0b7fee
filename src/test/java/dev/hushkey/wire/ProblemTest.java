package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Refusal;
import dev.hushkey.link.LinkIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private static final List<Failure> ONE_OF_EACH =
      List.of(
          new Failure.MalformedRequest("user", "is missing"),
          new Failure.ClientNotAuthenticated(),
          new Failure.GrantNotUsable(Failure.GrantNotUsable.Why.EXPIRED),
          new Failure.UnsupportedGrantType(),
          new Failure.ScopeNotAllowed(),
          new Failure.AuthorizationDetailsNotValid("a hint"),
          new Failure.TargetNotKnown(),
          new Failure.GrantTypeNotAllowed(),
          new Failure.PushedRequestRefused("invalid_scope", "a description"),
          new Failure.ExchangeRefused(Refusal.ACTION_NOT_GRANTED),
          new Failure.UnsupportedTokenType(),
          new Failure.CallerNotAuthenticated(),
          new Failure.CallerNotAllowed(),
          new Failure.PageOutOfDate(),
          new Failure.AttemptNotUsable(Failure.AttemptNotUsable.Why.EXPIRED),
          new Failure.RefusedByAssistant("start again"),
          new Failure.NotLoggedOut(),
          new Failure.NotInThisState("it is over"),
          new Failure.NotFound("link"),
          new Failure.Refused(Refusal.NOT_THE_OWNER),
          new Failure.Unavailable(Dependency.VAULT, Duration.ofSeconds(5)),
          new Failure.OtherCell("na", Duration.ofSeconds(5)),
          new Failure.TooOften(Duration.ofSeconds(1)),
          new Failure.Overloaded(Duration.ofSeconds(1)),
          new Failure.Overdue(Duration.ofSeconds(1)),
          new Failure.SealBroken(LinkIds.create()));

  @Test
  void list_holdsEveryFailureThereIs() {
    assertThat(ONE_OF_EACH.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
  }

  @Test
  void types_areAllExplainedInTheDocs() throws IOException {
    String docs = Files.readString(Path.of("docs/errors.md"));
    for (Failure failure : ONE_OF_EACH) {
      assertThat(docs).contains("`" + Problem.of(failure).type() + "`");
    }
    for (Refusal refusal : Refusal.values()) {
      assertThat(docs).contains("`" + refusal.wireName() + "`");
    }
  }

  @Test
  void outage_saysWhenToComeBack() {
    Problem problem = Problem.of(new Failure.Unavailable(Dependency.VAULT, Duration.ofSeconds(5)));
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void brokenSeal_tellsNothing() {
    assertThat(Problem.of(new Failure.SealBroken(LinkIds.create()))).isEqualTo(Problem.unknown());
  }

  @Test
  void refusal_namesItsReason() {
    assertThat(
            Arrays.stream(Refusal.values())
                .map(refusal -> Problem.of(new Failure.Refused(refusal)).reason()))
        .containsExactly(Refusal.values());
  }
}
