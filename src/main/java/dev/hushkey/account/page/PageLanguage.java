package dev.hushkey.account.page;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The language of the current request. It travels in the address, as the whole request does. */
@RequestScoped
public class PageLanguage {

  /** The parameter of our own addresses; it is passed on to Keycloak's. */
  public static final String PARAMETER = "ui_locales";

  private static final String GOOGLE_PARAMETER = "user_locale";

  @Inject RoutingContext routing;

  /** The language to use. */
  public Language language() {
    return of(routing);
  }

  /** The same where there is no request scope yet. */
  public static Language of(RoutingContext routing) {
    List<String> asked =
        Stream.of(PARAMETER, GOOGLE_PARAMETER)
            .flatMap(name -> routing.queryParam(name).stream())
            .toList();
    Optional<String> accepted = Optional.ofNullable(routing.request().getHeader("Accept-Language"));
    return Language.choose(asked, accepted);
  }

  /** The texts that are not in a template. */
  public Texts texts() {
    return textsIn(language());
  }

  /** The same in a language. */
  public static Texts textsIn(Language language) {
    return MessageBundles.get(Texts.class, Localized.Literal.of(language.tag()));
  }

  /** To be added to the query of the next page's address. */
  public String toQuery() {
    return PARAMETER + "=" + language().tag();
  }
}
