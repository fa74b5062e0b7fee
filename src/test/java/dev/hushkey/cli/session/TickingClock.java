package dev.hushkey.cli.session;

import dev.hushkey.cli.terminal.Pause;
import dev.hushkey.stack.fixture.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves only by the pauses that a command makes; those take no time here. */
public final class TickingClock extends MovableClock implements Pause {

  private final List<Duration> pauses = new ArrayList<>();

  List<Duration> pauses() {
    return pauses;
  }

  @Override
  public void last(Duration time) {
    pauses.add(time);
    move(time);
  }
}
