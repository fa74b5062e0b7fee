package dev.hushkey.alexa.applink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.Problem;
import org.junit.jupiter.api.Test;

class AppLinksResourceTest {

  @Test
  void assistantWithoutTheBlock_isNotFound_andTheSettingIsNamed() {
    AppLinksResource resource =
        new AppLinksResource(TestAssistants.both(), null, null, null, null, null);
    assertThatThrownBy(() -> resource.start(null))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown -> {
              Problem problem = Problem.of(thrown.failure());
              assertThat(problem.status()).isEqualTo(404);
              assertThat(problem.detail()).contains("hushkey.assistants.alexa.app-to-app");
            });
  }
}
