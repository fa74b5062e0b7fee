package dev.hushkey.account.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The template of a page with one message, checked against its view by the build. */
@CheckedTemplate(basePath = "pages")
public final class MessagePage {

  private MessagePage() {}

  public static native TemplateInstance message(MessageView view);
}
