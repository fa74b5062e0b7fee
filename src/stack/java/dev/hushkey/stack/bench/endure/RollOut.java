package dev.hushkey.stack.bench.endure;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import java.nio.file.Path;
import java.util.Map;

/** Replaces the replicas one by one by another release, as docs/deployment.md says. */
record RollOut(Site site, Map<String, String> settings) {

  /** The schema first: what runs meanwhile is of the release before. */
  void migrate(Path release) {
    HushkeyServer program = site.stack().replica("endure-migrating", 0, 0);
    program.use(release);
    Command done = program.run(settings, site.ownersEnvironment(), "migrate");
    System.out.println("  " + done.output().strip());
    if (!done.succeeded()) {
      throw new StackException("hushkey migrate failed: " + done.output());
    }
  }

  /** The next one only when this one is well. */
  void replace(Path release) {
    for (HushkeyServer replica : site.replicas()) {
      replica.stop();
      replica.use(release);
      replica.start(settings);
    }
  }
}
