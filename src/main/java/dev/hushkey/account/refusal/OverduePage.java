package dev.hushkey.account.refusal;

import dev.hushkey.account.page.Language;
import dev.hushkey.account.page.MessagePage;
import dev.hushkey.account.page.MessageView;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Texts;
import dev.hushkey.timeout.OverdueAnswer;
import dev.hushkey.wire.Audience;
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
    Texts texts = PageLanguage.textsIn(spoken);
    MessageView view = MessageView.of(texts.unavailableTitle(), texts.unavailable());
    return PageAnswers.of(UNAVAILABLE, MessagePage.message(view), spoken)
        .map(page -> page.header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds()).build());
  }
}
