package dev.hushkey.account.page;

/**
 * A page that says something.
 *
 * @param next where to go next: an address on our site, or the assistant's; empty when we cannot
 *     lead there
 * @param nextName the text of that link
 */
public record MessageView(String title, String text, String next, String nextName) {

  public static MessageView of(String title, String text) {
    return new MessageView(title, text, "", "");
  }

  /** The same with a link to the next step. */
  public MessageView leadingTo(String address, String name) {
    return new MessageView(title, text, address, name);
  }
}
