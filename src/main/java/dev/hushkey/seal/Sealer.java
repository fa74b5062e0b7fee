package dev.hushkey.seal;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Puts secrets under seal, and opens them for the one they were sealed for.
 *
 * <p>What is promised: a text sealed for one {@link SealBinding} opens for an equal one and for no
 * other, wherever it was copied to; whoever holds the database alone can open nothing.
 *
 * <p>Both operations fail with {@link Failure.Unavailable} of {@link Dependency#VAULT} whenever
 * Vault did not decide (away, sealed, refuses us, misses a key): nothing is known then about the
 * sealed text, and nobody may conclude anything from it.
 */
@ApplicationScoped
public class Sealer {

  private static final Logger LOG = Logger.getLogger(Sealer.class);

  private final Transit transit;
  private final MeterRegistry meters;
  private final Duration limit;

  Sealer(Transit transit, SealConfig config, MeterRegistry meters) {
    this.transit = transit;
    this.meters = meters;
    this.limit = config.connectTimeout().plus(config.requestTimeout());
  }

  /** Seals a secret for its owner. Emits on the caller's Vert.x context. */
  public Uni<SealedText> seal(SecretText plain, SealBinding binding) {
    return observed(
        "seal",
        binding,
        () ->
            transit.encrypt(
                binding.transitKey(), binding.context(), SealEnvelope.pack(plain, binding)));
  }

  /**
   * Opens a sealed text for the owner that the caller acts for. Emits on the caller's Vert.x
   * context.
   *
   * <p>Fails with {@link Failure.SealBroken}, and an alarm in the log, if it was sealed for
   * somebody else, was altered or is no sealed text; a signing key in this state is an {@link
   * IllegalStateException}, since no link is to blame.
   */
  public Uni<SecretText> open(SealedText sealed, SealBinding expected) {
    return observed(
        "open",
        expected,
        () -> {
          byte[] envelope = transit.decrypt(expected.transitKey(), expected.context(), sealed);
          return SealEnvelope.unpack(envelope, expected)
              .orElseThrow(
                  () -> broken(expected, "the identity inside is not the one it was asked for"));
        });
  }

  private <T> Uni<T> observed(String operation, SealBinding binding, Callable<T> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return VirtualThreads.run("vault-" + operation, limit, work)
                  .onFailure()
                  .transform(failure -> asFailure(operation, binding, failure))
                  .onTermination()
                  .invoke((_, failure, left) -> sample.stop(timer(operation, failure, left)));
            });
  }

  private Timer timer(String operation, Throwable failure, boolean left) {
    String outcome = left ? "cancelled" : outcomeOf(failure);
    return meters.timer("hushkey.seal.operation", "operation", operation, "outcome", outcome);
  }

  private static String outcomeOf(Throwable failure) {
    return switch (failure) {
      case null -> "ok";
      case FailureException f when f.failure() instanceof Failure.Unavailable -> "unavailable";
      case FailureException f when f.failure() instanceof Failure.SealBroken -> "broken";
      default -> "error";
    };
  }

  private static Throwable asFailure(String operation, SealBinding binding, Throwable failure) {
    return switch (failure) {
      case VaultFault fault -> asFailure(operation, binding, fault);
      case TimeoutException late -> FailureException.unavailable(Dependency.VAULT, late);
      default -> failure;
    };
  }

  private static RuntimeException asFailure(
      String operation, SealBinding binding, VaultFault fault) {
    return switch (fault.kind()) {
      case CIPHERTEXT_REFUSED -> broken(binding, "Vault does not open it in this context");
      case FORBIDDEN, KEY_MISSING, REQUEST_REFUSED -> misconfigured(operation, binding, fault);
      case AWAY, CREDENTIALS_REFUSED -> FailureException.unavailable(Dependency.VAULT, fault);
    };
  }

  private static RuntimeException misconfigured(
      String operation, SealBinding binding, VaultFault fault) {
    LOG.errorf(
        "Vault refuses to %s with Transit key %s: %s. %s",
        operation, binding.transitKey(), fault.getMessage(), adviceFor(fault));
    return FailureException.unavailable(Dependency.VAULT, fault);
  }

  private static String adviceFor(VaultFault fault) {
    return switch (fault.kind()) {
      case FORBIDDEN ->
          "A fresh token is refused too: the policy of our AppRole does not allow it.";
      case KEY_MISSING -> "The Transit mount or the key does not exist.";
      default -> "The key's version or type does not fit the request.";
    };
  }

  private static RuntimeException broken(SealBinding binding, String why) {
    LOG.errorf("Seal broken: %s of %s: %s", binding.kind(), binding.identity(), why);
    return switch (binding) {
      case SealBinding.OfLink owner ->
          new FailureException(new Failure.SealBroken(owner.link().link()));
      case SealBinding.OfSigningKey key ->
          new IllegalStateException("the signing key " + key.kid() + " does not open");
    };
  }
}
