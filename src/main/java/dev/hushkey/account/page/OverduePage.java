package dev.hushkey.account.page;

import dev.hushkey.timeout.OverdueAnswer;
import dev.hushkey.wire.Audience;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** The page for a person whose page is not ready in time, at any of our addresses for people. */
@Singleton
class OverduePage implements OverdueAnswer {

  private static final int UNAVAILABLE = 503;

  @Override
  public boolean isFor(String path) {
    return Audience.of(path).isPage();
  }

  @Override
  public Uni<Response> answer(RoutingContext routing, Duration retryAfter) {
    Language spoken = PageLanguage.of(routing);
    Texts texts = MessageBundles.get(Texts.class, Localized.Literal.of(spoken.tag()));
    MessageView view = MessageView.of(texts.unavailableTitle(), texts.unavailable());
    return PageAnswers.of(UNAVAILABLE, MessagePage.message(view), spoken)
        .map(page -> page.header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds()).build());
  }
}
