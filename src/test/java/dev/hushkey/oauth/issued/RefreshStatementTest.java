package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefreshStatementTest {

  @Test
  void statements_areShortEnoughForTheDriverToKeepThemPrepared() {
    assertThat(RefreshStatement.of(true)).hasSizeLessThan(2048);
    assertThat(RefreshStatement.of(false)).hasSizeLessThan(2048);
  }
}
