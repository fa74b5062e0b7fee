package dev.hushkey.stack.bench.load;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor time that a run took.
 *
 * @param micros by process, in microseconds
 */
record Cpu(Map<String, Double> micros) {

  static final String POSTGRES = "postgres";
  static final String OPENBAO = "openbao";

  private static final double NANOS = 1000;

  static Cpu between(ProcessorUse before, ProcessorUse after) {
    Map<String, Double> micros = new TreeMap<>();
    after.oursSince(before).forEach((process, used) -> micros.put(process, micros(used)));
    return new Cpu(micros);
  }

  private static double micros(Duration time) {
    return time.toNanos() / NANOS;
  }

  double of(String process) {
    return micros.getOrDefault(process, 0.0);
  }

  /** Of servers, load generators and this process: hardly depends on what else the machine does. */
  double all() {
    return micros.values().stream().mapToDouble(each -> each).sum();
  }

  /** What is left of it without these. */
  double without(Collection<String> processes) {
    return all() - processes.stream().distinct().mapToDouble(this::of).sum();
  }
}
