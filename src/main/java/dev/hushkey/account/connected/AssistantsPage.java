package dev.hushkey.account.connected;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The template of the connected assistants, checked against its view by the build. */
@CheckedTemplate(basePath = "pages")
final class AssistantsPage {

  private AssistantsPage() {}

  static native TemplateInstance assistants(AssistantsView view);
}
