package dev.hushkey.oauth.token;

import dev.hushkey.oauth.request.RequestParameters;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All grant types of the token endpoint. */
@Singleton
public class ExtensionGrants {

  private final List<ExtensionGrant> extensions;

  @Inject
  ExtensionGrants(@Any Instance<ExtensionGrant> extensions) {
    this.extensions = extensions.stream().filter(ExtensionGrant::isOn).toList();
  }

  /** The extension grant that a request asks for, if any. */
  Optional<ExtensionGrant> find(RequestParameters parameters) {
    Optional<String> grantType = parameters.find("grant_type", RequestParameters.MAX_NAME);
    return extensions.stream()
        .filter(extension -> grantType.filter(extension.grantType()::equals).isPresent())
        .findFirst();
  }

  /** The names, for the metadata. */
  public List<String> grantTypes() {
    return Stream.concat(
            Stream.of("authorization_code", "refresh_token"),
            extensions.stream().map(ExtensionGrant::grantType))
        .toList();
  }
}
