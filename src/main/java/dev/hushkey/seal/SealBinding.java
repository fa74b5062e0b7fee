package dev.hushkey.seal;

import dev.hushkey.identity.LinkRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The owner of a sealed secret. The caller always names it and it is never read from the database:
 * that makes a ciphertext useless in another row.
 */
public sealed interface SealBinding {

  /** What an assistant issued for one link. */
  sealed interface OfLink extends SealBinding {

    LinkRef link();

    /** What is sealed in a drill is sealed with the real key, for an identity that nobody has. */
    @Override
    default String transitKey() {
      return "hushkey-" + link().assistant().real();
    }

    @Override
    default Map<String, String> identity() {
      Map<String, String> identity = new LinkedHashMap<>();
      identity.put("assistant", link().assistant().value());
      identity.put("link", link().link().toString());
      identity.put("user", link().user().value());
      return identity;
    }
  }

  /** An assistant's tokens of one link, all of them in one text. */
  record OfTokenSet(LinkRef link) implements OfLink {

    @Override
    public String kind() {
      return "link";
    }
  }

  /** The access token of such a set, alone. */
  record OfAccessToken(LinkRef link) implements OfLink {

    @Override
    public String kind() {
      return "access-token";
    }
  }

  /** The private half of one of our signing keys. */
  record OfSigningKey(String kid) implements SealBinding {

    @Override
    public String transitKey() {
      return "hushkey-signing";
    }

    @Override
    public Map<String, String> identity() {
      return Map.of("kid", kid);
    }

    @Override
    public String kind() {
      return "signing-key";
    }
  }

  /** The private half of a key that signs exchanged tokens. */
  record OfExchangeKey(String kid) implements SealBinding {

    @Override
    public String transitKey() {
      return "hushkey-signing";
    }

    @Override
    public Map<String, String> identity() {
      return Map.of("kid", kid);
    }

    @Override
    public String kind() {
      return "exchange-key";
    }
  }

  /** An assistant's tokens for one link, together. */
  static SealBinding ofLink(LinkRef link) {
    return new OfTokenSet(link);
  }

  /** An assistant's access token for one link, without the refresh token. */
  static SealBinding ofAccessToken(LinkRef link) {
    return new OfAccessToken(link);
  }

  /** The key with this key id, which signs access tokens. */
  static SealBinding ofSigningKey(String kid) {
    return new OfSigningKey(kid);
  }

  /** The key with this key id, which signs exchanged tokens. */
  static SealBinding ofExchangeKey(String kid) {
    return new OfExchangeKey(kid);
  }

  /** The name of the Transit key; one for each assistant, so that one can be destroyed alone. */
  String transitKey();

  /** The kind of owner; no two kinds share a context. */
  String kind();

  /** The fields of the identity, always in the same order. */
  Map<String, String> identity();

  /**
   * The context from which Transit derives this owner's key: <a
   * href="https://cr.yp.to/proto/netstrings.txt">netstrings</a> of the version of this form, the
   * kind and the values of the identity. The lengths make it unambiguous: no two identities share a
   * context, whatever characters they hold. Changing this format would make everything sealed
   * before unreadable, so it never changes; a new format would need another version in the first
   * field, and re-sealing.
   */
  default byte[] context() {
    List<String> fields = new ArrayList<>(List.of("hushkey-seal-1", kind()));
    fields.addAll(identity().values());
    StringBuilder context = new StringBuilder();
    for (String field : fields) {
      int length = field.getBytes(StandardCharsets.UTF_8).length;
      context.append(length).append(':').append(field).append(',');
    }
    return context.toString().getBytes(StandardCharsets.UTF_8);
  }
}
