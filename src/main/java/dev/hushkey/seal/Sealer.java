package dev.hushkey.seal;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.transit.TransitBatchers;
import dev.hushkey.seal.transit.TransitItem;
import dev.hushkey.seal.transit.TransitOperation;
import dev.hushkey.seal.vault.CallersContext;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.secret.SecretText;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Seals secrets, and opens them for the owner they were sealed for.
 *
 * <p>Guarantee: a text sealed for one {@link SealBinding} opens for an equal one and for no other,
 * wherever it was copied to; nobody can open anything with the database alone.
 *
 * <p>Both operations fail with {@link Failure.Unavailable} of {@link Dependency#VAULT} whenever
 * Vault did not decide (unreachable, sealed, refusing us, without the key): such a failure says
 * nothing about the sealed text. Both fail with {@link Failure.Overloaded} when Vault cannot keep
 * up.
 */
@ApplicationScoped
public class Sealer {

  private static final Logger LOG = Logger.getLogger(Sealer.class);

  private static final Pattern VERSION = Pattern.compile("vault:v(\\d{1,9}):.*", Pattern.DOTALL);

  private final TransitBatchers batchers;
  private final KeyStates keys;
  private final MeterRegistry meters;
  private final Duration limit;

  Sealer(TransitBatchers batchers, KeyStates keys, VaultSettings config, MeterRegistry meters) {
    this.batchers = batchers;
    this.keys = keys;
    this.meters = meters;
    this.limit = config.longest();
  }

  /**
   * Seals a secret for its owner. Emits on the caller's Vert.x context.
   *
   * <p>Fails with an {@link IllegalArgumentException} if the secret is longer than any token can
   * be.
   */
  public Uni<SealedText> seal(SecretText plain, SealBinding binding) {
    return observed(
        "seal",
        binding,
        () -> {
          byte[] envelope = SealEnvelope.pack(plain, binding);
          TransitItem item = TransitItem.toEncrypt(envelope, binding.context());
          if (item.isTooLong()) {
            throw new IllegalArgumentException("a secret is too long to be sealed");
          }
          return asked(TransitOperation.ENCRYPT, binding, item).map(SealedText::new);
        });
  }

  /**
   * Opens a sealed text for the given owner. Emits on the caller's Vert.x context.
   *
   * <p>Fails with {@link Failure.SealBroken}, and an alarm in the log, if it was sealed for another
   * owner, was altered or is no sealed text; for a signing key, with an {@link
   * IllegalStateException}, because no link is affected.
   *
   * <p>Fails with {@link EndedKeyVersion} if it is of a link and was sealed by a version of the key
   * that opens nothing any more: not by the text of a refusal alone, but as the key itself says.
   */
  public Uni<SecretText> open(SealedText sealed, SealBinding expected) {
    return observed(
        "open",
        expected,
        () -> {
          TransitItem item = TransitItem.toDecrypt(sealed.ciphertext(), expected.context());
          if (item.isTooLong()) {
            throw broken(expected, "it is longer than anything that we seal");
          }
          return asked(TransitOperation.DECRYPT, expected, item)
              .onFailure(Sealer::isVersionEnded)
              .recoverWithUni(fault -> ended(sealed, expected, fault))
              .map(plain -> opened(plain, expected));
        });
  }

  /** How long one operation takes at most. */
  public Duration longest() {
    return limit;
  }

  private Uni<String> asked(TransitOperation operation, SealBinding binding, TransitItem item) {
    return CallersContext.emitOn(
        limit, () -> batchers.submit(operation, binding.transitKey(), item));
  }

  private static boolean isVersionEnded(Throwable thrown) {
    return thrown instanceof VaultFault fault && fault.kind() == VaultFault.Kind.VERSION_ENDED;
  }

  /** Our own keys are not given up: a signing key that does not open is a case for people. */
  private Uni<String> ended(SealedText sealed, SealBinding expected, Throwable fault) {
    Matcher version = VERSION.matcher(sealed.ciphertext());
    if (!(expected instanceof SealBinding.OfLink) || !version.matches()) {
      return Uni.createFrom().failure(fault);
    }
    int of = Integer.parseInt(version.group(1));
    String key = expected.transitKey();
    return CallersContext.emitOn(limit, () -> keys.oldestThatOpens(key))
        .chain(
            oldest ->
                Uni.createFrom()
                    .failure(
                        oldest.filter(opens -> of < opens).isPresent()
                            ? new EndedKeyVersion(key, of)
                            : unsure(key, of, fault)));
  }

  private static Throwable unsure(String key, int version, Throwable fault) {
    LOG.errorf(
        "Vault does not open version %d of Transit key %s, and this replica cannot tell whether it"
            + " ever will: only one with the log-in hushkey.vault.rotate can",
        version, key);
    return fault;
  }

  private static SecretText opened(String plain, SealBinding expected) {
    byte[] envelope;
    try {
      envelope = Base64.getDecoder().decode(plain);
    } catch (IllegalArgumentException _) {
      VaultFault fault = new VaultFault(VaultFault.Kind.AWAY, "an answer that is not base64");
      throw FailureException.unavailable(Dependency.VAULT, fault);
    }
    return SealEnvelope.unpack(envelope, expected)
        .orElseThrow(() -> broken(expected, "the identity inside is not the one it was asked for"));
  }

  private <T> Uni<T> observed(
      String operation, SealBinding binding, Supplier<Uni<? extends T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              Uni<T> outcome = Uni.createFrom().deferred(work);
              return outcome
                  .onFailure()
                  .transform(failure -> asFailure(binding, failure))
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
      case FailureException f when f.failure() instanceof Failure.Overloaded -> "overloaded";
      case EndedKeyVersion _ -> "ended";
      default -> "error";
    };
  }

  private static Throwable asFailure(SealBinding binding, Throwable failure) {
    return switch (failure) {
      case VaultFault fault when fault.kind() == VaultFault.Kind.CIPHERTEXT_REFUSED ->
          broken(binding, "Vault does not open it in this context");
      case VaultFault fault -> FailureException.unavailable(Dependency.VAULT, fault);
      case TimeoutException late -> FailureException.unavailable(Dependency.VAULT, late);
      default -> failure;
    };
  }

  private static RuntimeException broken(SealBinding binding, String why) {
    LOG.errorf("Seal broken: %s of %s: %s", binding.kind(), binding.identity(), why);
    return switch (binding) {
      case SealBinding.OfLink owner ->
          new FailureException(new Failure.SealBroken(owner.link().link()));
      case SealBinding.OfSigningKey key ->
          new IllegalStateException("the signing key " + key.kid() + " does not open");
      case SealBinding.OfExchangeKey key ->
          new IllegalStateException("the signing key " + key.kid() + " does not open");
    };
  }
}
