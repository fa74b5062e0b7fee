package dev.hushkey.account.consent;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.MessageView;
import dev.hushkey.account.page.Texts;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.oauth.authorize.ApprovalOutcome;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationResponses;
import java.net.URI;

/** What a person gets for a decision, or for coming back after it. */
sealed interface ConsentAnswer {

  /** Back to the assistant. */
  record Back(URI address) implements ConsentAnswer {}

  /** A page that says what happened before, and where to go on. */
  record Told(MessageView view) implements ConsentAnswer {

    private Told leadingTo(URI address, String name) {
      return new Told(view.leadingTo(address.toString(), name));
    }
  }

  /** The answer to an approval. */
  static ConsentAnswer of(
      ApprovalOutcome outcome,
      AuthorizationRequest request,
      AuthorizationResponses responses,
      Texts texts) {
    String assistant = DisplayName.isolate(request.assistant().display().name());
    return switch (outcome) {
      case ApprovalOutcome.Usable usable -> new Back(responses.code(request, usable.code()));
      case ApprovalOutcome.FirstAnswerStands first ->
          told(texts, texts.answeredFirst(assistant))
              .leadingTo(responses.code(request, first.code()), texts.backTo(assistant));
      case ApprovalOutcome.Redeemed _ ->
          told(texts, texts.answeredRedeemed(assistant))
              .leadingTo(
                  URI.create(AccountPaths.ASSISTANTS + "?ui_locales=" + texts.language()),
                  texts.showAssistants());
      case ApprovalOutcome.Over _ ->
          told(texts, texts.answeredOver(assistant))
              .leadingTo(responses.denied(request), texts.backTo(assistant));
    };
  }

  private static Told told(Texts texts, String text) {
    return new Told(MessageView.of(texts.answeredTitle(), text));
  }
}
