package dev.hushkey.account.connected;

import dev.hushkey.account.login.LoggedIn;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.CsrfTokens;
import dev.hushkey.account.page.FormTargets;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Person;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.identity.LinkId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Makes the page of connected assistants for the person who is logged in. */
@ApplicationScoped
class ConnectedAssistantsPage {

  private final ConnectedAssistants connected;
  private final Assistants assistants;
  private final CsrfTokens csrfTokens;
  private final LoggedIn loggedIn;
  private final PageAnswers answers;
  private final PageLanguage language;
  private final Clock clock;

  @Inject
  ConnectedAssistantsPage(
      ConnectedAssistants connected,
      Assistants assistants,
      CsrfTokens csrfTokens,
      LoggedIn loggedIn,
      PageAnswers answers,
      PageLanguage language,
      Clock clock) {
    this.connected = connected;
    this.assistants = assistants;
    this.csrfTokens = csrfTokens;
    this.loggedIn = loggedIn;
    this.answers = answers;
    this.language = language;
    this.clock = clock;
  }

  /**
   * Shows the page.
   *
   * @param notice what was just done; may be empty
   * @param nothingKept the link whose form came back without a single tick
   */
  Uni<Response> show(int status, String notice, Optional<LinkId> nothingKept) {
    return connected
        .of(loggedIn.person().user())
        .map(links -> AssistantsView.of(frame(notice, nothingKept), links, this::nameOf))
        .chain(view -> answers.of(status, AssistantsPage.assistants(view), formTargets()));
  }

  /** Where the page is, in the language that it is read in. */
  String address() {
    return AccountPaths.ASSISTANTS + "?" + language.toQuery();
  }

  private AssistantsView.Frame frame(String notice, Optional<LinkId> nothingKept) {
    Person person = loggedIn.person();
    return new AssistantsView.Frame(
        person.name(),
        address(),
        csrfTokens.make(person, AccountPaths.ASSISTANTS),
        notice,
        nothingKept,
        language.language(),
        language.texts(),
        clock.instant());
  }

  /** An assistant that is no longer configured may still have links, and these can be ended. */
  private String nameOf(ConnectedAssistant link) {
    return assistants
        .find(link.link().assistant())
        .map(assistant -> DisplayName.isolate(assistant.display().name()))
        .orElseGet(() -> link.link().assistant().value());
  }

  private List<String> formTargets() {
    return List.of(FormTargets.of(loggedIn.logOutAddress()));
  }
}
