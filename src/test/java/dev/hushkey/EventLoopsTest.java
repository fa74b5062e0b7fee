package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLoopsTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "64, 32"})
  void oneForEachTwoProcessors_andAtLeastOne(int processors, int loops) {
    assertThat(EventLoops.number(processors)).isEqualTo(loops);
  }

  @Test
  void sourceIsInstalled_andAnyOtherWins() {
    assertThat(ServiceLoader.load(ConfigSource.class))
        .filteredOn(EventLoops.class::isInstance)
        .singleElement()
        .satisfies(source -> assertThat(source.getOrdinal()).isLessThan(250));
  }
}
