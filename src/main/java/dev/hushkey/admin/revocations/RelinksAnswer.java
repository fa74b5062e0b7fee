package dev.hushkey.admin.revocations;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.revocation.relink.RelinkFigures;
import java.util.List;

/**
 * How many have linked again since a revocation.
 *
 * @param complete whether all that it ended is counted; before the clean-up has marked every row,
 *     only those are that it has come to
 */
record RelinksAnswer(boolean complete, List<OfAssistant> assistants, List<Within> within) {

  record OfAssistant(
      AssistantId assistant, long links, long users, long linksBack, long usersBack) {}

  record Within(long hours, long links, long users) {}

  static RelinksAnswer of(RelinkFigures figures, boolean complete) {
    return new RelinksAnswer(
        complete,
        figures.assistants().stream()
            .map(
                one ->
                    new OfAssistant(
                        one.assistant(),
                        one.links(),
                        one.users(),
                        one.linksBack(),
                        one.usersBack()))
            .toList(),
        figures.within().stream()
            .map(one -> new Within(one.time().toHours(), one.links(), one.users()))
            .toList());
  }
}
