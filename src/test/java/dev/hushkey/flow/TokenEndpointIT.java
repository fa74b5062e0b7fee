package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.Linking;
import dev.hushkey.testing.People;
import dev.hushkey.testing.stack.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The token endpoint as the assistant's cloud meets it. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class TokenEndpointIT {

  private final Linking linking = Linking.onThisStack();

  @Test
  void link_throughLogInAndConsent_endsWithTokens() {
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");

    Linking.Tokens tokens = linking.link("alice", Map.of(door, Set.of(Action.VIEW, Action.EVENTS)));

    assertThat(tokens.accessToken()).contains(".");
    assertThat(linking.refresh(tokens.refreshToken()).tokens().refreshToken())
        .isEqualTo(tokens.refreshToken());
  }
}
