package dev.hushkey.drill;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.handout.UnrecordedHandouts;
import dev.hushkey.handout.decision.Decision;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.Verdicts;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.oauth.issued.RefreshTokens;
import dev.hushkey.oauth.status.Introspection;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks where something is given for a living link, by the same decisions as for any caller. */
@ApplicationScoped
class Doors {

  private final Verdicts verdicts;
  private final UnrecordedHandouts handouts;
  private final RefreshTokens refreshTokens;
  private final Introspection introspection;
  private final Assistants assistants;

  @Inject
  Doors(
      Verdicts verdicts,
      UnrecordedHandouts handouts,
      RefreshTokens refreshTokens,
      Introspection introspection,
      Assistants assistants) {
    this.verdicts = verdicts;
    this.handouts = handouts;
    this.refreshTokens = refreshTokens;
    this.introspection = introspection;
    this.assistants = assistants;
  }

  /** Where something is given. */
  enum Door {
    CHECK,
    HAND_OUT,
    REFRESH,
    INTROSPECTION
  }

  /** Those that this assistant has. */
  List<Door> of(AssistantId assistant) {
    boolean handsOut = assistants.require(assistant).upstreamIfAny().isPresent();
    return Arrays.stream(Door.values()).filter(door -> handsOut || door != Door.HAND_OUT).toList();
  }

  /** Whether this door gives something for this link now. */
  Uni<Boolean> gives(Door door, SyntheticLink link) {
    return switch (door) {
      case CHECK ->
          verdicts
              .decide(link.accessToken(), link.device(), Action.VIEW)
              .map(verdict -> verdict.decision() instanceof Decision.Allowed);
      case HAND_OUT ->
          handouts.isGiven(
              new Question(
                  link.ref().user(), link.device(), link.ref().assistant(), Action.EVENTS));
      case REFRESH -> refresh(link);
      case INTROSPECTION -> introspection.isActive(link.accessToken());
    };
  }

  private Uni<Boolean> refresh(SyntheticLink link) {
    Assistant client = assistants.require(link.ref().assistant());
    RefreshTokens.Renewal renewal =
        new RefreshTokens.Renewal(
            link.refreshToken(), Optional.empty(), AccessTokenId.random(), Optional.empty());
    return refreshTokens
        .use(client, renewal, Optional.of(TokenHash.of(SecretText.random())))
        .map(found -> found.flatMap(RefreshTokens.Presented::renewedAt).isPresent());
  }
}
