package dev.hushkey.stack.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {

  @Test
  void numbersThatAreNone_areAMistakeOfEveryBenchmark() {
    for (String name : Bench.names()) {
      for (String wrong : List.of("0", "-5", "abc", "1e9", "", "1.5", "99999999999", "--other")) {
        assertThat(Bench.mistake(name, List.of(wrong)))
            .as("bench %s %s", name, wrong)
            .hasValueSatisfying(
                words -> assertThat(words).contains("must be a whole number from").hasLineCount(1));
      }
      assertThat(Bench.mistake(name, List.of())).as(name).isEmpty();
      assertThat(Bench.mistake(name, List.of("1", "1", "1", "1")))
          .as(name)
          .hasValue("too many words after the name");
    }
  }

  @ParameterizedTest(name = "bench {0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kill 100 -1                      | [links] must be a whole number from 1,500 to 50,000,000
          kill 40000 -1                    | [kills] must be a whole number from 1 to 1,000
          kill 30000 21                    | [links] must be at least 1,500 for each of [kills], so that each kill has something to interrupt
          kill 31500 21                    |
          revoke 20                        | [links] must be a whole number from 48,000 to 50,000,000
          endure 20 1                      | [people] must be a whole number from 100 to 1,000,000
          storm 10 100 --plant stale-answer |
          storm --plant reused-buffer      |
          storm --plant                    | --plant takes one of none, shifted-batch, cached-answer, stale-answer, reused-buffer
          storm --plant shifted-batch 10   | --plant takes one of none, shifted-batch, cached-answer, stale-answer, reused-buffer
          handout 5 --plant none           | [seconds] must be a whole number from 1 to 86,400
          token 100 10 5                   |
          """)
  void words_areReadBeforeAnythingBegins(String words, String mistake) {
    List<String> all = List.of(words.split(" "));

    assertThat(Bench.mistake(all.getFirst(), all.subList(1, all.size())).orElse(null))
        .isEqualTo(mistake);
  }
}
