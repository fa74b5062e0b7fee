package dev.hushkey.stack.bench.rival;

import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.SecretText;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.stream.IntStream;

/** A token under the seal of its own link, with what came out when it opens. */
public record SealedToken(SealBinding owner, SecretText secret, SealedText sealed) {

  /** About as long as the pair of tokens that we keep for a link. */
  private static final int SECRET_LENGTH = 512;

  /** Seals so many, each of a user of its own. */
  public static List<SealedToken> seal(int count, Sealer sealer) {
    List<Uni<SealedToken>> sealing =
        IntStream.range(0, count).mapToObj(i -> seal("user-" + i, sealer)).toList();
    return TestSeal.await(Uni.join().all(sealing).usingConcurrencyOf(256).andFailFast());
  }

  private static Uni<SealedToken> seal(String user, Sealer sealer) {
    SealBinding owner = TestSeal.link("alexa", LinkIds.create(), user);
    String random = SecretText.random().reveal();
    SecretText secret = SecretText.of(random.repeat(SECRET_LENGTH / random.length()));
    return sealer.seal(secret, owner).map(text -> new SealedToken(owner, secret, text));
  }
}
