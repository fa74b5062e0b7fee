package dev.hushkey.cli.session;

import dev.hushkey.cli.terminal.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands still, but for the pauses that a command makes; those take no time here. */
public final class TickingClock extends Clock implements Pause {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<Duration> pauses = new ArrayList<>();

  List<Duration> pauses() {
    return pauses;
  }

  @Override
  public void last(Duration time) {
    pauses.add(time);
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
