package dev.hushkey.account.refusal;

import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.Language;
import dev.hushkey.account.page.MessagePage;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;

/** Pages for requests that no resource is to see, not even their body. */
@Singleton
class EarlyPages {

  /** Answers and closes the connection, for the rest of the request is not read. */
  void refuse(RoutingContext routing, int status) {
    Log.infof("Refused a request for a page with %d", status);
    Language language = PageLanguage.of(routing);
    MessagePage.message(FailurePages.refusal(status, PageLanguage.textsIn(language)))
        .setLocale(language.locale())
        .createUni()
        .subscribe()
        .with(html -> answer(routing, status, language, html), routing::fail);
  }

  private static void answer(RoutingContext routing, int status, Language language, String html) {
    HttpServerResponse response = routing.response().setStatusCode(status);
    PageAnswers.headers(language, List.of()).forEach(response::putHeader);
    if (routing.request().version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    response.end(html).onFailure(gone -> Log.debug("The browser has gone", gone));
  }
}
