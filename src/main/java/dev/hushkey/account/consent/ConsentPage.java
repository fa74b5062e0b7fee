package dev.hushkey.account.consent;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The template of the consent page, checked against its view by the build. */
@CheckedTemplate(basePath = "pages")
final class ConsentPage {

  private ConsentPage() {}

  static native TemplateInstance consent(ConsentView view);
}
