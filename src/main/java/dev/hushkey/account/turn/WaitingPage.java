package dev.hushkey.account.turn;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The template of the waiting page, checked against its view by the build. */
@CheckedTemplate(basePath = "pages")
final class WaitingPage {

  private WaitingPage() {}

  static native TemplateInstance waiting(WaitingView view);
}
