package dev.hushkey.account.page;

/**
 * A page that says something.
 *
 * @param next where to go from here, an address of ours; empty when the way is not on our pages
 * @param nextName what is there
 */
public record MessageView(String title, String text, String next, String nextName) {

  public static MessageView of(String title, String text) {
    return new MessageView(title, text, "", "");
  }

  /** The same with a way on. */
  public MessageView leadingTo(String address, String name) {
    return new MessageView(title, text, address, name);
  }
}
