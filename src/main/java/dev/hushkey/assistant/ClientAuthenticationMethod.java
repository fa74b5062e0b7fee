package dev.hushkey.assistant;

/**
 * How an assistant authenticates at our token endpoint, named as in <a
 * href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591 §2</a>. Alexa calls them {@code
 * HTTP_BASIC} and {@code REQUEST_BODY_CREDENTIALS}.
 */
public enum ClientAuthenticationMethod {
  CLIENT_SECRET_BASIC,
  CLIENT_SECRET_POST
}
