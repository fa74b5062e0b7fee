package dev.hushkey.doctor.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hushkey.cli.session.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

/** Reads a token that the server has just given us; nothing is decided by it. */
final class Claims {

  private Claims() {}

  static JsonNode of(String jwt) {
    String[] parts = jwt.split("\\.");
    try {
      return parts.length < 2
          ? MissingNode.getInstance()
          : Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IOException | IllegalArgumentException opaque) {
      return MissingNode.getInstance();
    }
  }

  /** One text, or several. */
  static Set<String> texts(JsonNode claim) {
    Set<String> texts = new TreeSet<>();
    if (claim.isTextual()) {
      texts.add(claim.asText());
    }
    claim.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
