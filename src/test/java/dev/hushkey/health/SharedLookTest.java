package dev.hushkey.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedLookTest {

  private Duration now = Duration.ZERO;
  private final List<UniEmitter<? super String>> looks = new CopyOnWriteArrayList<>();
  private final SharedLook<String> look =
      new SharedLook<>(() -> Uni.createFrom().emitter(looks::add), () -> now.toNanos());
  private final List<String> answers = new CopyOnWriteArrayList<>();

  private Cancellable ask() {
    return look.get().subscribe().with(answers::add);
  }

  @Test
  void manyWhoAsk_waitForOneLook_andItsAnswerIsGoodForASecond() {
    IntStream.range(0, 1000).forEach(_ -> ask());
    assertThat(looks).hasSize(1);
    assertThat(answers).isEmpty();

    looks.getFirst().complete("seen");
    assertThat(answers).hasSize(1000).containsOnly("seen");
    ask();
    assertThat(answers).hasSize(1001);
    assertThat(looks).hasSize(1);

    now = Duration.ofMillis(999);
    ask();
    assertThat(looks).hasSize(1);
    now = Duration.ofMillis(1000);
    ask();
    assertThat(looks).hasSize(2);
  }

  @Test
  void lookThatTakesLong_isNotBegunAgain() {
    ask();
    now = Duration.ofMinutes(1);
    ask();
    assertThat(looks).hasSize(1);
  }

  @Test
  void callersThatLeave_doNotEndTheLookOfOthers() {
    List<Cancellable> leaving = new ArrayList<>();
    IntStream.range(0, 10).forEach(_ -> leaving.add(ask()));
    ask();
    leaving.forEach(Cancellable::cancel);
    looks.getFirst().complete("seen");
    assertThat(answers).containsExactly("seen");
  }
}
