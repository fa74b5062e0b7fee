package dev.hushkey.account;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates, checked against their parameters by the build. */
@CheckedTemplate(basePath = "pages")
final class Pages {

  private Pages() {}

  static native TemplateInstance consent(ConsentView view);

  static native TemplateInstance assistants(AssistantsView view);

  static native TemplateInstance message(MessageView view);
}
