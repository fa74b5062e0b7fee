package dev.hushkey.oauth.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.wire.Issuer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntrospectionAnswerTest {

  private static final String ISSUER = "https://link.example";
  private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00.123456Z");

  private static final Introspector INTERNAL = new Introspector.Internal(Actor.service("skill"));

  private final Assistants assistants = TestAssistants.both();
  private final AccessTokenId id = AccessTokenId.random();
  private final Introspector owner = new Introspector.Client(TestAssistants.alexa());
  private final Introspector other = new Introspector.Client(TestAssistants.strict());

  private static LinkRef link(String assistant) {
    return new LinkRef(new AssistantId(assistant), LinkIds.create(), new UserId("alice"));
  }

  private IntrospectedToken accessToken(String assistant, boolean live) {
    return new IntrospectedToken(
        Optional.of(id),
        link(assistant),
        "devices",
        ISSUED,
        Optional.of(ISSUED.plusSeconds(3600)),
        live,
        Optional.empty());
  }

  private Map<String, Object> answer(Introspector caller, IntrospectedToken token) {
    return new ObjectMapper()
        .convertValue(
            IntrospectionAnswer.of(
                caller, Optional.ofNullable(token), assistants, new Issuer(ISSUER)),
            new TypeReference<Map<String, Object>>() {});
  }

  @Test
  void liveAccessToken_ofTheCallersOwn_isToldWhole() {
    assertThat(answer(owner, accessToken("alexa", true)))
        .isEqualTo(
            Map.of(
                "active",
                true,
                "scope",
                "devices",
                "client_id",
                TestAssistants.CLIENT_ID,
                "token_type",
                "Bearer",
                "exp",
                ISSUED.getEpochSecond() + 3600,
                "iat",
                ISSUED.getEpochSecond(),
                "sub",
                "alice",
                "aud",
                ISSUER,
                "iss",
                ISSUER,
                "jti",
                id.toString()));
  }

  @Test
  void liveRefreshToken_hasNeitherTypeNorEndNorId() {
    IntrospectedToken token =
        new IntrospectedToken(
            Optional.empty(),
            link("alexa"),
            "devices",
            ISSUED,
            Optional.empty(),
            true,
            Optional.empty());
    assertThat(answer(INTERNAL, token).keySet())
        .containsExactlyInAnyOrder("active", "scope", "client_id", "iat", "sub", "aud", "iss");
  }

  @Test
  void whatIsDeadUnknownOrOfAnother_isInactiveAndNothingElse() {
    Map<String, Boolean> inactive = Map.of("active", false);
    assertThat(answer(owner, accessToken("alexa", false))).isEqualTo(inactive);
    assertThat(answer(owner, null)).isEqualTo(inactive);
    assertThat(answer(other, accessToken("alexa", true))).isEqualTo(inactive);
    assertThat(answer(INTERNAL, accessToken("gone", true))).isEqualTo(inactive);
    assertThat(answer(INTERNAL, accessToken("alexa", true))).containsEntry("active", true);
  }
}
